import { join } from 'node:path';
import { createFilesMatcher, parseTsconfig } from 'get-tsconfig';
import type { Files } from '../../harness/host/file-operations.ts';
import { readPackageJson } from './workspace-package-manifests-and-entry-files.ts';

export type ScenarioExtension = 'ts' | 'mts' | 'mjs';

/**
 * Returns the file extension of a project's scenario, without the dot: TypeScript if the project
 * uses it and its own build excludes the file, since compiling it too would shift the build's
 * output paths. `.mts` where a `.ts` file would be CommonJS.
 */
export function chooseScenarioExtension(
  files: Pick<Files, 'isFile' | 'read' | 'list'>,
  root: string,
): ScenarioExtension {
  if (!files.isFile(join(root, 'tsconfig.json'))) return 'mjs';
  const ending = readPackageJson(files, root).type === 'module' ? 'ts' : 'mts';
  return findCompilingTsconfigs(files, root, ending).length === 0 ? ending : 'mjs';
}

/** The tsconfigs of a project that would compile its scenarios or its configuration, by their names. */
export function findCompilingTsconfigs(
  files: Pick<Files, 'list'>,
  root: string,
  ending: ScenarioExtension,
): readonly string[] {
  const written = [`scenarios/first.${ending}`, `perf-harness.config.${ending}`];
  return files
    .list(root)
    .filter((name) => /^tsconfig.*\.json$/u.test(name))
    .filter((name) => {
      const path = join(root, name);
      try {
        const matches = createFilesMatcher({ path, config: parseTsconfig(path) });
        return written.some((file) => matches(join(root, file)) !== undefined);
      } catch {
        // An unreadable tsconfig compiles nothing.
        return false;
      }
    });
}
