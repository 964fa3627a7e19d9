import { relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { findRepository } from '../../harness/snapshot/git/git-repository.ts';
import { isSuccessful, tryGit } from '../../harness/snapshot/git/run-git.ts';
import {
  listCommittableFiles,
  listFilesAtCommit,
} from '../../harness/snapshot/git/working-tree.ts';
import {
  type CommitScenarioOptions,
  formatQuotedNames,
  listScenarioPaths,
  loadScenariosAtCommit,
} from '../comparison-sides/load-scenarios-at-commit.ts';

/** Scenarios known to be missing from the base; findings on why others could not be classified. */
export interface NewScenarios {
  readonly names: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Settings for loading the scenarios of a gate's base. */
export interface BaseScenarioOptions extends CommitScenarioOptions {
  readonly commit: string;
  /** Names of the scenarios that failed on it. */
  readonly failed: ReadonlySet<string>;
}

export const NO_NEW_SCENARIOS: NewScenarios = { names: new Set(), findings: [] };

/**
 * Returns the scenarios that the base does not have, among those that were not measured on it. A
 * gate lets new scenarios pass unmeasured, so a scenario counts as new only if that is certain: by
 * the scenarios loaded from the base or, if they cannot be loaded, because the base lacks its file
 * and no other file of the base can have contained it.
 */
export async function findScenariosNewSinceBase(
  host: Host,
  config: Config,
  unmeasured: readonly Scenario[],
  { commit, failed, ...asked }: BaseScenarioOptions,
): Promise<NewScenarios> {
  const { signal } = asked;
  const repository = await findRepository(host, config.root, signal);
  const sourced = unmeasured.filter(({ source }) => source !== null);
  if (repository === null || sourced.length === 0) return NO_NEW_SCENARIOS;
  const files = await listCommittableFiles(host, repository, new Set(sourced.map(fileOf)), signal);
  const candidates = sourced.filter((scenario) => files.has(fileOf(scenario)));
  if (candidates.length === 0) return NO_NEW_SCENARIOS;
  const atBase = await listFilesAtCommit(host, repository, files, { commit, signal });
  const before = await scenariosBefore(host, config, commit, asked, atBase);
  if (before instanceof UserError) {
    const isGrown = await haveOnlyGrown(host, config, commit, signal);
    const added = candidates.filter((candidate) => isGrown && !atBase.has(fileOf(candidate)));
    const isAll = added.length === candidates.length;
    return { names: namesOf(added), findings: isAll ? [] : [notLoaded(before)] };
  }
  const known = namesOf(before);
  const added = namesOf(candidates.filter(({ name }) => !known.has(name)));
  const lost = candidates.filter(({ name }) => failed.has(name));
  return { names: added, findings: besideOld(lost, added, config) };
}

/** Loads all scenarios that a commit's configuration names, and those it has in these files. */
async function scenariosBefore(
  host: Host,
  config: Config,
  commit: string,
  asked: CommitScenarioOptions,
  files: ReadonlySet<string>,
): Promise<readonly Scenario[] | UserError> {
  const configured = await loadScenariosAtCommit(host, config, commit, asked);
  if (configured instanceof UserError) return configured;
  const loaded = new Set(configured.map(fileOf));
  // For example files that were named only on the command line.
  const others = [...files].filter((file) => !loaded.has(file));
  if (others.length === 0) return configured;
  const named = await loadScenariosAtCommit(host, config, commit, asked, others);
  return named instanceof UserError ? named : [...configured, ...named];
}

/**
 * True if files were only added to the scenario folders since a commit, so that no existing
 * scenario can have moved to another file.
 */
async function haveOnlyGrown(
  host: Host,
  config: Config,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  const what = ['--name-only', '--no-renames', '--diff-filter=a'];
  const args = ['diff', ...what, commit, '--', ...listScenarioPaths(config)];
  const result = await tryGit(host, args, { cwd: config.root, signal });
  return isSuccessful(result) && result.stdout === '';
}

function fileOf({ source }: Scenario): string {
  return source?.file ?? '';
}

function namesOf(scenarios: readonly Scenario[]): ReadonlySet<string> {
  return new Set(scenarios.map(({ name }) => name));
}

function notLoaded({ message }: UserError): Finding {
  return {
    id: 'base-not-loaded',
    level: 'warning',
    message: `The scenarios of the base cannot be loaded, so new scenarios cannot be identified: ${message.replace(/\s+/gu, ' ')}`,
    remedy: 'Use --base to name a commit whose scenarios can be loaded.',
  };
}

/**
 * Finds files that contain both new and existing scenarios and fail on the base: the base runs the
 * head's files, so imports of the new scenarios affect the existing scenarios too.
 */
function besideOld(
  failed: readonly Scenario[],
  added: ReadonlySet<string>,
  { root }: Config,
): readonly Finding[] {
  const files = Map.groupBy(failed, fileOf);
  return [...files].flatMap(([file, all]): readonly Finding[] => {
    const names = all.map(({ name }) => name);
    const recent = names.filter((name) => added.has(name));
    const old = names.filter((name) => !added.has(name));
    if (recent.length === 0 || old.length === 0) return [];
    return [
      {
        id: 'new-beside-old',
        level: 'warning',
        message: `${relative(root, file)} contains both ${formatQuotedNames(old)}, which exist on the base, and ${formatQuotedNames(recent)}, which are new; all scenarios in this file fail on the base.`,
        remedy:
          'If only the imports of the new scenarios fail on the base, move these scenarios to a separate file, or import the modules inside them.',
      },
    ];
  });
}
