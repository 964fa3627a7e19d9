import type { CauseEvidence, DataPart, IncidentChange } from 'perf-harness';
import { digits } from '../words.ts';

/** Traffic that rose by as much is a cause of its own. */
export const MORE_TRAFFIC = 1.5;

/** Much more traffic at the same time explains much of what could be a change's (INV-14). */
export function confounded(
  { kind }: IncidentChange,
  { traffic }: DataPart,
): readonly CauseEvidence[] {
  if (kind === 'traffic' || traffic === null || traffic.ratio < MORE_TRAFFIC) return [];
  const message = `traffic rose ${digits(traffic.ratio)} times at the same time`;
  return [{ source: 'logs', message, place: 'requests a minute', weight: -1 }];
}

/** More traffic as a change of its own. */
export function trafficChange({ traffic, onset }: DataPart): readonly IncidentChange[] {
  if (traffic === null || onset === null || traffic.ratio < MORE_TRAFFIC) return [];
  return [
    {
      ...{ id: 'traffic', kind: 'traffic', label: 'NEW ISSUE', at: onset.at, direction: 'worse' },
      title: `traffic went from ${digits(traffic.before)} to ${digits(traffic.after)} requests a minute`,
      ...{ commit: null, deployment: null, file: null, line: null },
      ...{ before: digits(traffic.before), after: digits(traffic.after) },
      ...{ mechanisms: ['load', 'cpu', 'connections'], cost: 'unknown' },
    },
  ];
}
