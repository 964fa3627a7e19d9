import { waitForAbort } from '../../host/wait-for-abort.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { CommandLine } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import { type CommandRunResult, readKernelMetrics } from './command-run-result.ts';
import type { CommandEnvironment } from './launcher/launcher-messages.ts';
import {
  type CommandLauncher,
  CommandLauncherExited,
  startCommandLauncher,
} from './start-command-launcher.ts';

export type SupervisedRun =
  | { readonly type: 'ran'; readonly result: CommandRunResult }
  /** This system does not let the launcher measure. */
  | { readonly type: 'no-accounting'; readonly reason: string };

/** Maintains one launcher for the units of an executor, and replaces it when it has exited. */
export interface CommandLauncherSupervisor {
  /** Starts the launcher ahead of the first run. */
  readonly warm: () => void;
  /** @throws UnitFailure if the start failed or the signal aborted; the command has then ended. */
  readonly run: (
    command: CommandLine,
    place: { readonly cwd: string; readonly env: CommandEnvironment; readonly signal: AbortSignal },
  ) => Promise<SupervisedRun>;
  /** Ends processes that runs left behind. Never throws. */
  readonly sweep: () => Promise<void>;
  /** Ends the launcher. Never throws. */
  readonly dispose: () => Promise<void>;
}

export function createCommandLauncherSupervisor(host: Host): CommandLauncherSupervisor {
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

  return {
    warm: () => {
      // A failure to start is reported by `run`.
      acquire().catch(() => undefined);
    },
    run: async (command, { cwd, env, signal }) => {
      const kept = await Promise.race([acquire(), waitForAbort(signal)]);
      if (kept === null) throw new UnitFailure({ reason: 'timeout', message: CUT_SHORT });
      if (kept instanceof CommandLauncherExited) {
        return { type: 'no-accounting', reason: `${NO_LAUNCHER} ${kept.message}`.trim() };
      }
      if (kept.accounting.type === 'none') {
        return { type: 'no-accounting', reason: kept.accounting.reason };
      }
      serial += 1;
      const own = serial;
      const asked = kept.ask({ type: 'run', command, cwd, env, serial: own });
      const answer = await Promise.race([orGone(asked), waitForAbort(signal)]);
      if (answer instanceof CommandLauncherExited || answer === null) {
        // A command that ended its launcher has ended as well; remaining processes are stopped now.
        await drop(kept);
        const output = shortenProgramOutput(await kept.errorOutput(own));
        throw new UnitFailure(
          answer === null
            ? { reason: 'timeout', message: CUT_SHORT, output }
            : { reason: 'exited', message: `${GONE} ${answer.message}`.trim(), output },
        );
      }
      if (answer.type === 'not-started') {
        const { message, remedy } = answer.problem;
        throw new UnitFailure({ reason: 'not-found', message, remedy });
      }
      if (answer.type !== 'ran') throw new TypeError(`unexpected response ${answer.type}`);
      const { run } = answer;
      hasLeftovers ||= run.left.length > 0;
      const { startedMs, wallMs, ended, left } = run;
      const output = (): Promise<string> => kept.errorOutput(own);
      return {
        type: 'ran',
        result: { startedMs, wallMs, ended, left, output, accounts: readKernelMetrics(run) },
      };
    },
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

/** Turns the end of the launcher into a value, since its meaning depends on the caller. */
function orGone<T>(asked: Promise<T>): Promise<T | CommandLauncherExited> {
  return asked.catch((error: unknown) => {
    if (error instanceof CommandLauncherExited) return error;
    throw error;
  });
}
