import { join, relative, resolve } from 'node:path';
import type { Host } from '../host.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import {
  discoverScenarioFiles,
  findScenarioFiles,
  globScenarioFiles,
  isModulePath,
} from './find-scenario-files.ts';
import type { Config } from './project-config.ts';
import type { Mistake } from './schema/user-input-mistake.ts';

export interface ResolvedTargets {
  /** Absolute paths, each once, in the order they were named. */
  readonly files: readonly string[];
  readonly urls: readonly string[];
  /** Targets that are neither file, folder, glob nor URL: names of scenarios to look up. */
  readonly names: readonly string[];
  /** Names that are also folders without scenarios, with the mistakes found there. */
  readonly emptyFolders: ReadonlyMap<string, readonly Mistake[]>;
  readonly mistakes: readonly Mistake[];
}

const CODE = 'target-not-found';

/** Sorts targets into files, folders, globs, URLs and names. */
export function resolveCommandLineTargets(host: Host, targets: readonly string[]): ResolvedTargets {
  const files = new Set<string>();
  const urls: string[] = [];
  const names: string[] = [];
  const emptyFolders = new Map<string, readonly Mistake[]>();
  const mistakes: Mistake[] = [];
  for (const target of targets) {
    if (/^https?:\/\//i.test(target)) {
      urls.push(target);
      continue;
    }
    const found = filesOf(host, target, host.cwd);
    // A scenario may have the same name as a source folder.
    if (found?.files.length === 0 && isBareWord(target) && isFolder(host, target)) {
      names.push(target);
      emptyFolders.set(target, found.mistakes);
    } else if (found !== null) {
      for (const file of found.files) files.add(file);
      mistakes.push(...found.mistakes);
    } else if (looksLikePath(target)) {
      mistakes.push({ code: CODE, where: [target], problem: 'no such file or folder' });
    } else names.push(target);
  }
  return { files: [...files], urls, names, emptyFolders, mistakes };
}

export function listConfiguredFiles(
  host: Host,
  config: Config,
): Pick<ResolvedTargets, 'files' | 'mistakes'> {
  if (!config.scenariosGiven) {
    return { files: discoverScenarioFiles(host.files, config.root), mistakes: [] };
  }
  const files = new Set<string>();
  const mistakes: Mistake[] = [];
  for (const [index, target] of config.scenarios.entries()) {
    const found = filesOf(host, target, config.root);
    for (const file of found?.files ?? []) files.add(file);
    mistakes.push(...(found?.mistakes ?? []));
    if (found === null && config.file !== null) {
      const where = [relative(host.cwd, config.file), `scenarios[${index}]`];
      mistakes.push({ code: CODE, where, problem: `"${target}" matches no file or folder` });
    }
  }
  return { files: [...files], mistakes };
}

/** Returns null if the target is neither a file, a folder, nor a glob. */
function filesOf(
  host: Host,
  target: string,
  folder: string,
): Pick<ResolvedTargets, 'files' | 'mistakes'> | null {
  const path = resolve(folder, target);
  if (host.files.isFile(path)) {
    if (isModulePath(path)) return { files: [path], mistakes: [] };
    const problem =
      'not a scenario file, expected a module whose name ends in .ts, .mts, .js or .mjs';
    return { files: [], mistakes: [{ code: CODE, where: [target], problem }] };
  }
  if (host.files.isFolder(path)) {
    const files = findScenarioFiles(host.files, path);
    if (files.length > 0) return { files, mistakes: [] };
    const problem = 'this folder contains no scenario files, such as parse.ts';
    return { files: [], mistakes: [{ code: CODE, where: [target], problem }] };
  }
  if (!/[*?[{]/.test(target)) return null;
  const files = globScenarioFiles(host.files, target, folder);
  return files.length > 0 ? { files, mistakes: [] } : null;
}

function isFolder({ files, cwd }: Host, target: string): boolean {
  return files.isFolder(resolve(cwd, target));
}

/** True for a word such as `api`, which need not be a path. */
function isBareWord(target: string): boolean {
  return !/[\\/.*?[{]/.test(target);
}

/** True if clearly a path: scenario names may have slashes and dots, but not in these forms. */
function looksLikePath(target: string): boolean {
  return /^\.{0,2}[\\/]/.test(target) || /\.(?:[cm]?[jt]sx?|json|yaml)$/.test(target);
}

/** Describes the places that were searched for scenarios. */
export function describeSearchedPlaces(host: Host, config: Config): string {
  const places = config.scenarios.map(
    (target) => relative(host.cwd, join(config.root, target)) || '.',
  );
  const files = config.scenariosGiven
    ? []
    : ['in files such as parse.scenario.ts or parse.perf.ts'];
  return [places.join(', '), ...files].join(' or ');
}

/** Returns mistakes of scenarios in combination. @param folder - Files are relative to it. */
export function checkScenarioSet(
  scenarios: readonly Scenario[],
  folder: string,
): readonly Mistake[] {
  return [...duplicates(scenarios, folder), ...mixedGroups(scenarios, folder)];
}

function duplicates(scenarios: readonly Scenario[], folder: string): readonly Mistake[] {
  const first = new Map<string, Scenario>();
  const mistakes = new Map<string, Mistake>();
  for (const scenario of scenarios) {
    const other = first.get(scenario.name);
    if (other === undefined) {
      first.set(scenario.name, scenario);
      continue;
    }
    const [here, there] = [fileOf(scenario, folder), fileOf(other, folder)];
    const problem =
      here === there
        ? `two scenarios in this file have the name "${scenario.name}"`
        : `the name "${scenario.name}" is already taken by ${there}`;
    mistakes.set(`${here} ${scenario.name}`, {
      code: 'scenario-duplicate',
      where: [here],
      problem,
      remedy: 'Give each scenario a unique name: records and baselines are stored under it.',
    });
  }
  return [...mistakes.values()];
}

function mixedGroups(scenarios: readonly Scenario[], folder: string): readonly Mistake[] {
  const first = new Map<string, Scenario>();
  return scenarios.flatMap((scenario): readonly Mistake[] => {
    if (scenario.group === null) return [];
    const other = first.get(scenario.group);
    if (other === undefined) first.set(scenario.group, scenario);
    if (other === undefined || other.kind === scenario.kind) return [];
    return [
      {
        code: 'scenario-group',
        where: [fileOf(scenario, folder), `scenario "${scenario.name}"`, 'group'],
        problem: `the group "${scenario.group}" already contains ${other.kind} scenarios, such as "${other.name}", but this scenario is of kind ${scenario.kind}`,
      },
    ];
  });
}

function fileOf(scenario: Scenario, folder: string): string {
  return scenario.source === null ? 'command line' : relative(folder, scenario.source.file);
}
