import { basename } from 'node:path';
import type { Host } from '../harness/host.ts';
import type { Finding } from '../harness/model/finding.ts';
import type { Scenario } from '../harness/model/scenario.ts';
import type { Config } from '../harness/scenario/config.ts';
import { findRepository } from '../harness/snapshot/repository.ts';
import { isFine, tryGit } from '../harness/snapshot/run-git.ts';
import type { LiveSidesRequest } from './live-request.ts';
import { type AtBase, namesAtBase } from './names-at-base.ts';

/** What is named in a finding. */
const MOST_NAMES = 5;
/** What git does not read in a path as the configuration does. */
const GLOB = /[*?[\]{}]/u;

/**
 * Tells of scenarios that only the base has: the head can be no worse in what it does not measure
 * any more. They are loaded from the commit only where files of scenarios have changed since; where
 * that does not succeed, as with the dependencies of long ago, nothing is told.
 * @param scenarios - All that the head has.
 */
export async function goneScenarios(
  host: Host,
  config: Config,
  sides: LiveSidesRequest,
  scenarios: readonly Scenario[],
  { allowRemote, signal }: AtBase,
): Promise<readonly Finding[]> {
  if (sides.type !== 'code') return [];
  const { base, head } = sides;
  if (base.type !== 'ref' || head.type === 'folder') return [];
  const commits = head.type === 'ref' ? [base.ref, head.ref] : [base.ref];
  if (!(await haveChanged(host, config, commits, signal))) return [];
  if (await isConfigNew(host, config, base.ref, signal)) return [];
  const before = await namesAtBase(host, config, base.ref, { allowRemote, signal });
  const names = new Set(scenarios.map(({ name }) => name));
  const gone = before.filter((name) => !names.has(name));
  return gone.length === 0 ? [] : [onlyInBase(gone)];
}

/** Whether the files that scenarios are found in, or the configuration, are not as they were. */
async function haveChanged(
  host: Host,
  { root, scenarios }: Config,
  /** The second may be left out for the working tree. */
  commits: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  if ((await findRepository(host, root, signal)) === null) return false;
  const places = scenarios.map((place) => (GLOB.test(place) ? '.' : place));
  const args = ['diff', '--quiet', ...commits, '--', ':(glob)perf-harness.config.*', ...places];
  return !isFine(await tryGit(host, args, { cwd: root, signal }));
}

/** A configuration that was named says nothing of a commit that does not have it. */
async function isConfigNew(
  host: Host,
  { root, file }: Config,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (file === null || basename(file).startsWith('perf-harness.config.')) return false;
  const args = ['cat-file', '-e', `${commit}:./${basename(file)}`];
  return !isFine(await tryGit(host, args, { cwd: root, signal }));
}

function onlyInBase(gone: readonly string[]): Finding {
  const named = gone.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = gone.length > named.length ? ` and ${gone.length - named.length} more` : '';
  return {
    id: 'only-in-base',
    level: 'warning',
    message: `Only the base has ${named.join(', ')}${more}: not compared.`,
    remedy: 'Nothing is to be done where it was meant to go; else bring it back.',
  };
}
