import { waitForAbort } from '../../host/wait-for-abort.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { CommandLine } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import { observeResourceUsage } from '../probe/program-observers.ts';
import {
  type CommandRunResult,
  convertReportedUsage,
  readKernelMetrics,
  unavailableResourceMetrics,
} from './command-run-result.ts';
import type { CommandEnvironment } from './launcher/launcher-messages.ts';
import { runCommandWithoutLauncher } from './run-command-without-launcher.ts';
import {
  type CommandLauncher,
  CommandLauncherExited,
  startCommandLauncher,
} from './start-command-launcher.ts';

export interface CommandRunContext {
  readonly cwd: string;
  readonly env: CommandEnvironment;
  readonly signal: AbortSignal;
}

export interface UnitCommandRunner {
  readonly env: Readonly<Record<string, string>>;
  /** @throws UnitFailure if the start failed or the signal aborted; the command has then ended. */
  readonly run: (command: CommandLine, place: CommandRunContext) => Promise<CommandRunResult>;
}

export interface CommandRunner {
  /** Starts slow parts ahead of the first run. */
  readonly warm: () => void;
  /**
   * @param folder - Exists until the last run has ended. @param
   * nodeOptions - `NODE_OPTIONS` as the command would have had it.
   */
  readonly prepare: (folder: string, nodeOptions: string | undefined) => UnitCommandRunner;
  /** Ends processes that runs left behind. Never throws. */
  readonly sweep: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export function createCommandRunner(host: Host): CommandRunner {
  return host.platform.commandAccounts === 'kernel' ? superviseLauncher(host) : byNode(host);
}

/**
 * Runs commands through a launcher process, which reads the kernel's resource accounting. One
 * serves all units, and is replaced when it has exited.
 */
function superviseLauncher(host: Host): CommandRunner {
  let launcher: Promise<CommandLauncher> | null = null;
  let serial = 0;
  let hasLeftovers = false;

  const acquire = async (): Promise<CommandLauncher | CommandLauncherExited> => {
    try {
      // No `await` may come between finding no launcher and starting one.
      const kept = launcher === null ? null : await launcher;
      if (kept !== null && !kept.isGone()) return kept;
      launcher = startCommandLauncher(host);
      return await launcher;
    } catch (error) {
      launcher = null;
      if (error instanceof CommandLauncherExited) return error;
      throw error;
    }
  };
  const drop = async (kept: CommandLauncher): Promise<void> => {
    launcher = null;
    hasLeftovers = false;
    await kept.stop();
  };
  const run: UnitCommandRunner['run'] = async (command, place) => {
    const { cwd, env, signal } = place;
    const withoutAccounts = (reason: string): Promise<CommandRunResult> =>
      runCommandWithoutLauncher(host, command, place, () => unavailableResourceMetrics(reason));
    const kept = await Promise.race([acquire(), waitForAbort(signal)]);
    if (kept === null) throw new UnitFailure({ reason: 'timeout', message: CUT_SHORT });
    if (kept instanceof CommandLauncherExited) {
      return withoutAccounts(`${NO_LAUNCHER} ${kept.message}`.trim());
    }
    if (kept.accounting.type === 'none') return withoutAccounts(kept.accounting.reason);
    serial += 1;
    const own = serial;
    const output = (): Promise<string> => kept.errorOutput(own);
    const asked = kept.ask({ type: 'run', command, cwd, env, serial: own });
    const answer = await Promise.race([orGone(asked), waitForAbort(signal)]);
    if (answer instanceof CommandLauncherExited || answer === null) {
      // A command that ended its launcher has ended as well; remaining processes are stopped now.
      await drop(kept);
      throw launcherLost(answer, shortenProgramOutput(await output()));
    }
    if (answer.type === 'not-started') {
      const { message, remedy } = answer.problem;
      throw new UnitFailure({ reason: 'not-found', message, remedy });
    }
    if (answer.type !== 'ran') throw new TypeError(`unexpected response ${answer.type}`);
    const { startedMs, wallMs, ended, left } = answer.run;
    hasLeftovers ||= left.length > 0;
    return { startedMs, wallMs, ended, left, output, accounts: readKernelMetrics(answer.run) };
  };

  return {
    warm: () => {
      // A failure to start is reported by `run`.
      acquire().catch(() => undefined);
    },
    prepare: () => ({ env: {}, run }),
    sweep: async () => {
      if (!hasLeftovers) return;
      hasLeftovers = false;
      const kept = await launcher?.catch(() => null);
      await kept?.ask({ type: 'sweep' }).catch(() => drop(kept));
    },
    dispose: async () => {
      const kept = await launcher?.catch(() => null);
      launcher = null;
      await kept?.stop();
    },
  };
}

const GONE = 'The command launcher process was terminated while this command ran.';
const NO_LAUNCHER = 'the command launcher process did not start:';
const CUT_SHORT = 'interrupted while the command was running';

/** @param exited - null if the signal aborted. */
function launcherLost(
  exited: CommandLauncherExited | null,
  output: string | undefined,
): UnitFailure {
  return new UnitFailure(
    exited === null
      ? { reason: 'timeout', message: CUT_SHORT, output }
      : { reason: 'exited', message: `${GONE} ${exited.message}`.trim(), output },
  );
}

/** Turns the end of the launcher into a value, since its meaning depends on the caller. */
function orGone<T>(asked: Promise<T>): Promise<T | CommandLauncherExited> {
  return asked.catch((error: unknown) => {
    if (error instanceof CommandLauncherExited) return error;
    throw error;
  });
}

/** Command runner where each Node.js process of the command reports its resource usage at exit. */
function byNode(host: Host): CommandRunner {
  const nothing = async (): Promise<void> => undefined;
  const { title } = host.platform;
  return {
    warm: () => undefined,
    prepare: (folder, nodeOptions) => {
      const usage = observeResourceUsage({ files: host.files, folder, nodeOptions });
      return {
        env: usage.env,
        run: (command, place) => {
          const end = usage.begin();
          return runCommandWithoutLauncher(host, command, place, (pid) =>
            convertReportedUsage(end(pid), title),
          );
        },
      };
    },
    // A plain run has ended its tree already.
    sweep: nothing,
    dispose: nothing,
  };
}
