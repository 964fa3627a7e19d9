import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';
import { listManagedVersions } from './find-tools-installed-by-doctor-command.ts';
import { findInstalledPackage, type InstalledPackage } from './installed-package.ts';

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
