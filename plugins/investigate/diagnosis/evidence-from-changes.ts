import {
  type CauseEvidence,
  createChange,
  type DataPart,
  type IncidentChange,
  type IncidentOnset,
} from '../document/investigation-document.ts';
import { formatClock, formatThreeDigits } from '../outputs/format-investigation-values.ts';

/** Maximum time between a change and the onset for the change to count as near (INV-13). */
export const CAUSE_WINDOW_MS = 30 * 60_000;

/**
 * Evidence from the order of time: a change after the onset cannot be the cause, and one long
 * before it is unlikely to be. Nearness adds less than a source needs to count: a coincidence in
 * time proves nothing until other evidence agrees.
 */
export function timingEvidence(
  { at, kind }: IncidentChange,
  { low, high }: IncidentOnset,
  intervalMs: number,
): readonly CauseEvidence[] {
  if (at === null) return [];
  const [moment, first, last] = [Date.parse(at), Date.parse(low), Date.parse(high) + intervalMs];
  const place = `${formatClock(at)} against ${formatClock(low)} to ${formatClock(high)}`;
  if (moment > last)
    return [
      { source: 'logs', message: 'the change came after the incident began', place, weight: -4 },
    ];
  const early = first - moment;
  if (early > CAUSE_WINDOW_MS) {
    // A leak or a queue fills for as long as it takes.
    const message = `the change was in place ${Math.round(early / 60_000)} min before the incident began`;
    return [{ source: 'logs', message, place, weight: kind === 'resource' ? -0.5 : -1 }];
  }
  const minutes = Math.max(0, Math.round(early / 60_000));
  const message =
    minutes === 0
      ? 'the change coincides with the start of the incident'
      : `the change came ${minutes} min before the incident began`;
  return [
    {
      source: 'logs',
      message,
      place,
      weight: 0.9 * (1 - Math.max(0, early) / (2 * CAUSE_WINDOW_MS)),
    },
  ];
}

/** Words that describe the role of a file rather than its subject. */
const PARTS =
  /^(?:index|routes?|router|controllers?|services?|handlers?|test|post|lib|main|server|config|production|json|utils?)$/u;

/** Evidence from words a changed file shares with names of degraded or unaffected endpoints. */
export function endpointEvidence(
  { file, kind }: IncidentChange,
  { endpoints }: DataPart,
): readonly CauseEvidence[] {
  if (file === null || kind === 'configuration' || kind === 'dependency') return [];
  const words = new Set(wordsOf(file));
  const named = (name: string): boolean => wordsOf(name).some((word) => words.has(word));
  const affected = endpoints.filter(({ is_affected }) => is_affected);
  if (affected.length === 0 || affected.length === endpoints.length) return [];
  const hit = affected.find(({ name }) => named(name));
  if (hit !== undefined) {
    const message = `the file is on the code path of ${hit.name}, which became slower`;
    return [{ source: 'logs', message, place: file, weight: 0.9 }];
  }
  const wrong = endpoints.find(({ name, is_affected }) => !is_affected && named(name));
  if (wrong === undefined) return [];
  const message = `the file is on the code path of ${wrong.name}, which did not change`;
  return [{ source: 'logs', message, place: file, weight: -1 }];
}

function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u)
    .filter((word) => word.length > 3 && !PARTS.test(word))
    .map((word) => word.replace(/s$/u, ''));
}

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
