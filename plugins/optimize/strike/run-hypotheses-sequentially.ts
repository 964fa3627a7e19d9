import type { measure } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { EmitEvent } from './execution-journal.ts';
import { type ChangeSet, listIds } from './hypothesis-dependency-order.ts';
import type { StateBuilder } from './stages/apply-stage.ts';
import { formatChangeMessage } from './stages/commit-stage.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import type { StateComparison } from './stages/measure-stage.ts';
import type { TestOutcome } from './stages/test-stage.ts';
import type { CheckResults } from './stages/verify-stage.ts';

/** Facts that each hypothesis is judged by. */
export interface SequentialRules {
  readonly checks: CheckResults;
  /** Describes what a hypothesis does beyond one function; null: maybe several. */
  readonly describeOtherChanges:
    | ((before: string, after: string, hypothesis: Hypothesis) => Promise<string | null>)
    | null;
}

type Outcome =
  | { readonly state: 'manual'; readonly reason: string }
  | {
      readonly state: 'skip' | 'discard' | 'crash';
      readonly reason: string;
      readonly tested?: TestOutcome;
      readonly comparison?: StateComparison;
    }
  | {
      readonly state: 'keep';
      readonly tree: string;
      readonly tested: TestOutcome;
      readonly comparison: StateComparison;
      readonly commit: string;
    };

/**
 * Tries one hypothesis at a time, highest expected impact first: it is accepted with its own commit
 * if it gains enough on top of those accepted before, else reverted.
 */
export async function runSequentially(
  stages: Stages,
  hypotheses: readonly Hypothesis[],
  rules: SequentialRules,
  emit: EmitEvent,
): Promise<ChangeSet> {
  let kept: ChangeSet = { parts: [], state: stages.start };
  const waiting = hypotheses.toSorted(
    (a, b) => b.expected_impact.percent - a.expected_impact.percent,
  );
  while (waiting.length > 0) {
    const waitingIds = new Set(listIds(waiting));
    // Dependencies of others come first.
    const index = waiting.findIndex(
      ({ dependencies }) => !dependencies.some((id) => waitingIds.has(id)),
    );
    const [hypothesis] = waiting.splice(Math.max(0, index), 1);
    if (hypothesis === undefined) break;
    const obstacle = findObstacle(hypothesis, kept.parts);
    const outcome: Outcome =
      obstacle === null
        ? await tryHypothesis(stages, hypothesis, kept, rules)
        : { state: 'skip', reason: obstacle };
    if (outcome.state === 'keep') {
      kept = { parts: [...kept.parts, hypothesis], state: outcome.tree };
      emit({ type: 'committed', changes: kept });
    }
    logOutcome(hypothesis, outcome, rules, emit);
  }
  return kept;
}

function findObstacle(hypothesis: Hypothesis, kept: readonly Hypothesis[]): string | null {
  const ids = new Set(listIds(kept));
  const missing = hypothesis.dependencies.find((id) => !ids.has(id));
  if (missing !== undefined) return `dependency ${missing} removed`;
  const rival = kept.find(
    ({ id, conflicts_with: conflicts }) =>
      hypothesis.conflicts_with.includes(id) || conflicts.includes(hypothesis.id),
  );
  return rival === undefined ? null : `conflicts with ${rival.id}, which was accepted`;
}

async function tryHypothesis(
  { apply, test, measure, commit }: Stages,
  hypothesis: Hypothesis,
  { state: before }: ChangeSet,
  { checks, describeOtherChanges }: SequentialRules,
): Promise<Outcome> {
  const built = await apply.build(before, [hypothesis]);
  if (built.state === 'broken') {
    const { state, reason } = built.why;
    return { state: state === 'manual' ? 'manual' : 'skip', reason };
  }
  const { tree } = built;
  const otherChanges = (await describeOtherChanges?.(before, tree, hypothesis)) ?? null;
  if (otherChanges !== null) return { state: 'skip', reason: otherChanges };
  const tested = await test.test(tree);
  if (tested.state === 'failed') {
    // For a single function, flaky tests say nothing for or against it.
    const isSkipped = tested.unsteady && describeOtherChanges !== null;
    const state = isSkipped ? 'skip' : tested.crashed ? 'crash' : 'discard';
    return { state, reason: tested.reason, tested };
  }
  const comparison = await measure.compare(before, tree);
  const { improvementPct, measured } = comparison;
  const threshold =
    describeOtherChanges === null
      ? findGainThreshold(hypothesis.bottleneck_class)
      : FUNCTION_THRESHOLD_PCT;
  const growth = await lineGrowth(apply, before, tree);
  const isReal = measured.verdict === 'improved';
  const reason = explainRejection({ improvementPct, isReal }, threshold, growth);
  if (reason !== null) return { state: 'discard', reason, tested, comparison };
  const message = formatChangeMessage(hypothesis, checks, improvementPct);
  const hash = await commit.commit(tree, message);
  return { state: 'keep', tree, tested, comparison, commit: hash };
}

