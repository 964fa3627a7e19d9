import { errorRate } from '../data/request-latency-and-error-statistics.ts';
import type { DataPart, InvestigationReport } from '../document/investigation-document.ts';
import { formatChange, formatMilliseconds, formatShare } from './format-investigation-values.ts';

/** Returns the results from the logs of an investigation; null: there were no logs. */
export function readDataPart({ data }: Pick<InvestigationReport, 'data'>): DataPart | null {
  return data.state === 'completed' ? data.part : null;
}

/** `p95 250 ms → 890 ms (+256.0 %), errors 0.1 % → 0.1 %, 15 % of the requests` */
export function describeImpact(report: Pick<InvestigationReport, 'data'>): string {
  const data = readDataPart(report);
  if (data === null) return 'unknown: there were no logs';
  const { before, after, onset } = data;
  if (onset === null || before === null || after === null) return 'none beyond noise';
  const change = formatChange(before.p95, after.p95);
  const slow = data.endpoints.filter(({ is_affected }) => is_affected).map(({ after: of }) => of);
  const slowRequests = slow.reduce((sum, { count }) => sum + count, 0);
  return [
    `p95 ${formatMilliseconds(before.p95)} → ${formatMilliseconds(after.p95)}${change === '' ? '' : ` (${change})`}`,
    `errors ${formatShare(errorRate(before))} → ${formatShare(errorRate(after))}`,
    `${formatShare(data.affected_share)} of the requests (${slowRequests})`,
  ].join(', ');
}
