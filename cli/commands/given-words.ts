import type { Host } from '../../harness/host.ts';
import type { ProjectOptions } from '../project.ts';

/** Where a project is kept, and the k6 that was named. */
export interface GivenOptions extends ProjectOptions {
  readonly k6Path?: string;
}

/**
 * The options that a command to see something again needs to find the same project and tools. What
 * the environment says it says again, and on another machine it may say something else.
 */
export function givenWords(
  { env }: Pick<Host, 'env'>,
  { config, stateDir, k6Path }: GivenOptions,
): readonly string[] {
  const isOfShell = stateDir === env.PERF_HARNESS_STATE_DIR;
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(stateDir === undefined || isOfShell ? [] : ['--state-dir', stateDir]),
    ...(k6Path === undefined ? [] : ['--k6-path', k6Path]),
  ];
}
