import { patchSizes } from './build-states.ts';
import { commitStruck } from './commit-struck.ts';
import type { Standing } from './contested.ts';
import { defaultTarget } from './default-target.ts';
import { git } from './git.ts';
import { functionDeltas } from './instrument.ts';
import { earnedAlone } from './leave-one-out.ts';
import type { Measured, MeasuredMetric } from './measure.ts';
import type { ContestedResult, EarnedPart, ExecutionResult, StrikePlan } from './plan.ts';
import type { Prepared } from './prepare.ts';
import { comparisonWords } from './reasons.ts';
import { idsOf, type Session } from './session.ts';
import type { Worktrees } from './worktree.ts';

/** All that was done, to be told. */
export interface Carried {
  readonly session: Session;
  readonly worktrees: Worktrees;
  readonly plan: StrikePlan;
  readonly prepared: Prepared;
  readonly standing: Standing;
  readonly struckClean: boolean;
  readonly contested: readonly ContestedResult[];
  /** The time was up. */
  readonly isOver: boolean;
  /** The tests fail without any change. */
  readonly testsFailed: boolean;
}

/**
 * Measures each change against the rest without it, and what is left of them against the start, on fresh
 * pairs, which decided nothing before, and reports only that. A gain that does not show again is none:
 * what it was of is taken back.
 */
export async function confirm(before: Carried): Promise<ExecutionResult> {
  const { session, worktrees, isOver } = before;
  if (before.standing.applied.length === 0 || isOver) {
    return report(before, { measured: null, parts: [] }, before.standing);
  }
  const { carried, gains } = await withoutUnearned(before);
  const { standing } = carried;
  const comparison = await session.compareStates(session.startTree, standing.tree, {
    // As in comparisons: half a minute that not everybody wants to spend.
    explain: session.host.env.PERF_HARNESS_NO_EXPLAIN === undefined,
  });
  const { measured } = comparison;
  if (!comparison.isImproved) {
    const reason = `the gain did not show again on fresh measurements (${comparisonWords(comparison)})`;
    for (const { id } of standing.applied) session.removed.push({ id, reason });
    await worktrees.setBranch(session.head, worktrees.start);
    return report(carried, { measured, parts: [] }, { tree: session.startTree, applied: [] });
  }
  if (standing.applied.length < before.standing.applied.length) {
    await session.dropCommits();
    await commitStruck(session, standing.applied, standing.tree, comparison.improvementPct);
  }
  const sizes = await patchSizes(session.states, session.startTree, standing.applied);
  const parts = standing.applied.map(({ id }): EarnedPart => {
    const alone = standing.applied.length === 1 ? comparison.improvementPct : gains.get(id);
    const { added, removed } = sizes.get(id) ?? { added: null, removed: null };
    return { id, improvement_pct: alone ?? null, added, removed };
  });
  const result = await report(carried, { measured, parts }, standing);
  const { pushTo } = session.request;
  if (pushTo !== undefined) {
    const ref = `refs/heads/${worktrees.branch}`;
    const options = { cwd: session.request.root, signal: session.signal };
    await git(session.host, ['push', '--quiet', pushTo, `${ref}:${ref}`], options);
  }
  return result;
}

/** Changes that have each shown a gain beside the others, and that gain in percent. */
async function withoutUnearned(
  carried: Carried,
): Promise<{ readonly carried: Carried; readonly gains: ReadonlyMap<string, number> }> {
  const { session, standing } = carried;
  const given = { parts: standing.applied, state: standing.tree };
  const { whole, contributions } = await earnedAlone(session, given);
  const isWhole = whole.parts.length === given.parts.length;
  return {
    carried: {
      ...carried,
      standing: { tree: whole.state, applied: whole.parts },
      struckClean: carried.struckClean && isWhole,
    },
    gains: new Map(
      contributions.map(({ part, comparison }) => [part.id, comparison.improvementPct]),
    ),
  };
}

/** What was confirmed; null: nothing was measured. */
interface Confirmed {
  readonly measured: Measured | null;
  readonly parts: readonly EarnedPart[];
}

