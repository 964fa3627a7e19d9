import type { Block, CompletedTrial } from '../model/trial.ts';

type Notes = NonNullable<Block['notes']>;

/** Notes of the last block of each timed trial. */
export function collectBlockNotes(measured: readonly CompletedTrial[]): readonly Notes[] {
  return measured
    .filter(({ pass }) => pass === undefined)
    .map((trial) => trial.blocks.at(-1)?.notes ?? {});
}

/** Returns the numbers stored under a name in these notes. */
export function readNumericNotes(notes: readonly Notes[], name: string): readonly number[] {
  return notes.flatMap((note) => {
    const value = note[name];
    return typeof value === 'number' ? [value] : [];
  });
}