function logOutcome(
  { id, files_to_modify: files }: Hypothesis,
  outcome: Outcome,
  { describeOtherChanges }: SequentialRules,
  emit: EmitEvent,
): void {
  const { state } = outcome;
  if (state !== 'keep') {
    emit({ type: state === 'manual' ? 'manual' : 'removed', id, reason: outcome.reason });
  }
  if (state === 'manual') return;
  const { comparison, tested } = outcome;
  const commit = state === 'keep' ? outcome.commit : null;
  const row = { hypotheses: [id], status: state, comparison, commit, files } as const;
  emit({ type: 'tried', phase: 'sequential', ...row, e2e: tested?.e2e ?? 'skipped' });
  if (comparison === undefined || describeOtherChanges === null) return;
  const { measured, improvementPct } = comparison;
  const status = state === 'keep' ? 'keep' : 'discard';
  const result = { hypothesis: id, measured, improvementPct, status } as const;
  emit({ type: 'function-tried', outcome: result });
}

/** Lines of the files that differ, after / before. */
async function lineGrowth(
  { files, text }: Pick<StateBuilder, 'files' | 'text'>,
  before: string,
  after: string,
): Promise<number> {
  const paths = await files(before, after);
  const count = async (tree: string): Promise<number> => {
    const texts = await Promise.all(paths.map((path) => text(tree, path)));
    return texts.reduce((sum, content) => sum + linesOf(content), 0);
  };
  const lines = await count(before);
  return lines === 0 ? 1 : (await count(after)) / lines;
}

/** Counts the lines of a text; a final newline starts no further line. null is a missing file. */
function linesOf(text: string | null): number {
  const whole = (text ?? '').replace(/\n$/u, '');
  return whole === '' ? 0 : whole.split('\n').length;
}

/** Returns the least accepted gain in percent for a class of bottleneck. */
export function findGainThreshold(kind: measure.BottleneckClass): number {
  switch (kind) {
    case 'Architecture':
      return 30;
    case 'CPU':
      return 10;
    // Caches and services of others are waited for as disks and databases are.
    default:
      return 20;
  }
}

/** Least gain of the variant for single functions, for every class of bottleneck. */
const FUNCTION_THRESHOLD_PCT = 10;
/** Time budget of that variant. */
export const FUNCTION_BUDGET_MS = 30 * 60_000;

/** A ratio of 0.9 is a gain of 10 %, regardless of binary rounding. */
const ROUNDING = 1e-9;

/**
 * True if a gain is too small for the lines that it adds: less than twice the threshold,
 * with more than 1.5 times the lines in what it touches.
 * @param growth - Lines after / lines before.
 */
export function hasExcessiveGrowth(
  improvementPct: number,
  threshold: number,
  growth: number,
): boolean {
  return improvementPct < 2 * threshold - ROUNDING && growth > 1.5;
}

/**
 * Returns the reason why a gain is not accepted; null if it is.
 * @param isReal - True if the comparison's verdict is `improved`.
 */
export function explainRejection(
  gain: { readonly improvementPct: number; readonly isReal: boolean },
  threshold: number,
  growth: number,
): string | null {
  const { improvementPct, isReal } = gain;
  const shown = `gains ${improvementPct.toFixed(1)}%`;
  if (improvementPct < threshold - ROUNDING) return `${shown}, less than ${threshold}%`;
  if (!isReal) return `${shown}, which may be noise`;
  if (!hasExcessiveGrowth(improvementPct, threshold, growth)) return null;
  return `${shown} with ${Math.round((growth - 1) * 100)}% more lines`;
}
