import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { responseTimeShares } from '../../../harness/model/program/response-time-breakdown.ts';
import type { ServerMeasurements, Timeline } from '../../../harness/model/server-measurements.ts';

export type ServerTrialFact = NonNullable<ReturnType<typeof serverTrialFact>>;

/** Parts below this share are not listed. */
const LISTED = 0.005;

/** Returns the trial with the longest response time of those with server data; null: none. */
export function serverTrialFact({ trials }: Pick<RunRecord, 'trials'>) {
  const trialsWithServer = trials
    .filter(({ warmup, pass }) => !warmup && pass === undefined)
    .flatMap((trial, index) => {
      const side = trial.state === 'completed' ? trial.blocks.at(-1)?.serverSide : undefined;
      // Numbered as in reports: from 1, without warmup trials.
      return side === undefined ? [] : [{ trial: index + 1, side }];
    });
  const [first, ...others] = trialsWithServer;
  if (first === undefined) return null;
  const longest = ({ side }: typeof first): number => findPeak(side.timeline.max) ?? 0;
  const chosen = others.reduce((a, b) => (longest(b) > longest(a) ? b : a), first);
  return { ...chosen, parts: partsOf(chosen.side) };
}

/** Splits the response time into parts, largest first; negligible parts are left out. */
function partsOf(side: ServerMeasurements) {
  const { pool, queries, outgoing, own } = responseTimeShares(side);
  const parts = [
    { text: 'waiting for a database connection', share: pool },
    { text: 'database queries', share: queries },
    { text: 'HTTP requests to other servers', share: outgoing },
    { text: 'work on the event loop', share: own },
  ];
  const known = parts.reduce((sum, { share }) => sum + share, 0);
  const rest = { text: 'waiting for the event loop, and unobserved time', share: 1 - known };
  return [...parts, ...(side.loop === null ? [] : [rest])]
    .filter(({ share }) => share >= LISTED)
    .toSorted((a, b) => b.share - a.share);
}

/** Returns the maximum of a row; null if it is empty. */
export function findPeak(row: Timeline['p95']): number | null {
  const known = (row ?? []).filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
