import type { ServerMeasurements } from '../model/server-measurements.ts';
import type { CompletedTrial } from '../model/trial.ts';
import { median } from '../stats/descriptive-statistics.ts';

/** Returns the server-side data of each timed trial whose executor recorded it. */
export function collectServerMeasurements(
  measured: readonly CompletedTrial[],
): readonly ServerMeasurements[] {
  return measured.flatMap(({ pass, blocks }) =>
    pass === undefined ? (blocks.at(-1)?.serverSide ?? []) : [],
  );
}

export function medianOverTrials(
  sides: readonly ServerMeasurements[],
  value: (side: ServerMeasurements) => number,
): number {
  return median(sides.map(value));
}

/** Returns the mean response time, in milliseconds. */
export function meanResponseMs({ answers, answersMs }: ServerMeasurements): number {
  return answers === 0 ? 0 : answersMs / answers;
}
