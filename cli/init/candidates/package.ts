import { join } from 'node:path';
import { firstFile } from '../detect-project.ts';
import type { ProjectAt } from '../project-at.ts';
import { commandScenarioText, loadScenarioText } from '../scenario-text.ts';
import { type Candidate, knownText } from './candidate.ts';

/** The commands that the package installs, asked for what every command tells. */
export function binCandidates({ manifest }: ProjectAt): readonly Candidate[] {
  const { bin, name = 'this package' } = manifest;
  const files = typeof bin === 'string' ? [[name, bin] as const] : Object.entries(bin ?? {});
  return files.flatMap(([command, file]) =>
    ['--version', '--help'].map((option) =>
      knownText(
        `the command "node ${file} ${option}"`,
        commandScenarioText(`${command} ${option}`, ['node', file, option]),
      ),
    ),
  );
}

/** The load of the package: as it is shipped, or of its sources. */
export function loadCandidates({ host, root, manifest }: ProjectAt): readonly Candidate[] {
  const { main, module, source, name = 'this package' } = manifest;
  const named = [exportedFile(manifest.exports), module, main, source].filter(
    (path) => path !== undefined,
  );
  const usual = firstFile(host.files, root, ['index', 'src/index', 'lib/index', 'main']);
  const paths = new Set(
    [...named, ...(usual === null ? [] : [usual])].map((path) => path.replace(/^\.\//u, '')),
  );
  // What is not built is left out unless there is nothing else to tell about.
  const there = [...paths].filter((path) => host.files.isFile(join(root, path)));
  return (there.length > 0 ? there : [...paths]).map((path) =>
    knownText(`the load of the package from ${path}`, loadScenarioText(name, path)),
  );
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
