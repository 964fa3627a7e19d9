import { z } from 'zod';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { QUICK_TAG } from '../../../harness/model/scenario/scenario.ts';
import { formatDuration, formatShare } from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { joinTexts } from '../../text/sentence-parts.ts';

/** Settings of a record that are reported here; a record of another origin may lack them. */
const samplingSchema = z.object({
  sampling: z
    .object({ precision: z.number(), maxTrials: z.number(), maxTimeMs: z.number() })
    .partial()
    .default({}),
});
const faultsSchema = z.object({
  server: z.object({
    faults: z.object({
      latencyMs: z.number(),
      jitterMs: z.number().optional(),
      errorShare: z.number(),
      status: z.number().optional(),
      dropShare: z.number(),
      upstream: z.object({ variable: z.string() }).nullable(),
    }),
  }),
});

export function trialSamplingFact(run: RunRecord) {
  // Traced trials have no measurements.
  const completed = run.trials.filter(
    ({ state, pass }) => state === 'completed' && pass !== 'trace',
  );
  const warmups = completed.filter(({ warmup }) => warmup).length;
  const trials = completed.length - warmups;
  const elapsedMs = run.trials.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isQuick = run.tags.includes(QUICK_TAG);
  const after = warmups === 0 ? '' : ` after ${warmups} warm-up`;
  const took = elapsedMs === 0 ? '' : ` in ${formatDuration(elapsedMs)}`;
  const quick = isQuick ? ' (quick mode: rough estimate)' : '';
  const isField = run.field !== undefined && run.trials.length === 0;
  const sampled = `${trials} ${trials === 1 ? 'trial' : 'trials'}${after}${took}${quick}`;
  const stop = stopText(run);
  return {
    /** Completed trials, warm-up aside. */
    trials,
    warmups,
    /** Time in trials, milliseconds. */
    elapsedMs,
    isQuick,
    /** Why it stopped, in words. */
    stop,
    sentence: joinTexts([isField ? 'real-user visits' : sampled, stop, faultsText(run)]),
  };
}

function stopText({ stop, imported, settings }: RunRecord): string {
  const { sampling = {} } = samplingSchema.safeParse(settings).data ?? {};
  const { precision, maxTrials, maxTimeMs } = sampling;
  switch (stop) {
    case null:
      return 'not finished';
    case 'precise':
      return `stopped once precise enough${precision === undefined ? '' : ` (± ${formatShare(precision)})`}`;
    case 'max-trials':
      return `stopped at the limit of ${maxTrials === undefined ? 'trials' : `${maxTrials} trials`}`;
    case 'time':
      return `stopped at the limit of ${maxTimeMs === undefined ? 'time' : formatDuration(maxTimeMs)}`;
    case 'failed':
      return 'stopped by a failure';
    case 'interrupted':
      return 'interrupted';
    case 'imported':
      return `measured by ${imported?.tool ?? 'another program'} and imported`;
    case 'blocked':
      return 'not started due to an error';
    default:
      return `stopped: ${stop}`;
  }
}

function faultsText({ settings }: RunRecord): string {
  const faults = faultsSchema.safeParse(settings).data?.server.faults;
  if (faults === undefined) return '';
  const { latencyMs, jitterMs = 0, errorShare, status = 503, dropShare, upstream } = faults;
  const jitter = jitterMs === 0 ? '' : ` ± ${formatDuration(jitterMs)}`;
  const where = upstream === null ? '' : ` behind ${printable(upstream.variable)}`;
  const texts = [
    latencyMs === 0 ? '' : `${formatDuration(latencyMs)}${jitter} added`,
    errorShare === 0 ? '' : `${formatShare(errorShare)} answered with ${status}`,
    dropShare === 0 ? '' : `${formatShare(dropShare)} dropped`,
  ];
  return `with faults${where}: ${joinTexts(texts, ', ')}`;
}
