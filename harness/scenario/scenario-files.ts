import { join } from 'node:path';
import type { Files } from '../host/files.ts';
import { mayDefineScenarios } from './file-form.ts';

/** Files that a folder is searched for. */
const MODULE = /\.(?:ts|mts|js|mjs)$/;
const DECLARATION = /\.d\.m?ts$/;

/** Whether a file that was named can be a scenario module at all. */
export function isModule(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path) && !DECLARATION.test(path);
}

/**
 * The scenario modules in a folder and below, sorted. Left out: `node_modules`, what begins with a
 * dot or with `_`, and modules that cannot define scenarios, such as the server of one.
 */
export function scenarioFilesIn(files: Files, folder: string): readonly string[] {
  return files.list(folder).flatMap((name) => {
    if (isLeftOut(name)) return [];
    const path = join(folder, name);
    if (MODULE.test(name) && !DECLARATION.test(name))
      return isScenarioFile(files, path) ? [path] : [];
    return files.isFolder(path) ? scenarioFilesIn(files, path) : [];
  });
}

/** Scenario modules that a glob names, from a folder, sorted. */
export function scenarioFilesOf(files: Files, glob: string, folder: string): readonly string[] {
  return files
    .glob(glob, folder)
    .filter((path) => isModule(path) && isScenarioFile(files, path))
    .filter((path) => !path.slice(folder.length).split(/[\\/]/).some(isLeftOut));
}

function isScenarioFile(files: Files, path: string): boolean {
  return files.isFile(path) && mayDefineScenarios(path, files.read(path) ?? '');
}

function isLeftOut(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.') || name.startsWith('_');
}
