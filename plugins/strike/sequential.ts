import type { BottleneckClass, Hypothesis } from 'perf-harness';
import type { Standing } from './contested.ts';
import { type Comparison, idsOf, type Session } from './session.ts';

/** Least gain that is kept, in percent, by what is mended (X814-24). */
export function keepThreshold(kind: BottleneckClass): number {
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

/** Of the variant for single functions, whatever is mended (X814-26). */
export const FUNCTION_THRESHOLD_PCT = 10;
/** Time that it may take. */
export const FUNCTION_BUDGET_MS = 30 * 60_000;

/**
 * Whether a gain is too small for the lines that it costs (X814-25): within twice the threshold, and
 * more than half as many lines again in what it touches.
 * @param growth - Lines after / lines before.
 */
export function costsTooMuch(improvementPct: number, threshold: number, growth: number): boolean {
  return improvementPct < 2 * threshold && growth > 1.5;
}

/** What is done with a hypothesis. */
type Outcome = 'keep' | 'discard' | 'skip' | 'crash';

/**
 * One hypothesis at a time, the one that promises most first: kept where it gains enough on top of
 * those that were kept, each with a commit of its own, else taken back.
 */
export async function runSequentially(
  session: Session,
  hypotheses: readonly Hypothesis[],
): Promise<Standing> {
  let standing: Standing = { tree: session.startTree, applied: [] };
  const waiting = hypotheses.toSorted(
    (a, b) => b.expected_impact.percent - a.expected_impact.percent,
  );
  while (waiting.length > 0) {
    const kept = new Set(idsOf(standing.applied));
    const left = new Set(idsOf(waiting));
    // What another waits for comes before it.
    const index = waiting.findIndex(({ dependencies }) => !dependencies.some((id) => left.has(id)));
    const [one] = waiting.splice(Math.max(0, index), 1);
    if (one === undefined) break;
    const obstacle = obstacleTo(one, kept, standing.applied);
    if (obstacle !== null) {
      settle(session, one, { outcome: 'skip', reason: obstacle });
      continue;
    }
    standing = await tryOne(session, one, standing);
  }
  return standing;
}

function obstacleTo(
  one: Hypothesis,
  kept: ReadonlySet<string>,
  applied: readonly Hypothesis[],
): string | null {
  const missing = one.dependencies.find((id) => !kept.has(id));
  if (missing !== undefined) return `dependency ${missing} removed`;
  const rival = applied.find(
    ({ id, conflicts_with: conflicts }) =>
      one.conflicts_with.includes(id) || conflicts.includes(one.id),
  );
  return rival === undefined ? null : `conflicts with ${rival.id}, which was kept`;
}

async function tryOne(session: Session, one: Hypothesis, standing: Standing): Promise<Standing> {
  const built = await session.states.build(standing.tree, [one]);
  if (built.state === 'broken') {
    if (built.why.state === 'manual') {
      session.manual.push({ id: one.id, reason: built.why.reason });
    } else settle(session, one, { outcome: 'skip', reason: built.why.reason });
    return standing;
  }
  const gate = await session.tryState(built.tree);
  if (!gate.passed) {
    settle(session, one, { outcome: gate.crashed ? 'crash' : 'discard', reason: gate.reason });
    return standing;
  }
  const comparison = await session.compareStates(standing.tree, built.tree);
  const isFunction = session.request.executor === 'function';
  const threshold = isFunction ? FUNCTION_THRESHOLD_PCT : keepThreshold(one.bottleneck_class);
  const gain = comparison.improvementPct;
  // A ratio of 0.9 is a gain of 10 %, whatever binary fractions make of it.
  const reached = comparison.measured.verdict === 'improved' && gain >= threshold - 1e-9;
  const growth = await lineGrowth(session, standing.tree, built.tree);
  if (!reached || costsTooMuch(gain, threshold, growth)) {
    const reason = reached
      ? `gains ${gain.toFixed(1)}% with ${Math.round((growth - 1) * 100)}% more lines`
      : `gains ${gain.toFixed(1)}%, less than ${threshold}%`;
    settle(session, one, { outcome: 'discard', reason, comparison });
    return standing;
  }
  const message = `perf(${one.id}): ${one.description} (+${gain.toFixed(1)}%)`;
  const commit = await session.commit(built.tree, message);
  settle(session, one, { outcome: 'keep', reason: '', comparison, commit });
  return { tree: built.tree, applied: [...standing.applied, one] };
}

interface Settled {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly comparison?: Comparison;
  readonly commit?: string;
}

function settle(session: Session, one: Hypothesis, settled: Settled): void {
  const { outcome, reason, comparison, commit = null } = settled;
  if (outcome !== 'keep') session.removed.push({ id: one.id, reason });
  session.log({
    phase: 'sequential',
    hypotheses: [one.id],
    baseline: comparison?.measured.base_ms ?? null,
    result: comparison?.measured.head_ms ?? null,
    improvementPct: comparison?.improvementPct ?? null,
    status: outcome,
    commit,
    files: one.files_to_modify,
    e2e: 'skipped',
  });
}

/** Lines of the files that differ, after / before. */
async function lineGrowth(session: Session, before: string, after: string): Promise<number> {
  const paths = await session.states.files(before, after);
  const count = async (tree: string): Promise<number> => {
    const texts = await Promise.all(paths.map((path) => session.states.text(tree, path)));
    return texts.reduce((sum, text) => sum + (text === null ? 0 : text.split('\n').length - 1), 0);
  };
  const lines = await count(before);
  return lines === 0 ? 1 : (await count(after)) / lines;
}
