import type {
  CauseEvidence,
  DataPart,
  IncidentChange,
} from '../../document/investigation-document.ts';
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

/** More traffic, and another mix of it, each as a change of its own. */
export function trafficChanges({ traffic, mix = [], onset }: DataPart): readonly IncidentChange[] {
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
    const [was, is] = [`${digits(before * 100)} %`, `${digits(after * 100)} %`];
    return {
      ...common,
      id: `mix-${index + 1}`,
      before: was,
      after: is,
      mechanisms: ['load'],
      title: `${of === 'endpoint' ? name : `${of} ${name}`} went from ${was} to ${is} of the requests`,
    };
  });
  if (traffic === null || traffic.ratio < MORE_TRAFFIC) return mixed;
  return [
    {
      ...common,
      id: 'traffic',
      mechanisms: ['load', 'cpu', 'connections'],
      title: `traffic went from ${digits(traffic.before)} to ${digits(traffic.after)} requests a minute`,
      before: digits(traffic.before),
      after: digits(traffic.after),
    },
    ...mixed,
  ];
}
