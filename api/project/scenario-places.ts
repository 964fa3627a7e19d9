import type { Config } from '../../harness/scenario/config.ts';

/** What git does not read in a path as the configuration does. */
const GLOB = /[*?[\]{}]/u;

/** What holds the files that scenarios are found in, and the configuration, as paths for git from the root. */
export function scenarioPlaces({ scenarios }: Config): readonly string[] {
  const places = scenarios.map((place) => {
    const parts = place.split('/');
    const fixed = parts.findIndex((part) => GLOB.test(part));
    return fixed < 0 ? place : parts.slice(0, fixed).join('/') || '.';
  });
  return [':(glob)perf-harness.config.*', ...places];
}
