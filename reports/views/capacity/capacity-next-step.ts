import type { CapacityReport } from '../../../harness/model/documents/capacity-document.ts';
import { formatLimitFlags } from '../../../harness/model/scenario/measurement-limit-flags.ts';
import { extendTimeLimit } from '../../display-facts/suggest-longer-comparison.ts';
import type { NextStep } from '../../suggested-next-step.ts';
import { quoteCommandWord } from '../../text/quote-command-word.ts';

/** Returns the next step after the outcome; null: the search has an answer. */
export function chooseCapacityNextStep({
  outcome,
  scenario,
  file,
  ceiling,
  duration_ms: tookMs,
}: CapacityReport): NextStep | null {
  const word = file === null ? scenario.replace(/^[A-Z]+ /u, '') : scenario;
  const run = `perf-harness run ${quoteCommandWord(word)}`;
  switch (outcome) {
    case 'found':
      return null;
    case 'lower-bound':
      return ceiling === null
        ? { purpose: 'try higher rates', command: `${run} --find-capacity --max-rate 1M/s` }
        : { purpose: 'check what else uses this machine', command: 'perf-harness doctor' };
    case 'none-kept':
      return { purpose: 'see the response times', command: run };
    case 'undecided':
    case 'interrupted': {
      const time = formatLimitFlags({ timeMs: extendTimeLimit(tookMs), pairs: null });
      return {
        purpose: 'continue the search',
        command: [run, '--find-capacity', ...time].join(' '),
      };
    }
    case 'blocked':
      return { purpose: 'see what is missing', command: 'perf-harness doctor' };
    case 'failed':
      return { purpose: 'see the failure', command: run };
  }
}