async function report(
  carried: Carried,
  { measured, parts }: Confirmed,
  standing: Standing,
): Promise<ExecutionResult> {
  const { session, worktrees, plan, prepared, contested, isOver } = carried;
  const { primary, removed, manual } = session;
  const applied = idsOf(standing.applied);
  const settled = new Set([
    ...applied,
    ...removed.map(({ id }) => id),
    ...manual.map(({ id }) => id),
  ]);
  const numbers = numbersOf(measured, primary, prepared.baseline);
  const better = measured?.metrics[primary]?.better ?? 'lower';
  const before = numbers.baseline[primary] ?? prepared.baseline;
  const target = targetOf(carried, before, better);
  const after = numbers.final[primary] ?? prepared.baseline;
  const isMet = target !== null && (better === 'higher' ? after >= target : after <= target);
  const targetMet = applied.length > 0 && isMet;
  const files =
    isOver || applied.length === 0
      ? []
      : await session.states.files(session.startTree, standing.tree);
  const gain = better === 'higher' ? numbers.ratio.value - 1 : 1 - numbers.ratio.value;
  const { e2e } = prepared;
  return {
    branch: applied.length === 0 && measured === null ? null : worktrees.branch,
    ...numbers,
    total_improvement_pct: gain * 100,
    target_met: targetMet,
    strike_result: applied.length === 0 ? 'failed' : carried.struckClean ? 'clean' : 'bisected',
    hypotheses_applied: applied,
    hypotheses_removed: removed,
    checks: session.checks,
    parts,
    manual,
    remaining: idsOf(plan.hypotheses).filter((id) => !settled.has(id)),
    contested_results: contested,
    files_modified: files,
    e2e_test:
      e2e === null
        ? null
        : {
            command: e2e.command,
            source: e2e.source,
            baseline_passed: e2e.passed,
            final_passed: e2e.passed,
          },
    metrics: measured?.metrics ?? {},
    explanation: measured?.explanation ?? null,
    functions: isOver || applied.length === 0 ? [] : await functionDeltas(session, standing.tree),
    flaky_tests: session.tests.quarantined(),
    warnings: session.warnings,
    stop_reason: stopReason(carried, applied.length > 0, targetMet),
  };
}

function stopReason(
  { isOver, testsFailed }: Carried,
  hasApplied: boolean,
  targetMet: boolean,
): ExecutionResult['stop_reason'] {
  if (isOver) return 'time budget exceeded';
  if (testsFailed) return 'all tests failed';
  if (!hasApplied) return 'all hypotheses failed';
  return targetMet ? 'target met' : 'all contested tested';
}

/**
 * What the primary metric is to come to. Where nobody has said it, the first cycle goes by half of
 * what it measured itself, as the loop does for all that follow. null: there is no target.
 */
function targetOf(
  { session, plan }: Carried,
  base: number,
  better: MeasuredMetric['better'],
): number | null {
  const { primary, request } = session;
  const target = plan.target_metrics[primary];
  if (target === undefined) return null;
  const isOwn = target.source === 'default' && request.cycle === 1;
  return isOwn ? defaultTarget(base, better, primary) : target.value;
}

/** Whether it has all of its numbers: what fails when it is measured has none. */
function isWhole({ base_ms: base, head_ms: head, ratio, low, high }: Measured): boolean {
  return [base, head, ratio, low, high].every(Number.isFinite);
}

/** Both sides as they were measured with each other; nothing measured: the baseline twice. */
function numbersOf(
  measured: Measured | null,
  primary: string,
  baseline: number,
): Pick<ExecutionResult, 'baseline' | 'final' | 'ratio'> {
  if (measured === null || !isWhole(measured)) {
    const same = { [primary]: baseline };
    return { baseline: same, final: same, ratio: { value: 1, low: 1, high: 1 } };
  }
  const { metrics, ratio, low, high } = measured;
  const side = (which: 'base' | 'head'): Record<string, number> => {
    const values = Object.entries(metrics).flatMap(([name, one]): [string, number][] => {
      const value = one[which];
      return value === null ? [] : [[name, value]];
    });
    return Object.fromEntries(values);
  };
  return {
    baseline: { ...side('base'), [primary]: measured.base_ms },
    final: { ...side('head'), [primary]: measured.head_ms },
    ratio: { value: ratio, low, high },
  };
}
