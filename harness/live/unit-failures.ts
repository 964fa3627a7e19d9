import type { UnitFailures } from '../gate/decide/unequal-failures.ts';
import type { SideId } from '../model/side.ts';
import type { Trial } from '../model/trial.ts';

/** Timed units that failed where they counted; what fails under valgrind says nothing of how long it takes. */
export function unitFailures(trials: Readonly<Record<SideId, readonly Trial[]>>): UnitFailures {
  const failed = (side: SideId): number =>
    trials[side].filter(
      ({ state, warmup, pass }) => state === 'failed' && !warmup && pass === undefined,
    ).length;
  return { base: failed('a'), head: failed('b') };
}
