import type { FolderComparison } from './compare-project-folder-performance.ts';
import type { EmitEvent } from './execution-journal.ts';
import { type ChangeSet, listIds } from './hypothesis-dependency-order.ts';
import { eliminateUnproven } from './leave-one-out-elimination.ts';
import type { EarnedPart } from './plan-execution-types.ts';
import { patchSizes } from './stages/apply-stage.ts';
import { commitChanges } from './stages/commit-stage.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import { describeComparison } from './stages/measure-stage.ts';
import type { CheckResults } from './stages/verify-stage.ts';

/** Committed changes, measured anew. */
export type Confirmation =
  /** There is nothing to confirm, or the time ran out. */
  | { readonly state: 'none' }
  /** The gain did not show again; all is taken back. */
  | { readonly state: 'refuted'; readonly measured: FolderComparison }
  | {
      readonly state: 'confirmed';
      readonly changes: ChangeSet;
      /** True if every change showed a gain of its own. */
      readonly isWhole: boolean;
      readonly measured: FolderComparison;
      readonly parts: readonly EarnedPart[];
      /** From the root of the project. */
      readonly files: readonly string[];
    };

/** Options for confirming commits, and for what is measured besides the gain. */
export interface ConfirmOptions {
  readonly checks: CheckResults;
  readonly isOneByOne: boolean;
  /** Profiles both sides. */
  readonly explain: boolean;
}

/**
 * Measures each change by leaving it out, then the remaining changes against the start, on fresh
 * pairs that informed no earlier decision; only these results are reported. Changes whose gain does
 * not reproduce are reverted.
 */
export async function confirmGains(
  stages: Stages,
  given: ChangeSet,
  { checks, isOneByOne, explain }: ConfirmOptions,
  emit: EmitEvent,
): Promise<Confirmation> {
  if (given.parts.length === 0) return { state: 'none' };
  const { start, apply, measure, commit } = stages;
  const { whole: changes, contributions } = await eliminateUnproven(stages, given, emit);
  const comparison = await measure.compare(start, changes.state, { explain });
  const { measured, improvementPct } = comparison;
  if (!comparison.isImproved) {
    const reason = `the gain was not reproduced in fresh measurements (${describeComparison(comparison)})`;
    for (const id of listIds(changes.parts)) emit({ type: 'removed', id, reason });
    await commit.reset();
    return { state: 'refuted', measured };
  }
  const isWhole = changes.parts.length === given.parts.length;
  if (!isWhole) {
    await commit.drop();
    await commitChanges(stages, changes, { checks, improvementPct, isOneByOne });
  }
  const sizes = await patchSizes(apply, start, changes.parts);
  const gains = new Map(
    contributions.map(({ part, comparison: own }) => [part.id, own.improvementPct]),
  );
  const parts = listIds(changes.parts).map((id): EarnedPart => {
    const alone = changes.parts.length === 1 ? improvementPct : gains.get(id);
    const { added, removed } = sizes.get(id) ?? { added: null, removed: null };
    return { id, improvement_pct: alone ?? null, added, removed };
  });
  const files = await apply.files(start, changes.state);
  return { state: 'confirmed', changes, isWhole, measured, parts, files };
}
