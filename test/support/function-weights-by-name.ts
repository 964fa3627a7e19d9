import type { Profile } from '../../harness/model/program/profile.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';

/** Returns the self and total weights of each function by name, rounded to a thousandth. */
export function functionWeightsByName(
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
