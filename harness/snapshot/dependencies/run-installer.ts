import { delimiter, dirname } from 'node:path';
import type { ExecResult } from '../../host/process/host-processes.ts';
import type { Host } from '../../host.ts';
import { isSuccessful } from '../git/run-git.ts';
import type { InstallCommand } from './install-command.ts';

/** An installation may take its time. */
export const INSTALL_TIMEOUT_MS = 600_000;

/** Failures of npm and pnpm are read, and within `npm run --silent` they would say nothing. */
export const INSTALLER_LOG_LEVEL = { npm_config_loglevel: 'notice' };

/** Environment in which a package manager runs. */
export interface InstallerContext {
  readonly cwd: string;
  /** The Node.js that is to load what is installed; null: that of perf-harness. */
  readonly nodePath: string | null;
  readonly signal: AbortSignal;
}

/** Runs a package manager, on the Node.js that will load what it builds. */
export async function runInstaller(
  host: Host,
  { argv, env }: InstallCommand,
  { cwd, nodePath, signal }: InstallerContext,
): Promise<ExecResult> {
  signal.throwIfAborted();
  const [file, ...args] = argv;
  // Package managers may lie beside the Node.js of perf-harness.
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
  /** The package that npm fetched, since the package manager is not on the PATH; null: none. */
  readonly fetched: string | null;
}

/** Fetches a missing package manager by npm, where it can. @param npmPackage - To fetch; null: nothing. */
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
    // Apart from the installation: that it could not be fetched is no failure of what it installs.
    const asked = await byNpm([program, '--version'], command.env);
    if (!isSuccessful(asked)) return { result, fetched: null };
    return { result: await byNpm(command.argv, command.env), fetched: npmPackage };
  };
}

/** True if there is no such program. */
export function isProgramMissing({ exit }: ExecResult): boolean {
  return exit.type === 'not-started' && exit.error.code === 'ENOENT';
}
