import type {
  CauseEvidence,
  DataPart,
  IncidentChange,
} from '../../document/investigation-document.ts';
import { formatThreeDigits } from '../format-evidence-times-and-numbers.ts';

/** Ratio from which a rise in traffic is a cause of its own. */
export const TRAFFIC_RISE_RATIO = 1.5;

/** Returns evidence against a change if traffic rose too, as that may explain much (INV-14). */
export function trafficEvidence(
  { kind }: IncidentChange,
  { traffic }: DataPart,
): readonly CauseEvidence[] {
  if (kind === 'traffic' || traffic === null || traffic.ratio < TRAFFIC_RISE_RATIO) return [];
  const message = `traffic rose by a factor of ${formatThreeDigits(traffic.ratio)} at the same time`;
  return [{ source: 'logs', message, place: 'requests a minute', weight: -1 }];
}

/** Returns a rise in traffic, and each shift in its mix, as separate changes. */
export function findTrafficChanges({
  traffic,
  mix = [],
  onset,
}: DataPart): readonly IncidentChange[] {
  if (onset === null) return [];
  const common: Omit<IncidentChange, 'id' | 'title' | 'before' | 'after' | 'mechanisms'> = {
    kind: 'traffic',
    label: 'NEW ISSUE',
    at: onset.at,
    direction: 'worse',
    commit: null,
    deployment: null,
    file: null,
    line: null,
    cost: 'unknown',
  };
  const mixed = mix.map(({ of, name, before, after }, index): IncidentChange => {
    const [was, is] = [
      `${formatThreeDigits(before * 100)} %`,
      `${formatThreeDigits(after * 100)} %`,
    ];
    return {
      ...common,
      id: `mix-${index + 1}`,
      before: was,
      after: is,
      mechanisms: ['load'],
      title: `${of === 'endpoint' ? name : `${of} ${name}`} went from ${was} to ${is} of the requests`,
    };
  });
  if (traffic === null || traffic.ratio < TRAFFIC_RISE_RATIO) return mixed;
  return [
    {
      ...common,
      id: 'traffic',
      mechanisms: ['load', 'cpu', 'connections'],
      title: `traffic went from ${formatThreeDigits(traffic.before)} to ${formatThreeDigits(traffic.after)} requests per minute`,
      before: formatThreeDigits(traffic.before),
      after: formatThreeDigits(traffic.after),
    },
    ...mixed,
  ];
}
