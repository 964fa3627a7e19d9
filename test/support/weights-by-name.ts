import type { Profile } from '../../harness/model/program/profile.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';

/** Own and whole weight of each function by its name, to a thousandth. */
export function weightsByName(
  profile: Profile,
): Readonly<Record<string, { readonly self: number; readonly total: number }>> {
  const round = (value: number): number => Number(value.toFixed(3));
  return Object.fromEntries(
    computeFunctionWeights(profile).map(({ of, self, total }) => [
      of.name,
      { self: round(self), total: round(total) },
    ]),
  );
}
