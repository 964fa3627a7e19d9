import type {
  CauseEvidence,
  IncidentChange,
  IncidentOnset,
} from '../../document/investigation-document.ts';
import { formatClock } from '../../outputs/format-investigation-values.ts';

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
