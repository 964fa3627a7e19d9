import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtCliPath } from './built-package-module-paths.ts';

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
}

/** A command line that runs, for tests that interrupt or watch it. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly err: () => string;
  readonly result: Promise<CliResult>;
}

/** Creates a project with these files in a new folder. */
export function createProject(
  files: Readonly<Record<string, string>> = {},
  folder = 'project',
): string {
  const root = join(mkdtempSync(join(tmpdir(), 'perf-harness-test-')), folder);
  mkdirSync(root, { recursive: true });
  writeFiles(root, { 'package.json': '{"type":"module"}', ...files });
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Lock names are unique: tests say nothing about speed and need not wait for others. */
let locks = 0;
export function createLockName(): string {
  locks += 1;
  return `test-${process.pid}-${locks}`;
}

/** Environment variables of the command line in tests. */
export const CLI_TEST_VARIABLES = {
  GITHUB_STEP_SUMMARY: undefined,
  // Explanations are enabled by their own tests only; elsewhere they would take half a minute each
  // time.
  PERF_HARNESS_NO_EXPLAIN: '1',
} as const;

/**
 * Returns the environment without the variables that the npm or npx running the tests sets: they
 * belong to that program, and the command line names itself after them.
 */
export function environmentOutsideNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !SET_BY_NPM.test(name)));
}
const SET_BY_NPM =
  /^npm_(?:package|lifecycle|command|execpath|node_execpath|config_local_prefix)|^INIT_CWD$/;

export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(process.execPath, [builtCliPath(), ...args], {
    cwd: options.cwd,
    env: {
      ...environmentOutsideNpm(),
      ...CLI_TEST_VARIABLES,
      PERF_HARNESS_LOCK: createLockName(),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid !== undefined && { uid: options.uid, gid: options.gid }),
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { child, err: () => err, result };
}

export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).result;
}

/** Names in the folder of records. */
export function listRecordFiles(root: string): readonly string[] {
  try {
    return readdirSync(join(root, '.perf-harness', 'runs')).sort();
  } catch {
    return [];
  }
}

/** Returns the process ids of all descendants with this variable, except zombies. */
export function findProcessesByVariable(variable: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && carries(pid, variable));
}

function carries(pid: number, variable: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(variable);
  } catch {
    return false;
  }
}
