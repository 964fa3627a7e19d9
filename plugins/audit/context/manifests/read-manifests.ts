import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import type { TextReader } from '../read-project-text-files.ts';
import { readCargo } from './cargo-manifest.ts';
import { readGoMod } from './go-mod-manifest.ts';
import type { Dependency, ManifestDependency } from './manifest-dependency.ts';
import { readPackageJson } from './package-json-manifest.ts';
import { readPyproject } from './pyproject-manifest.ts';
import { readRequirements } from './python-requirements-file.ts';

const KINDS: readonly (readonly [RegExp, (text: string) => readonly ManifestDependency[]])[] = [
  [/(?:^|\/)(?:requirements[\w.-]*\.txt|requirements\/[\w.-]+\.txt)$/u, readRequirements],
  [/(?:^|\/)pyproject\.toml$/u, readPyproject],
  [/(?:^|\/)package\.json$/u, readPackageJson],
  [/(?:^|\/)go\.mod$/u, readGoMod],
  [/(?:^|\/)Cargo\.toml$/u, readCargo],
];

/**
 * Returns all packages that the manifests of a project require. A manifest that cannot be parsed is
 * reported and contributes none.
 */
export function readManifests(
  files: readonly string[],
  read: TextReader,
  log: ContextLog,
): readonly Dependency[] {
  return files.flatMap((file) => {
    const parse = KINDS.find(([name]) => name.test(file))?.[1];
    const text = parse === undefined ? null : read(file);
    if (parse === undefined || text === null) return [];
    try {
      return parse(text).map((dependency) => ({ ...dependency, file }));
    } catch (error) {
      // The parser's message quotes the file, which may contain a password in a URL.
      log.unread(
        file,
        lineOf(error) ?? 1,
        'the file cannot be parsed, so its dependencies are unknown',
      );
      return [];
    }
  });
}

function lineOf(error: unknown): number | null {
  const isPlaced = typeof error === 'object' && error !== null && 'line' in error;
  return isPlaced && typeof error.line === 'number' ? error.line : null;
}
