import { relative } from 'node:path';
import type { Files } from '../host/files.ts';
import { mayDefineScenarios } from './load/file-form.ts';

/** Where scenarios lie unless a configuration says something else, from the root. */
export const DEFAULT_SCENARIOS = ['scenarios/'] as const;

/** What a folder is searched for. */
const SEARCHED = /\.m?[jt]s$/;

/** Whether a file that was named can be a scenario module at all. */
export function isModule(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

/**
 * The scenario modules in a folder and below, sorted. Left out: `node_modules`, what begins with a
 * dot or with `_`, and modules that cannot define scenarios, such as the server of one.
 */
export function scenarioFilesIn(files: Files, folder: string): readonly string[] {
  return modulesOf(
    files,
    files.below(folder, isLeftOut).filter((path) => SEARCHED.test(path)),
  );
}

/** The scenario modules that a glob names, from a folder, sorted; without those left out above. */
export function scenarioFilesOf(files: Files, glob: string, folder: string): readonly string[] {
  return modulesOf(
    files,
    files
      .glob(glob, folder)
      .filter((path) => !relative(folder, path).split(/[\\/]/).some(isLeftOut)),
  );
}

function modulesOf(files: Files, paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => isModule(path) && files.isFile(path))
    .filter((path) => mayDefineScenarios(path, files.read(path) ?? ''));
}

function isLeftOut(name: string): boolean {
  return name === 'node_modules' || /^(?:_|\.(?!\.?$))/.test(name);
}
