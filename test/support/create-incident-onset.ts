import type { IncidentOnset } from '../../plugins/investigate/document/investigation-document.ts';
import { MINUTE_GRID } from './create-noise-time-series.ts';

/** Creates a step at a minute of `MINUTES`, with an uncertainty of one minute. */
export function createIncidentOnset(minute: number): IncidentOnset {
  const iso = (at: number): string =>
    new Date(MINUTE_GRID.start + at * MINUTE_GRID.widthMs).toISOString();
  return {
    metric: 'p95',
    endpoint: null,
    kind: 'step',
    before: 200,
    after: 800,
    ratio: 4,
    at: iso(minute),
    low: iso(minute - 1),
    high: iso(minute),
    until: null,
    confidence: 1,
  };
}
