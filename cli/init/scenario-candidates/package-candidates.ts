import { join } from 'node:path';
import { generateCommandScenario, generateModuleLoadScenario } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import { findFirstFile, resolveFile } from '../workspace-package-manifests-and-entry-files.ts';
import {
  type CommandArguments,
  createKnownCandidate,
  createScenarioText,
  type ProgramKind,
  type ScenarioCandidate,
  type ScenarioText,
} from './scenario-candidate.ts';

/** The load of the packages: as they are shipped, or of their sources. */
export function findModuleLoadCandidates(project: InspectedProject): readonly ScenarioCandidate[] {
  const { root, packages, build } = project;
  const { files } = project.host;
  return packages.flatMap(({ folder, manifest }) => {
    const { main, module, source, name = 'this package' } = manifest;
    const named = [exportedFile(manifest.exports), module, main, source].filter(
      (path) => path !== undefined,
    );
    const usual = findFirstFile(files, join(root, folder), [
      'index',
      'src/index',
      'lib/index',
      'main',
    ]);
    const paths = [...named, ...(usual === null ? [] : [usual])].map((path) => {
      const whole = folder + path.replace(/^\.\//u, '');
      return resolveFile(files, root, whole) ?? whole;
    });
    // Missing files that cannot be built are left out unless there are no others to report.
    const there = paths.filter((path) => build !== null || files.isFile(join(root, path)));
    return [...new Set(there.length > 0 ? there : paths)].map((path) =>
      createFileCandidate(project, path, 'load', {
        about: `the import of the package from ${path}`,
        textOf: (prepare) => generateModuleLoadScenario(name, path, prepare),
      }),
    );
  });
}

/** Returns the candidate that runs a file of the package, which may have to be built first. */
export function createFileCandidate(
  { host, root, build }: InspectedProject,
  file: string,
  program: ProgramKind,
  { about, textOf }: Pick<ScenarioCandidate, 'about'> & Pick<ScenarioText, 'textOf'>,
): ScenarioCandidate {
  const isThere = (): boolean => host.files.isFile(join(root, file));
  if (build === null) return createKnownCandidate(about, createScenarioText(textOf, { program }));
  const first = (prepare: CommandArguments | null) =>
    createScenarioText(textOf, { prepare, program });
  return {
    about,
    plan: async (signal) => {
      // An earlier build is reused here.
      if (isThere()) return { type: 'ready', first: first(null) };
      const problem = await build.run(signal);
      if (problem !== null) return { type: 'failed', problem };
      if (isThere()) return { type: 'ready', first: first(build.command) };
      return { type: 'failed', problem: `its build does not produce ${file}` };
    },
  };
}

/** Returns the fallback if the project has nothing to measure: the startup of Node.js. */
export function createFallbackCandidate(): ScenarioCandidate {
  const text = generateCommandScenario('node start-up', ['node', '-e', '0']);
  return createKnownCandidate(
    'the startup of Node.js',
    createScenarioText(() => text),
  );
}

/** The file that an import of the package gets, by `exports`. */
function exportedFile(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const conditions = exports as Readonly<Record<string, unknown>>;
  for (const key of ['.', 'node', 'import', 'default', 'require']) {
    const found = key in conditions ? exportedFile(conditions[key]) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
