import type { Hypothesis } from '../document/hypothesis.ts';
import { evidenceMessage } from './commit-struck.ts';
import type { Standing } from './contested.ts';
import { changesBeside } from './function-body.ts';
import { appendFunctionOutcome } from './function-log.ts';
import { FUNCTION_THRESHOLD_PCT, keepThreshold, reasonToDiscard } from './keep-rule.ts';
import { type Comparison, type GateResult, idsOf, type Session } from './session.ts';

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
  const [before, after] = [standing.tree, built.tree];
  const beside = await besideItsFunction(session, one, { before, after });
  if (beside !== null) {
    settle(session, one, { outcome: 'skip', reason: beside });
    return standing;
  }
  const gate = await session.tryState(after);
  if (!gate.passed) {
    settle(session, one, { outcome: failedOutcome(session, gate), reason: gate.reason, gate });
    return standing;
  }
  const comparison = await session.compareStates(before, after);
  const { improvementPct, measured } = comparison;
  const isReal = measured.verdict === 'improved';
  const threshold = isAboutFunctions(session)
    ? FUNCTION_THRESHOLD_PCT
    : keepThreshold(one.bottleneck_class);
  const growth = await lineGrowth(session, before, after);
  const reason = reasonToDiscard({ improvementPct, isReal }, threshold, growth);
  if (reason !== null) {
    settle(session, one, { outcome: 'discard', reason, comparison, gate });
    return standing;
  }
  const gain = `(+${improvementPct.toFixed(1)}%)`;
  const message =
    one.evidence_class === 'proven'
      ? `perf(${one.id}): ${one.description} ${gain}`
      : evidenceMessage(session, { ...one, description: `${one.description} ${gain}` });
  const commit = await session.commit(after, message);
  settle(session, one, { outcome: 'keep', reason: '', comparison, commit, gate });
  return { tree: after, applied: [...standing.applied, one] };
}

function isAboutFunctions({ request }: Session): boolean {
  return request.executor === 'function';
}

async function besideItsFunction(
  session: Session,
  one: Hypothesis,
  states: { readonly before: string; readonly after: string },
): Promise<string | null> {
  if (!isAboutFunctions(session)) return null;
  return changesBeside(session.base, states, session.plan, one);
}

/** Of a single function, tests that fail now and then say nothing, neither for it nor against it. */
function failedOutcome(session: Session, { crashed, unsteady }: GateResult): Outcome {
  if (unsteady && isAboutFunctions(session)) return 'skip';
  return crashed ? 'crash' : 'discard';
}

interface Settled {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly comparison?: Comparison;
  readonly commit?: string;
  readonly gate?: GateResult;
}

function settle(session: Session, one: Hypothesis, settled: Settled): void {
  const { outcome, reason, comparison, commit = null, gate = null } = settled;
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
    e2e: session.e2eStatus(gate),
  });
  if (comparison === undefined || !isAboutFunctions(session)) return;
  const { measured, improvementPct } = comparison;
  const status = outcome === 'keep' ? 'keep' : 'discard';
  const row = { hypothesis: one.id, measured, improvementPct, status } as const;
  appendFunctionOutcome(session.host, session.logFile, row);
}

/** Lines of the files that differ, after / before. */
async function lineGrowth(session: Session, before: string, after: string): Promise<number> {
  const paths = await session.states.files(before, after);
  const count = async (tree: string): Promise<number> => {
    const texts = await Promise.all(paths.map((path) => session.states.text(tree, path)));
    return texts.reduce((sum, text) => sum + linesOf(text), 0);
  };
  const lines = await count(before);
  return lines === 0 ? 1 : (await count(after)) / lines;
}

/** A line end at the end begins no further line; null: there is no such file. */
function linesOf(text: string | null): number {
  const whole = (text ?? '').replace(/\n$/u, '');
  return whole === '' ? 0 : whole.split('\n').length;
}
