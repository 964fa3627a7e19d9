import { join } from 'node:path';
import { createFilesMatcher, parseTsconfig } from 'get-tsconfig';
import type { Files } from '../../harness/host/files.ts';
import { readPackageJson } from './workspace-packages.ts';

export type ScenarioExtension = 'ts' | 'mts' | 'mjs';

/**
 * Ending of a project's scenario, less the dot. TypeScript where the project has it and its own build leaves the file out:
 * compiled along, it would move what the build writes. `.mts` where a `.ts` file would be CommonJS.
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
        // One that cannot be read compiles nothing.
        return false;
      }
    });
}
