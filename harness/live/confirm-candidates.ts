import { confirmState } from '../gate/decide/confirm-state.ts';
import type { MetricEvidence } from '../gate/decide/metric-evidence.ts';
import { screenState } from '../gate/decide/screen-state.ts';
import { noteFailures } from './failures.ts';
import { evidenceOf, type LiveSubject } from './live-subject.ts';
import { type PairContext, takePair } from './take-pair.ts';

/** A gated metric that the screen found changed. */
interface Candidate {
  readonly metric: string;
  readonly direction: 'worse' | 'better';
}

/**
 * Measures fresh pairs, with fresh coins, of every scenario that has a candidate, better and worse
 * alike. Only this stage makes verdicts, so it alone has to keep the error rate of the suite.
 */
export async function confirmCandidates(
  subjects: readonly LiveSubject[],
  context: PairContext,
  save: () => void,
): Promise<void> {
  const found = subjects.map((subject) => ({
    subject,
    candidates: candidatesOf(evidenceOf(subject, context.options.margin), context),
  }));
  const count = found.reduce((sum, { candidates }) => sum + candidates.length, 0);
  for (const { subject, candidates } of found) {
    if (candidates.length === 0 || subject.trouble !== null) continue;
    await confirm(subject, candidates, count, context);
    save();
  }
}

function candidatesOf(
  evidences: readonly MetricEvidence[],
  { options }: PairContext,
): readonly Candidate[] {
  return evidences.flatMap((evidence): readonly Candidate[] => {
    if (!evidence.gated) return [];
    const state = screenState(evidence, options.rules);
    return state.type === 'candidate'
      ? [{ metric: evidence.metric, direction: state.direction }]
      : [];
  });
}

async function confirm(
  subject: LiveSubject,
  candidates: readonly Candidate[],
  count: number,
  context: PairContext,
): Promise<void> {
  const { options, parts, sides } = context;
  const { rules } = options;
  const startedMs = subject.elapsedMs;
  const screened = subject.pairs;
  for (;;) {
    if (options.signal.aborted) break;
    const evidence = evidenceOf(subject, options.margin);
    const isOpen = candidates.some(({ metric, direction }) => {
      const own = evidence.find((one) => one.metric === metric);
      return own !== undefined && confirmState(own, direction, count, rules).type === 'open';
    });
    if (!isOpen || subject.stop === 'failed') return;
    const pairs = subject.pairs - screened;
    if (pairs >= (rules.confirm_looks.at(-1) ?? 0)) return;
    if (subject.elapsedMs - startedMs >= options.maxTimeMs) return;
    const trials = await takePair(subject, { stage: 'confirm', warmup: false }, context);
    if (trials === null) break;
    noteFailures(subject, sides);
    parts.onProgress({
      type: 'pair-finished',
      scenario: subject.scenario.name,
      stage: 'confirm',
      pairs: pairs + 1,
      nextLook: rules.confirm_looks.find((look) => look > pairs) ?? null,
      pairMs: subject.elapsedMs / subject.pairs,
    });
  }
  subject.stop = 'interrupted';
}
