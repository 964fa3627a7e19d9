import { basename } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { isDefaultConfig } from '../../harness/scenario/find-project-root-and-config.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { findRepository } from '../../harness/snapshot/git/git-repository.ts';
import { isSuccessful, tryGit } from '../../harness/snapshot/git/run-git.ts';
import type { LiveSidesRequest } from '../comparison-sides/live-comparison-base-and-head-request.ts';
import {
  type CommitScenarioOptions,
  formatQuotedNames,
  listScenarioPaths,
  loadScenariosAtCommit,
} from '../comparison-sides/load-scenarios-at-commit.ts';

/**
 * Reports scenarios that only the base has, since a scenario that the head no longer measures
 * cannot regress. The base's scenarios are loaded only if their files have changed; if loading
 * fails, for example because of outdated dependencies, nothing is reported.
 */
export async function findRemovedScenarios(
  host: Host,
  config: Config,
  sides: LiveSidesRequest,
  scenarios: readonly Scenario[],
  { allowRemote, signal }: CommitScenarioOptions,
): Promise<readonly Finding[]> {
  if (sides.type !== 'code') return [];
  const { base, head } = sides;
  if (base.type !== 'ref' || head.type === 'folder') return [];
  const commits = head.type === 'ref' ? [base.ref, head.ref] : [base.ref];
  if (!(await haveChanged(host, config, commits, signal))) return [];
  if (await isConfigNew(host, config, base.ref, signal)) return [];
  const before = await loadScenariosAtCommit(host, config, base.ref, { allowRemote, signal });
  if (before instanceof UserError) return [];
  const names = new Set(scenarios.map(({ name }) => name));
  const gone = before.map(({ name }) => name).filter((name) => !names.has(name));
  return gone.length === 0 ? [] : [onlyInBase(gone)];
}

/** True if the scenario files or the configuration have changed between the commits. */
async function haveChanged(
  host: Host,
  config: Config,
  /** One or two commits; if the second is left out, the working tree is meant. */
  commits: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const { root } = config;
  const args = ['diff', '--quiet', ...commits, '--', ...listScenarioPaths(config)];
  if (isSuccessful(await tryGit(host, args, { cwd: root, signal }))) return false;
  return (await findRepository(host, root, signal)) !== null;
}

/** True if the commit lacks the named configuration, so its scenarios cannot be listed. */
async function isConfigNew(
  host: Host,
  { root, file }: Config,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (file === null || isDefaultConfig(file)) return false;
  const args = ['cat-file', '-e', `${commit}:./${basename(file)}`];
  return !isSuccessful(await tryGit(host, args, { cwd: root, signal }));
}

function onlyInBase(gone: readonly string[]): Finding {
  return {
    id: 'only-in-base',
    level: 'warning',
    message: `Scenarios that exist only in the base are not compared: ${formatQuotedNames(gone)}.`,
    remedy: 'No action is needed if the removal was intentional; otherwise, restore the scenario.',
  };
}
