import { delimiter, dirname } from 'node:path';
import type { ExecResult } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import { isSuccessful } from '../git/run-git.ts';
import type { InstallCommand } from './install-command.ts';

/** Long, since installations may be slow. */
export const INSTALL_TIMEOUT_MS = 600_000;

/**
 * Log level at which npm and pnpm print their failures, which are parsed; within `npm run --silent`
 * they would print nothing.
 */
export const INSTALLER_LOG_LEVEL = { npm_config_loglevel: 'notice' };

/** Environment in which a package manager runs. */
export interface InstallerContext {
  readonly cwd: string;
  /** Node.js that will load the installed packages; null: that of perf-harness. */
  readonly nodePath: string | null;
  readonly signal: AbortSignal;
}

/** Runs a package manager on the Node.js that will load what it builds. */
export async function runInstaller(
  host: Host,
  { argv, env }: InstallCommand,
  { cwd, nodePath, signal }: InstallerContext,
): Promise<ExecResult> {
  signal.throwIfAborted();
  const [file, ...args] = argv;
  // Package managers may be next to the Node.js of perf-harness.
  const nodes = [nodePath, host.system.execPath].filter((path) => path !== null);
  const folders = nodes.map((path) => dirname(path));
  const result = await host.processes.exec({
    file,
    args,
    cwd,
    env: {
      PATH: [...folders, host.env.PATH ?? ''].join(delimiter),
      ...INSTALLER_LOG_LEVEL,
      ...env,
    },
    timeoutMs: INSTALL_TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  return result;
}

/** Result of running a package manager. */
export interface InstallerResult {
  readonly result: ExecResult;
  /** Package fetched by npm because the package manager is not on the PATH; null if none was. */
  readonly fetched: string | null;
}

/**
 * Returns an installer that fetches a missing package manager through npm if possible. @param
 * npmPackage - Package to fetch; null: none.
 */
export function createFetchingInstaller(
  host: Host,
  npmPackage: string | null,
  place: InstallerContext,
): (command: InstallCommand) => Promise<InstallerResult> {
  const byNpm = (argv: readonly string[], env: InstallCommand['env']): Promise<ExecResult> => {
    const fetching = ['exec', '--yes', `--package=${npmPackage}`, '--', ...argv];
    return runInstaller(host, { argv: ['npm', ...fetching], env }, place);
  };
  return async (command) => {
    const result = await runInstaller(host, command, place);
    if (!isProgramMissing(result) || npmPackage === null) return { result, fetched: null };
    const [program] = command.argv;
    // Separate from the installation, since failing to fetch the package manager is not a failure
    // of the installation.
    const asked = await byNpm([program, '--version'], command.env);
    if (!isSuccessful(asked)) return { result, fetched: null };
    return { result: await byNpm(command.argv, command.env), fetched: npmPackage };
  };
}

export function isProgramMissing({ exit }: ExecResult): boolean {
  return exit.type === 'not-started' && exit.error.code === 'ENOENT';
}
