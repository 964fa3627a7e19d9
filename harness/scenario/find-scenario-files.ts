import { basename, dirname, join, relative } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import { isWorkspaceRoot } from '../packages/workspace-package-folders.ts';
import { mayDefineScenarios } from './load/detect-scenario-file-kind.ts';

/** Default folders of scenarios, from the root. */
export const DEFAULT_SCENARIOS = ['scenarios/'] as const;

const SEARCHED = /\.m?[jt]s$/;

/** True if a named file can be a scenario module at all. */
export function isModulePath(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

/** Sorted modules below that can define scenarios, not `node_modules` or names with `.` or `_`. */
export function findScenarioFiles(files: Files, folder: string): readonly string[] {
  return modulesOf(
    files,
    files.below(folder, isLeftOut).filter((path) => SEARCHED.test(path)),
  );
}

/** Returns sorted scenario modules a glob matches in a folder, without folders excluded above. */
export function globScenarioFiles(files: Files, glob: string, folder: string): readonly string[] {
  return modulesOf(
    files,
    files
      .glob(glob, folder)
      .filter((path) => !relative(folder, path).split(/[\\/]/).some(isLeftOut)),
  );
}

/** Scenario files located next to the code that they measure. */
const NAMED = /\.(?:scenario|perf)\.m?[jt]s$/u;
/** Folders of test fixtures, which are no part of the project. */
const OF_TESTS = /(?:^|\/)(?:fixtures?|__fixtures__|testdata)\//u;

/**
 * Finds the scenario modules of a project whose configuration names none: those in its folder
 * `scenarios`. If there are none, files anywhere below with a matching name, and at the top of a
 * workspace the folders `scenarios` of its packages.
 */
export function discoverScenarioFiles(files: Files, root: string): readonly string[] {
  const own = DEFAULT_SCENARIOS.flatMap((folder) => findScenarioFiles(files, join(root, folder)));
  if (own.length > 0) return own;
  const below = files.below(root, isLeftOut);
  const packages = isWorkspaceRoot(files, root)
    ? new Set(
        below.filter((path) => basename(path) === 'package.json').map((path) => dirname(path)),
      )
    : new Set<string>();
  const isOfPackage = (path: string): boolean => {
    const [folder] = path.split(/[\\/]scenarios[\\/]/u);
    return folder !== undefined && folder !== path && packages.has(folder);
  };
  return modulesOf(
    files,
    below.filter(
      (path) =>
        !OF_TESTS.test(toPosixPath(relative(root, path))) &&
        (NAMED.test(path) || (SEARCHED.test(path) && isOfPackage(path))),
    ),
  );
}

function modulesOf(files: Files, paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => isModulePath(path) && files.isFile(path))
    .filter((path) => mayDefineScenarios(path, files.read(path) ?? ''));
}

function isLeftOut(name: string): boolean {
  return name === 'node_modules' || /^(?:_|\.(?!\.?$))/.test(name);
}
