import type { Host } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { resolveWaits } from '../../profilers/waits/resolve-waits.ts';
import type { WaitingTrial } from './record-waits.ts';
import { sourceReader } from './resolve-profiles.ts';

/**
 * Trials by the places that source maps lead to, as the profiles that they stand beside, which have
 * told of maps that cannot be followed.
 * @param profiles - As they were taken.
 */
export function resolveWaitPlaces(
  host: Host,
  trials: readonly WaitingTrial[],
  profiles: readonly Profile[],
): readonly WaitingTrial[] {
  const files = sourceReader(host);
  const profiled = profiles.flatMap(({ functions }) => functions);
  const texts = new Map(profiles.flatMap((one) => [...(one.texts ?? [])]));
  return trials.map((one) => ({
    ...one,
    waits: { ...one.waits, ...resolveWaits(one.waits, files, profiled, texts) },
  }));
}
