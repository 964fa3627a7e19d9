import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { explainingLines } from '../../text/explaining-lines.ts';
import { printable } from '../../text/printable.ts';

/** The failed units as every report shows them. */
export function failureFacts(run: RunRecord) {
  return run.trials.flatMap((trial, index) => {
    if (trial.state !== 'failed') return [];
    const alike = run.trials.slice(0, index + 1).filter(({ warmup }) => warmup === trial.warmup);
    const { reason, message, remedy, output = '' } = trial.failure;
    return {
      /** `trial 3`, `warm-up 1`. */
      place: `${trial.warmup ? 'warm-up' : 'trial'} ${alike.length}`,
      reason,
      message: printable(message),
      remedy: remedy === undefined ? null : printable(remedy),
      /** What of its output explains the failure: the error, its place, and the last lines. */
      output: explainingLines(output),
    };
  });
}
