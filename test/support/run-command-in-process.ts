/**
 * Runs the command line in the test's process: arguments in; output, files and exit code out. Its
 * output, verdicts and files are the same as in a separate process, at a tenth of the cost. Tests
 * of signals, kills, lost output and other users use `startCli`.
 */
import { main } from '../../cli/main.ts';
import { createHost, type ExecutorOverrides, type Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { withInProcessAuditors } from './in-process-auditors.ts';
import { withInProcessModuleReader } from './in-process-module-reader.ts';
import { CLI_TEST_VARIABLES, createLockName, environmentOutsideNpm } from './run-cli.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';

export interface CommandOptions {
  readonly cwd: string;
  /** Over the environment of the test; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Executors in place of the real executors; see `scriptedExecutors`. */
  readonly executors?: ExecutorOverrides;
  /**
   * Reads scenarios and runs auditors in the test's process too, and starts git without a guardian.
   * For scenarios that only define something. Default: true if executors are given.
   */
  readonly isLight?: boolean;
  /** Overrides of this machine's host. */
  readonly host?: Partial<Host>;
}

export interface CommandResult {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line to its end. */
export async function runCommandInProcess(
  args: readonly string[],
  { cwd, env = {}, executors, isLight = executors !== undefined, host: changes }: CommandOptions,
): Promise<CommandResult> {
  let out = '';
  let err = '';
  const real = createHost({
    cwd,
    env: {
      ...environmentOutsideNpm(),
      ...CLI_TEST_VARIABLES,
      PERF_HARNESS_LOCK: createLockName(),
      ...env,
    },
  });
  const host: Host = {
    ...real,
    // The folder that Node.js would use in a separate process.
    temporaryFolder: env.TMPDIR ?? real.temporaryFolder,
    // The test runner's own flags do not belong to a command.
    system: { ...real.system, execArgv: [] },
    // The guardian belongs to the test worker: starting another costs a process, and it ends with
    // the worker.
    processes: { ...real.processes, close: real.processes.stopAll },
    terminal: {
      ...real.terminal,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      lost: () => null,
      canAsk: false,
      outIsTerminal: false,
      errIsTerminal: false,
      width: 80,
      errWidth: 80,
      color: false,
    },
    ...(executors !== undefined && { executors }),
    ...changes,
  };
  const isPlain = !isLight || changes?.processes !== undefined;
  const light = isPlain
    ? host
    : withInProcessAuditors(withUnguardedGit(withInProcessModuleReader(host)));
  const code = await main(light, args);
  return { code, out, err };
}
