import type { ServerSide } from '../model/server-side.ts';
import type { CompletedTrial } from '../model/trial.ts';
import { median } from '../stats/quantile.ts';

/** Returns the server-side data of each timed trial whose executor recorded it. */
export function loadSides(measured: readonly CompletedTrial[]): readonly ServerSide[] {
  return measured.flatMap(({ pass, blocks }) =>
    pass === undefined ? (blocks.at(-1)?.serverSide ?? []) : [],
  );
}

/** The median over the trials. */
export function typical(sides: readonly ServerSide[], value: (side: ServerSide) => number): number {
  return median(sides.map(value));
}

/** Response time of an answer in the mean, milliseconds. */
export function meanMs({ answers, answersMs }: ServerSide): number {
  return answers === 0 ? 0 : answersMs / answers;
}
