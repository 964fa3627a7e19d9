import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';
import type { Files } from './file-operations.ts';
import { resolveCacheFolder } from './harness-cache-folder.ts';
import { findInstalledPackage, type InstalledPackage } from './installed-package.ts';
import { currentPlatform } from './platform/current-platform.ts';

/** Returns the folder to which `doctor --install` installs a program, one for each version. */
export function managedToolFolder(
  host: Parameters<typeof resolveCacheFolder>[0],
  tool: string,
  version: string,
): string {
  return join(resolveCacheFolder(host), 'tools', tool, version);
}

/** Folders of the versions that `doctor --install` has put into the cache, the newest first. */
export function listManagedVersions(
  host: Parameters<typeof resolveCacheFolder>[0] & { readonly files: Files },
  tool: string,
): readonly string[] {
  const folder = join(resolveCacheFolder(host), 'tools', tool);
  return host.files
    .list(folder)
    .filter((name) => /^\d+(?:\.\d+)+$/.test(name))
    .toSorted((version, other) => other.localeCompare(version, 'en', { numeric: true }))
    .map((version) => join(folder, version));
}

/** Finds a program's newest version that `doctor --install` put into the cache; null: none. */
export function findManagedTool(
  host: Parameters<typeof listManagedVersions>[0],
  tool: string,
): string | null {
  const paths = listManagedVersions(host, tool).map((folder) =>
    join(folder, currentPlatform().programs.fileName(tool)),
  );
  return paths.find(host.files.isExecutable) ?? null;
}

/** Optional package: few projects need it, and it is larger than most of our dependencies. */
export const PYTHON_GRAMMAR = '@ast-grep/lang-python';
/** Installation command, on one line. */
export const PYTHON_INSTALL = `perf-harness doctor --install ${PYTHON_GRAMMAR}`;

/** Searches the project, then perf-harness's dependencies (`own`), then its cache; null: none. */
export function findPythonGrammar(
  host: Host,
  own: string = fileURLToPath(new URL('.', import.meta.url)),
): InstalledPackage | null {
  for (const place of [host.cwd, own, ...listManagedVersions(host, PYTHON_GRAMMAR)]) {
    const found = findInstalledPackage(PYTHON_GRAMMAR, place);
    if (found !== null) return found;
  }
  return null;
}
