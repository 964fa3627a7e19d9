import type { RunRecord } from '../../../harness/model/documents/record.ts';
import type { Failure } from '../../../harness/model/trial.ts';
import { explainingLines } from '../../text/explaining-lines.ts';
import { printable } from '../../text/printable.ts';

/** One failed unit as every report shows it. */
export interface FailureFact {
  /** `trial 3`, `warm-up 1`. */
  readonly place: string;
  readonly reason: Failure['reason'];
  readonly message: string;
  readonly remedy: string | null;
  /** What of its output explains the failure: the error, its place, and the last lines. */
  readonly output: readonly string[];
}

export function failureFacts(run: RunRecord): readonly FailureFact[] {
  return run.trials.flatMap((trial, index) => {
    if (trial.state !== 'failed') return [];
    const alike = run.trials.slice(0, index + 1).filter(({ warmup }) => warmup === trial.warmup);
    const place = `${trial.warmup ? 'warm-up' : 'trial'} ${alike.length}`;
    const { reason, message, remedy, output = '' } = trial.failure;
    return [
      {
        place,
        reason,
        message: printable(message),
        remedy: remedy === undefined ? null : printable(remedy),
        output: explainingLines(output),
      },
    ];
  });
}
