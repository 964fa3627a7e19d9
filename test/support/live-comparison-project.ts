import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommittedProject, type GitProject } from './git-project.ts';
import { type CliResult, type RunningCli, startCli } from './run-cli.ts';
import {
  type CommandOptions,
  type CommandResult,
  runCommandInProcess,
} from './run-command-in-process.ts';

/** A repository with code under test and one scenario, for live comparisons. */
export interface LiveProject extends GitProject {
  readonly cache: string;
  /** Starts a command in a separate process. */
  readonly start: (
    args: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
  ) => RunningCli;
  /** The same, to its end. */
  readonly perf: (
    args: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
  ) => Promise<CliResult>;
  /** A command in the process of the test, by default at the top of the repository. */
  readonly command: (
    args: readonly string[],
    options?: Partial<CommandOptions>,
  ) => Promise<CommandResult>;
  /** Snapshots that lie in the cache. */
  readonly snapshots: () => readonly string[];
}

/** Work that takes a fraction of a millisecond, `rounds` times. */
export function workModule(rounds: number): string {
  return `export function work() {
  let sum = 0;
  for (let index = 0; index < ${rounds}; index += 1) sum += Math.sqrt(index) % 7;
  return sum;
}
`;
}

/** Short units: these tests are about the path, not about the numbers. */
export const WORK_SCENARIO = `import { defineScenario } from 'perf-harness';
import { work } from '../src/work.js';
export default defineScenario({ name: 'work', duration: '20 ms', warmup: '10 ms', run: work });
`;

/** Clears the variables of CI services that would name another base. */
const NO_BASE = { GITHUB_BASE_REF: undefined, CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined };

/** Creates a repository with one commit on `main`, whose cache is separate from the user's. */
export function createLiveProject(files: Readonly<Record<string, string>> = {}): LiveProject {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const project = createCommittedProject('first', {
    'package.json': '{"type":"module"}',
    '.gitignore': 'node_modules\n.perf-harness\n',
    'src/work.js': workModule(2_000),
    'scenarios/work.ts': WORK_SCENARIO,
    ...files,
  });
  const start: LiveProject['start'] = (args, env = {}) =>
    startCli(args, { cwd: project.root, env: { PERF_HARNESS_CACHE: cache, ...env } });
  const folder = join(cache, 'snapshots');
  return {
    ...project,
    cache,
    start,
    perf: (args, env) => start(args, env).result,
    command: (args, { env, ...options } = {}) =>
      runCommandInProcess(args, {
        cwd: project.root,
        ...options,
        env: { PERF_HARNESS_CACHE: cache, ...NO_BASE, ...env },
      }),
    snapshots: () => (existsSync(folder) ? readdirSync(folder) : []),
  };
}
