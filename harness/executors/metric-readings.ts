import type { Block } from '../model/trial.ts';

/** Metrics by name: the measured number, or the reason why there is none. */
export type MetricReadings = Readonly<Record<string, number | string>>;

/** Readings with notes for checks and readers of the record. */
export interface NotedReadings {
  readonly readings: MetricReadings;
  readonly notes: NonNullable<Block['notes']>;
}

/** Separates numbers from reasons, as a block has them. */
export function splitReadings(
  readings: MetricReadings,
): Pick<Block, 'measurements'> & { readonly unavailable: Readonly<Record<string, string>> } {
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = {};
  for (const [metric, reading] of Object.entries(readings)) {
    if (typeof reading === 'number') measurements[metric] = reading;
    else unavailable[metric] = reading;
  }
  return { measurements, unavailable };
}

export function unavailableReadings(metrics: readonly string[], reason: string): MetricReadings {
  return Object.fromEntries(metrics.map((metric) => [metric, reason]));
}

export function withReadings(block: Block, { readings, notes }: NotedReadings): Block {
  return {
    ...block,
    ...splitReadings({ ...block.measurements, ...block.unavailable, ...readings }),
    notes: { ...block.notes, ...notes },
  };
}
