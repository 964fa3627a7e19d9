import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { builtCliPath } from './built-package-module-paths.ts';
import { createGitProject, type GitProject } from './git-project.ts';
import { writeFiles } from './run-cli.ts';

/** Rounds of work in a call, before and after the change of a pull request. */
export const WORK_ROUNDS = { before: 20, slower: 60 } as const;

/**
 * Returns a module whose function does this many rounds of real work: of a kind that runs in V8's
 * own code, so that it takes the same time however the surrounding function was optimized.
 */
export function jsonWorkModule(rounds: number): string {
  return `const text = JSON.stringify(Array.from({ length: 50 }, (_, index) => ({ index, name: 'x' })));
export function work() {
  let count = 0;
  for (let round = 0; round < ${rounds}; round += 1) count += JSON.parse(text).length;
  return count;
}
`;
}

/** Returns a scenario of that work, with short units and additional settings. */
export function jsonWorkScenario(more: string, name = 'work'): string {
  return `import { defineScenario } from 'perf-harness';
import { work } from '../lib/work.js';
export default defineScenario({
  name: '${name}', run: () => work(), warmup: '30 ms', duration: '30 ms', trials: 3, ${more}
});
`;
}

/** Creates a repository with perf-harness installed, one scenario, and a first commit on main. */
export function createJsonWorkloadRepository(scenario: string): GitProject {
  const project = createGitProject();
  const shim = join(project.root, 'node_modules/.bin/perf-harness');
  writeFiles(project.root, {
    'node_modules/.bin/perf-harness': `#!/bin/sh\nexec "${process.execPath}" "${builtCliPath()}" "$@"\n`,
  });
  chmodSync(shim, 0o755);
  project.commit('first', {
    '.gitignore': 'node_modules/\n.perf-harness/\n',
    'package.json': '{"name":"sample","type":"module"}\n',
    'lib/work.js': jsonWorkModule(WORK_ROUNDS.before),
    'scenarios/work.js': scenario,
  });
  return project;
}
