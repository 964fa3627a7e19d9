import {
  type ResponseTimeShares,
  responseTimeShares,
} from '../model/program/response-time-breakdown.ts';
import type { FindBottleneckCause } from './bottleneck-cause.ts';
import { meanResponseMs, medianOverTrials } from './collect-server-measurements.ts';
import { formatMilliseconds, formatPercent } from './format-check-numbers.ts';

/** Maximum utilization: a loop that is idle half of the time is not what responses wait for. */
export const MAX_UTILIZATION = 0.5;
/** Minimum share of response time spent waiting for another service. */
export const MIN_SHARE = 0.5;
/** Minimum mean response time worth reporting, in milliseconds. */
export const MIN_MEAN_MS = 10;
/** Parts below this share are not listed. */
const LISTED = 0.02;

const REMEDIES = {
  queries:
    'Check the queries: the number per request (`metrics: ["queries"]`), their plans (EXPLAIN), and the indexes.',
  outgoing:
    'Call the other servers less often or in parallel, cache their responses, or make them faster.',
  unseen:
    'Look for timers, file access, name lookups and unobserved libraries; only pg, mysql2 and HTTP requests are observed.',
} as const;

/** The server is idle while its clients wait, because it is waiting itself. */
export const upstreamWaitCause: FindBottleneckCause = ({ sides, isGeneratorSaturated }) => {
  const told = sides.filter(({ loop }) => loop !== null);
  if (told.length === 0 || isGeneratorSaturated) return null;
  const utilization = medianOverTrials(told, ({ loop }) => loop?.utilization ?? 0);
  const mean = medianOverTrials(told, meanResponseMs);
  if (utilization > MAX_UTILIZATION || mean < MIN_MEAN_MS) return null;
  const part = (name: keyof ResponseTimeShares): number =>
    medianOverTrials(told, (side) => responseTimeShares(side)[name]);
  const [queries, outgoing, pool, own] = [
    part('queries'),
    part('outgoing'),
    part('pool'),
    part('own'),
  ];
  const unseen = Math.max(0, 1 - queries - outgoing - pool - own - stalledShare(told));
  const share = Math.min(1, queries + outgoing + unseen);
  if (share < MIN_SHARE) return null;
  const parts = [
    { name: 'outgoing', text: 'outgoing HTTP requests', share: outgoing },
    { name: 'queries', text: 'database queries', share: queries },
    { name: 'unseen', text: 'unobserved causes', share: unseen },
  ] as const;
  const [main = parts[0], ...others] = parts.toSorted((a, b) => b.share - a.share);
  const listed = [main, ...others].filter((part) => part.share >= LISTED);
  const list = listed
    .map(
      (part) =>
        `${part.text} ${formatMilliseconds(part.share * mean)} (${formatPercent(part.share, 0)})`,
    )
    .join(', ');
  return {
    share,
    finding: {
      id: 'server-waits',
      level: 'info',
      metric: 'latency.p50',
      message: `The server is mostly waiting: its event loop is idle ${formatPercent(1 - utilization, 0)} of the time. The mean response time of ${formatMilliseconds(mean)} includes these waits: ${list}${pool < LISTED ? '' : `, plus ${formatPercent(pool, 0)} waiting for a database connection`}.`,
      remedy: REMEDIES[main.name],
    },
  };
};

/** Returns the response time share explained by loop stalls, not by waits for other services. */
function stalledShare(sides: Parameters<FindBottleneckCause>[0]['sides']): number {
  return medianOverTrials(sides, ({ stalls, answersMs }) =>
    answersMs === 0 ? 0 : stalls.reduce((sum, stall) => sum + stall.answersMs, 0) / answersMs,
  );
}
