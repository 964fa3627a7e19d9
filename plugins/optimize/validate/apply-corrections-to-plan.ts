import type { ContextBlock, PlanConcern } from '../context/optimization-context-block-schema.ts';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { Correction } from './plan-check-types.ts';

/** Adds the hypotheses that depend on these, directly or indirectly (X814-14). */
export function addDependents(
  hypotheses: readonly Hypothesis[],
  reasons: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const all = new Map(reasons);
  // Iteration over a Map includes entries added during it.
  for (const [id] of all) {
    for (const hypothesis of hypotheses) {
      if (hypothesis.dependencies.includes(id) && !all.has(hypothesis.id)) {
        all.set(hypothesis.id, `dependency ${id} removed`);
      }
    }
  }
  return all;
}

/** The plan with its corrections, and with the concerns among its warnings (V813-15). */
export function correctPlan(
  block: ContextBlock,
  corrections: readonly Correction[],
  concerns: readonly PlanConcern[],
): ContextBlock {
  const removed = new Set(
    corrections.flatMap((correction) => (correction.kind === 'remove' ? [correction.id] : [])),
  );
  const kept = block.hypotheses.filter(({ id }) => !removed.has(id));
  const linked = kept.map((hypothesis) => relink(hypothesis, corrections, removed));
  const highest = Math.max(0, ...block.hypotheses.map(({ id }) => Number(id.slice(1))));
  const added = corrections
    .flatMap((correction) => (correction.kind === 'add' ? [correction.hypothesis] : []))
    .map((hypothesis, at): Hypothesis => ({ ...hypothesis, id: `H${highest + at + 1}` }));
  const known = new Set(block.warnings.map(createConcernKey));
  return {
    ...block,
    hypotheses: [...linked, ...added],
    warnings: [
      ...block.warnings,
      ...concerns.filter((concern) => !known.has(createConcernKey(concern))),
    ],
  };
}

function relink(
  hypothesis: Hypothesis,
  corrections: readonly Correction[],
  removed: ReadonlySet<string>,
): Hypothesis {
  const relations = {
    conflicts_with: hypothesis.conflicts_with,
    dependencies: hypothesis.dependencies,
  };
  for (const correction of corrections) {
    if (correction.kind !== 'link' && correction.kind !== 'unlink') continue;
    const { kind, relation, id, other } = correction;
    if (relation === 'conflicts_with' && kind === 'link' && other === hypothesis.id) {
      relations.conflicts_with = [...new Set([...relations.conflicts_with, id])];
    }
    if (id !== hypothesis.id) continue;
    const without = relations[relation].filter((each) => each !== other);
    relations[relation] = kind === 'link' ? [...without, other] : without;
  }
  const pair = hypothesis.pair !== null && removed.has(hypothesis.pair) ? null : hypothesis.pair;
  return {
    ...hypothesis,
    conflicts_with: relations.conflicts_with.filter((id) => !removed.has(id)),
    dependencies: relations.dependencies.filter((id) => !removed.has(id)),
    pair,
  };
}

export interface PlanDifference {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Hypotheses whose relations changed. */
  readonly relinked: readonly string[];
  readonly warned: number;
}

/** Compares two states of a plan, counting on the plans themselves (V813-17). */
export function comparePlans(before: ContextBlock, after: ContextBlock): PlanDifference {
  const old = new Map(before.hypotheses.map((hypothesis) => [hypothesis.id, hypothesis]));
  const now = new Set(after.hypotheses.map(({ id }) => id));
  const warned = new Set(before.warnings.map(createConcernKey));
  return {
    removed: before.hypotheses.flatMap(({ id }) => (now.has(id) ? [] : [id])),
    added: after.hypotheses.flatMap(({ id }) => (old.has(id) ? [] : [id])),
    relinked: after.hypotheses.flatMap((hypothesis) => {
      const was = old.get(hypothesis.id);
      return was === undefined || relationsOf(was) === relationsOf(hypothesis)
        ? []
        : [hypothesis.id];
    }),
    warned: after.warnings.filter((warning) => !warned.has(createConcernKey(warning))).length,
  };
}

function relationsOf({ conflicts_with, dependencies, pair }: Hypothesis): string {
  return JSON.stringify([conflicts_with.toSorted(), dependencies.toSorted(), pair]);
}

/** Equal concerns have equal names. */
export function createConcernKey({ type, detail, hypothesis }: PlanConcern): string {
  const words = detail
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return `${type.toLowerCase()}|${hypothesis ?? ''}|${words}`;
}
