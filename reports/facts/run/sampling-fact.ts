import { z } from 'zod';
import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { QUICK_TAG } from '../../../harness/model/scenario/scenario.ts';
import { formatDuration, formatShare } from '../../scale.ts';
import { faultsFact } from './faults-fact.ts';

/** How a run was sampled, as every report says it. */
export interface SamplingFact {
  /** Completed trials, warm-up aside. */
  readonly trials: number;
  readonly warmups: number;
  /** Time in trials, milliseconds. */
  readonly elapsedMs: number;
  readonly isQuick: boolean;
  /** Why it stopped, in words. */
  readonly stop: string;
  /** All of it in a sentence. */
  readonly sentence: string;
}

/** The part of a record's settings that is told here; a record of another origin may lack it. */
const settingsSchema = z.object({
  sampling: z
    .object({ precision: z.number(), maxTrials: z.number(), maxTimeMs: z.number() })
    .partial()
    .optional(),
});

export function samplingFact(run: RunRecord): SamplingFact {
  const settings = settingsSchema.safeParse(run.settings).data ?? {};
  // Of a load that was traced nothing was measured.
  const completed = run.trials.filter(
    ({ state, pass }) => state === 'completed' && pass !== 'trace',
  );
  const warmups = completed.filter(({ warmup }) => warmup).length;
  const trials = completed.length - warmups;
  const elapsedMs = run.trials.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const stop = stopText(run, settings.sampling ?? {});
  const isQuick = run.tags.includes(QUICK_TAG);
  const after = warmups === 0 ? '' : ` after ${warmups} warm-up`;
  const took = elapsedMs === 0 ? '' : ` in ${formatDuration(elapsedMs)}`;
  const quick = isQuick ? ' (quick mode: a first impression)' : '';
  const isField = run.field !== undefined && run.trials.length === 0;
  const sampled = `${trials} ${trials === 1 ? 'trial' : 'trials'}${after}${took}${quick}`;
  const faults = faultsFact(run);
  const sentence = [isField ? 'visits of real users' : sampled, stop, faults ?? []]
    .flat()
    .join('; ');
  return { trials, warmups, elapsedMs, isQuick, stop, sentence };
}

function stopText(
  { stop, imported }: Pick<RunRecord, 'stop' | 'imported'>,
  sampling: {
    readonly precision?: number | undefined;
    readonly maxTrials?: number | undefined;
    readonly maxTimeMs?: number | undefined;
  },
): string {
  const { precision, maxTrials, maxTimeMs } = sampling;
  switch (stop) {
    case null:
      return 'not finished';
    case 'precise':
      return precision === undefined
        ? 'stopped as precise enough'
        : `stopped as precise enough (± ${formatShare(precision)})`;
    case 'max-trials':
      return maxTrials === undefined
        ? 'stopped at the limit of trials'
        : `stopped at the limit of ${maxTrials} trials`;
    case 'time':
      return maxTimeMs === undefined
        ? 'stopped at the limit of time'
        : `stopped at the limit of ${formatDuration(maxTimeMs)}`;
    case 'failed':
      return 'stopped at the failure';
    case 'interrupted':
      return 'interrupted';
    case 'imported':
      return `measured by ${imported?.tool ?? 'another program'}, imported`;
    case 'blocked':
      return 'not started because of an error';
    default:
      return `stopped: ${stop}`;
  }
}
