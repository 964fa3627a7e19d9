import type { CheckAfter } from '../model/check.ts';
import type { Trial } from '../model/trial.ts';

type FailedTrial = Extract<Trial, { state: 'failed' }>;

/** Units gave no measurement. */
export const failedTrials: CheckAfter = {
  id: 'failed-trials',
  check: ({ trials }) => {
    const failed = trials.filter((trial): trial is FailedTrial => trial.state === 'failed');
    const first = failed[0];
    if (first === undefined) return [];
    const { failure, index, warmup } = first;
    const which = warmup ? `trial ${index}, a warm-up,` : `trial ${index}`;
    const others = failed.length === 1 ? '' : ` (${failed.length} trials failed in all)`;
    return [
      {
        id: failedTrials.id,
        level: 'error',
        message: `${which} failed: ${failure.message.trim().split('\n')[0]}${others}.`,
        ...(failure.remedy !== undefined && { remedy: failure.remedy }),
      },
    ];
  },
};
