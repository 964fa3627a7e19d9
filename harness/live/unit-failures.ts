import type { UnitFailures } from '../gate/decide/unequal-failures.ts';
import type { SideId } from '../model/side.ts';
import type { Trial } from '../model/trial.ts';

/** Units that failed where they counted. */
export function unitFailures(trials: Readonly<Record<SideId, readonly Trial[]>>): UnitFailures {
  const failed = (side: SideId): number =>
    trials[side].filter(({ state, warmup }) => state === 'failed' && !warmup).length;
  return { base: failed('a'), head: failed('b') };
}
