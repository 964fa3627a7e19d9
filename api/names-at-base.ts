import type { Host } from '../harness/host.ts';
import { UserError } from '../harness/model/user-error.ts';
import type { Config } from '../harness/scenario/config.ts';
import { findScenariosOf } from './find-scenarios-of.ts';

/** What a commit is asked for its scenarios with. */
export interface AtBase {
  /** Hosts beyond this machine that scenarios may name. */
  readonly allowRemote: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * The names of all scenarios that a commit has, loaded from the commit, wherever their files lie.
 * None where that does not succeed, as with the dependencies of long ago.
 */
export async function namesAtBase(
  host: Host,
  config: Config,
  ref: string,
  { allowRemote, signal }: AtBase,
): Promise<readonly string[]> {
  const base = { type: 'ref', ref } as const;
  const all = { targets: [], command: null, filter: null, quick: false, allowRemote };
  try {
    const sides = { type: 'code', base, head: base } as const;
    const scenarios = await findScenariosOf(host, config, sides, all, signal);
    return scenarios.map(({ name }) => name);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
