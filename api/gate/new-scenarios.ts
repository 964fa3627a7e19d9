import { relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { filesAtCommit, filesForCommits } from '../../harness/snapshot/git/files-at-commit.ts';
import { findRepository } from '../../harness/snapshot/git/repository.ts';
import { isFine, tryGit } from '../../harness/snapshot/git/run-git.ts';
import {
  type AtBase,
  quotedNames,
  scenarioPlaces,
  scenariosAtCommit,
} from '../sides/scenarios-at-commit.ts';

/** What a base is known not to have, and what keeps the rest from being known. */
export interface NewScenarios {
  readonly names: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** What the base of a gate is asked for its scenarios with. */
export interface Base extends AtBase {
  readonly commit: string;
  /** Names of the scenarios that failed on it. */
  readonly failed: ReadonlySet<string>;
}

export const NOTHING_NEW: NewScenarios = { names: new Set(), findings: [] };

/**
 * Scenarios that the base does not have, among those of which it has no numbers. What a gate takes for new passes
 * unmeasured, so only what is known to be new is: by the scenarios loaded from the base, or where they cannot be, by a
 * file that the base lacks and that no other file of it can have held.
 */
export async function newScenarios(
  host: Host,
  config: Config,
  unmeasured: readonly Scenario[],
  { commit, failed, ...asked }: Base,
): Promise<NewScenarios> {
  const { signal } = asked;
  const repository = await findRepository(host, config.root, signal);
  const sourced = unmeasured.filter(({ source }) => source !== null);
  if (repository === null || sourced.length === 0) return NOTHING_NEW;
  const files = await filesForCommits(host, repository, new Set(sourced.map(fileOf)), signal);
  const candidates = sourced.filter((one) => files.has(fileOf(one)));
  if (candidates.length === 0) return NOTHING_NEW;
  const atBase = await filesAtCommit(host, repository, files, { commit, signal });
  const before = await scenariosBefore(host, config, commit, asked, atBase);
  if (before instanceof UserError) {
    const isGrown = await haveOnlyGrown(host, config, commit, signal);
    const added = candidates.filter((one) => isGrown && !atBase.has(fileOf(one)));
    const isAll = added.length === candidates.length;
    return { names: namesOf(added), findings: isAll ? [] : [notLoaded(before)] };
  }
  const known = namesOf(before);
  const added = namesOf(candidates.filter(({ name }) => !known.has(name)));
  const lost = candidates.filter(({ name }) => failed.has(name));
  return { names: added, findings: besideOld(lost, added, config) };
}

/** All that the configuration of a commit names, and what it has in these files. */
async function scenariosBefore(
  host: Host,
  config: Config,
  commit: string,
  asked: AtBase,
  files: ReadonlySet<string>,
): Promise<readonly Scenario[] | UserError> {
  const configured = await scenariosAtCommit(host, config, commit, asked);
  if (configured instanceof UserError) return configured;
  const loaded = new Set(configured.map(fileOf));
  // Such as files that were named on the command line alone.
  const others = [...files].filter((file) => !loaded.has(file));
  if (others.length === 0) return configured;
  const named = await scenariosAtCommit(host, config, commit, asked, others);
  return named instanceof UserError ? named : [...configured, ...named];
}

/**
 * Whether nothing but further files has come to the scenarios since a commit, so that none of theirs
 * can have moved into another file.
 */
async function haveOnlyGrown(
  host: Host,
  config: Config,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  const what = ['--name-only', '--no-renames', '--diff-filter=a'];
  const args = ['diff', ...what, commit, '--', ...scenarioPlaces(config)];
  const result = await tryGit(host, args, { cwd: config.root, signal });
  return isFine(result) && result.stdout === '';
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
    message: `The scenarios of the base cannot be loaded, so it is not known which are new: ${message.replace(/\s+/gu, ' ')}`,
    remedy: 'Name a base with --base whose scenarios can be loaded.',
  };
}

/** The base runs the files of the head: what the new ones of a file import, its old ones need too. */
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
        message: `${relative(root, file)} has both ${quotedNames(old)}, which the base has, and ${quotedNames(recent)}, which are new; on the base both fail by this file.`,
        remedy:
          'Where it lacks only what the new ones import, put these into a file of their own, or import it inside of them.',
      },
    ];
  });
}
