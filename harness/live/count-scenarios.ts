import { countedSharing } from '../gate/decide/decide-suite.ts';
import type { MetricEvidence } from '../gate/decide/metric-evidence.ts';
import { screenState } from '../gate/decide/screen-state.ts';
import type { Executor } from '../model/executor.ts';
import { noteFailures } from './failures.ts';
import { evidenceOf, type LiveSubject } from './live-subject.ts';
import { type PairContext, takePair } from './take-pair.ts';

/** The metric that has units of its own: nothing that runs under valgrind can be timed. */
export const INSTRUCTIONS = 'instructions';

/**
 * Counts instructions for the scenarios that ask for them, a pair at a time, until they are decided.
 * A few pairs do: the number hardly differs from one unit to the next.
 */
export async function countScenarios(
  subjects: readonly LiveSubject[],
  context: PairContext,
  save: () => void,
): Promise<void> {
  const { options, parts } = context;
  const asking = subjects.filter(
    ({ scenario, trouble }) => trouble === null && scenario.metrics.includes(INSTRUCTIONS),
  );
  for (const subject of asking) {
    const executor = parts.instructions.find(({ kind }) => kind === subject.scenario.kind);
    if (executor === undefined || options.signal.aborted) continue;
    // Sound: the kinds are the same, which the types cannot follow.
    await count(subject, executor as Executor, context, () => sharing(subjects, context));
    save();
  }
}

async function count(
  subject: LiveSubject,
  executor: Executor,
  context: PairContext,
  shared: () => number,
): Promise<void> {
  const { options, parts, sides } = context;
  const startedPairs = subject.pairs;
  const startedMs = subject.elapsedMs;
  for (;;) {
    const pairs = subject.pairs - startedPairs;
    const own = evidenceOf(subject, options.margin).find(({ metric }) => metric === INSTRUCTIONS);
    const counted = own?.screen.base.length ?? 0;
    // Units that cannot have it say why; asking again changes nothing.
    if (pairs > 0 && counted === 0) return;
    const state =
      own === undefined || counted === 0 ? null : screenState(own, options.rules, shared());
    if (state !== null && state.type !== 'open') return;
    if (subject.elapsedMs - startedMs >= options.maxTimeMs) return;
    const kind = { stage: 'screen', warmup: false, pass: INSTRUCTIONS, executor } as const;
    if ((await takePair(subject, kind, context)) === null || options.signal.aborted) {
      subject.stop = 'interrupted';
      return;
    }
    noteFailures(subject, sides);
    if (subject.trouble !== null) return;
    parts.onProgress({
      type: 'pair-finished',
      scenario: subject.scenario.name,
      stage: 'screen',
      pairs: pairs + 1,
      nextLook: null,
      pairMs: (subject.elapsedMs - startedMs) / (pairs + 1),
    });
  }
}

/** Counted comparisons of the whole suite share their error. */
function sharing(subjects: readonly LiveSubject[], { options }: PairContext): number {
  const evidence: readonly MetricEvidence[] = subjects
    .filter(({ trouble }) => trouble === null)
    .flatMap((subject) => evidenceOf(subject, options.margin));
  return countedSharing(evidence);
}
