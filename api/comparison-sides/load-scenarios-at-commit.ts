import { relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-requested-scenarios.ts';
import { loadScenariosForBothSides } from './load-scenarios-for-both-sides.ts';

/** Settings for loading the scenarios of a commit. */
export interface CommitScenarioOptions {
  /** Hosts other than this machine that scenarios may use. */
  readonly allowRemote: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Loads scenarios from a commit, with the paths of the project; returns the error if that fails,
 * for example because of outdated dependencies. @param files - Absolute paths of the only files to
 * load; default: all that its configuration names.
 */
export async function loadScenariosAtCommit(
  host: Host,
  config: Config,
  ref: string,
  { allowRemote, signal }: CommitScenarioOptions,
  files: readonly string[] = [],
): Promise<readonly Scenario[] | UserError> {
  const base = { type: 'ref', ref } as const;
  const targets = files.map((file) => relative(config.root, file));
  const wanted = { ...EVERY_SCENARIO, targets, allowRemote };
  try {
    const sides = { type: 'code', base, head: base } as const;
    // The folder that the command was started in need not be there in the commit.
    const atRoot = { ...host, cwd: config.root };
    return await loadScenariosForBothSides(atRoot, config, sides, wanted, signal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.code === 'no-scenarios' ? [] : error;
  }
}

/** Maximum number of names in a finding. */
const MOST_NAMES = 5;

/** Formats names as `"one", "two"`, with the number of further names in a long list. */
export function formatQuotedNames(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = names.length > named.length ? ` and ${names.length - named.length} more` : '';
  return `${named.join(', ')}${more}`;
}

/** Glob characters, which git does not interpret as the configuration does. */
const GLOB = /[*?[\]{}]/u;

/** Returns the configuration and the places with scenario files, as git paths from the root. */
export function listScenarioPaths({ scenarios }: Config): readonly string[] {
  const places = scenarios.map((place) => {
    const parts = place.split('/');
    const fixed = parts.findIndex((part) => GLOB.test(part));
    return fixed < 0 ? place : parts.slice(0, fixed).join('/') || '.';
  });
  return [':(glob)perf-harness.config.*', ...places];
}
