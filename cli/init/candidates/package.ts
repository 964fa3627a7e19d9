import { join } from 'node:path';
import { firstFile } from '../detect-project.ts';
import type { ProjectAt } from '../project-at.ts';
import { commandScenarioText, loadScenarioText } from '../scenario-text.ts';
import { type Candidate, knownText } from './candidate.ts';

/** The commands that the packages install, asked for what every command tells. */
export function binCandidates({ packages }: ProjectAt): readonly Candidate[] {
  return packages.flatMap(({ folder, manifest: { bin, name = 'this package' } }) => {
    const files = typeof bin === 'string' ? [[name, bin] as const] : Object.entries(bin ?? {});
    return files.flatMap(([command, path]) => {
      const file = folder + path.replace(/^\.\//u, '');
      return ['--version', '--help'].map((option) =>
        knownText(
          `the command "node ${file} ${option}"`,
          commandScenarioText(`${command} ${option}`, ['node', file, option]),
        ),
      );
    });
  });
}

/** The load of the packages: as they are shipped, or of their sources. */
export function loadCandidates({ host, root, packages }: ProjectAt): readonly Candidate[] {
  const { files } = host;
  return packages.flatMap(({ folder, manifest }) => {
    const { main, module, source, name = 'this package' } = manifest;
    const named = [exportedFile(manifest.exports), module, main, source].filter(
      (path) => path !== undefined,
    );
    const usual = firstFile(files, join(root, folder), ['index', 'src/index', 'lib/index', 'main']);
    const paths = [...named, ...(usual === null ? [] : [usual])].map(
      (path) => folder + path.replace(/^\.\//u, ''),
    );
    // What is not built is left out unless there is nothing else to tell about.
    const there = paths.filter((path) => files.isFile(join(root, path)));
    return [...new Set(there.length > 0 ? there : paths)].map((path) =>
      knownText(`the load of the package from ${path}`, loadScenarioText(name, path)),
    );
  });
}

/** Where nothing of the project can be measured because there is nothing. */
export function emptyCandidate(): Candidate {
  return knownText(
    'the start of Node.js',
    commandScenarioText('node start-up', ['node', '-e', '0']),
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
