import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../cli/main.ts';
import type { ExecutorOverrides } from '../../harness/host.ts';
import { ROOT } from '../repository/read-repository-sources.ts';
import { createInMemoryHost } from './in-memory-host.ts';
import { withInProcessModuleReader } from './in-process-module-reader.ts';
import { createLockName, writeFiles } from './run-cli.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';
import { createScriptedExecutors, drawWallTimes } from './scripted-executors.ts';

interface InitOptions {
  readonly args?: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Executors in place of the real executors. */
  readonly executors?: ExecutorOverrides;
  /** Scenarios are read in the process of the test, and the program is started without a guard. */
  readonly isLight?: boolean;
  /** Name of the measurement lock; default: a unique name. */
  readonly lock?: string;
  /** Called with all of stderr so far whenever there is more. */
  readonly onError?: (text: string) => void;
  /** Packages installed in the project. */
  readonly packages?: readonly string[];
  /** True: a repository of git, in which all files are tracked unless ignored. */
  readonly isRepository?: boolean;
}

/** `init` in a project of these files. */
export async function runInit(
  files: Readonly<Record<string, string>>,
  {
    args = [],
    env: variables = {},
    executors,
    isLight = true,
    lock = createLockName(),
    onError,
    packages = [],
    isRepository = false,
  }: InitOptions = {},
) {
  const { host: made, written } = createInMemoryHost(executors === undefined ? {} : { executors });
  const err = (text: string): void => {
    made.terminal.err(text);
    onError?.(written.err);
  };
  const env = { ...made.env, PERF_HARNESS_LOCK: lock, ...variables };
  const host = { ...made, env, terminal: { ...made.terminal, err } };
  writeFiles(host.cwd, files);
  if (packages.length > 0) mkdirSync(join(host.cwd, 'node_modules'));
  for (const name of packages) {
    symlinkSync(join(ROOT, 'node_modules', name), join(host.cwd, 'node_modules', name));
  }
  if (isRepository) {
    execFileSync('git', ['init', '--quiet'], { cwd: host.cwd });
    execFileSync('git', ['add', '--all'], { cwd: host.cwd });
  }
  const code = await main(isLight ? withUnguardedGit(withInProcessModuleReader(host)) : host, [
    'init',
    ...args,
  ]);
  const read = (path: string): string => readFileSync(join(host.cwd, path), 'utf8');
  return { root: host.cwd, code, written, read };
}

/** Executors whose units succeed and start nothing. */
export const INSTANT_EXECUTORS = createScriptedExecutors(drawWallTimes(() => 5));

/** A `package.json` of ES modules. */
export const packageManifest = (text: object): string =>
  JSON.stringify({ type: 'module', ...text });
/** A server that listens on PORT. */
export const LISTENING_SERVER = `import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(PORT, () => console.log('up'));`;
