import type { Config } from '../harness/scenario/config.ts';

/** What git does not read in a path as the configuration does. */
const GLOB = /[*?[\]{}]/u;

/** The files that scenarios are found in, and the configuration, as paths for git from the root. */
export function scenarioPlaces({ scenarios }: Config): readonly string[] {
  const places = scenarios.map((place) => (GLOB.test(place) ? '.' : place));
  return [':(glob)perf-harness.config.*', ...places];
}
