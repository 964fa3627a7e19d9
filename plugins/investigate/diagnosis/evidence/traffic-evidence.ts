import {
  type CauseEvidence,
  createChange,
  type DataPart,
  type IncidentChange,
} from '../../document/investigation-document.ts';
import { formatThreeDigits } from '../../outputs/format-investigation-values.ts';

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
  const origin = { at: onset.at, commit: null, deployment: null };
  const common = { kind: 'traffic', label: 'NEW ISSUE' } as const;
  const mixed = mix.map(({ of, name, before, after }, index): IncidentChange => {
    const percent = (share: number): string => `${formatThreeDigits(share * 100)} %`;
    const [was, is] = [percent(before), percent(after)];
    return createChange(origin, {
      ...common,
      id: `mix-${index + 1}`,
      title: `${of === 'endpoint' ? name : `${of} ${name}`} went from ${was} to ${is} of the requests`,
      before: was,
      after: is,
      mechanisms: ['load'],
    });
  });
  if (traffic === null || traffic.ratio < TRAFFIC_RISE_RATIO) return mixed;
  const [before, after] = [formatThreeDigits(traffic.before), formatThreeDigits(traffic.after)];
  return [
    createChange(origin, {
      ...common,
      id: 'traffic',
      title: `traffic went from ${before} to ${after} requests per minute`,
      before,
      after,
      mechanisms: ['load', 'cpu', 'connections'],
    }),
    ...mixed,
  ];
}
