import type { Host } from '../../host.ts';
import type { CommandLine } from '../../model/scenario/scenario.ts';
import { observeResourceUsage } from '../probe/resource-usage.ts';
import { createCommandLauncherSupervisor } from './command-launcher-supervisor.ts';
import {
  type CommandRunResult,
  convertReportedUsage,
  unavailableResourceMetrics,
} from './command-run-result.ts';
import type { CommandEnvironment } from './launcher/launcher-messages.ts';
import { runCommandWithoutLauncher } from './run-command-without-launcher.ts';

/** Working directory, variables and abort signal of a run. */
export interface CommandRunContext {
  readonly cwd: string;
  readonly env: CommandEnvironment;
  readonly signal: AbortSignal;
}

/** Runs the command of one unit. */
export interface UnitCommandRunner {
  /** Variables added to the environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** @throws UnitFailure if the start failed or the signal aborted; the command has then ended. */
  readonly run: (command: CommandLine, place: CommandRunContext) => Promise<CommandRunResult>;
}

/** Runs commands and accounts for them, by the means of the platform. */
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
  return host.platform.commandAccounts === 'kernel' ? byLauncher(host) : byNode(host);
}

/** Runs commands through a launcher process, which reads the kernel's resource accounting. */
function byLauncher(host: Host): CommandRunner {
  const keeper = createCommandLauncherSupervisor(host);
  return {
    warm: keeper.warm,
    prepare: () => ({
      env: {},
      run: async (command, place) => {
        const result = await keeper.run(command, place);
        if (result.type === 'ran') return result.result;
        return runCommandWithoutLauncher(host, command, place, () =>
          unavailableResourceMetrics(result.reason),
        );
      },
    }),
    sweep: keeper.sweep,
    dispose: keeper.dispose,
  };
}

/** Command runner where each Node.js process of the command reports its resource usage at exit. */
function byNode(host: Host): CommandRunner {
  const nothing = async (): Promise<void> => undefined;
  const { title } = host.platform;
  return {
    warm: () => undefined,
    prepare: (folder, nodeOptions) => {
      const usage = observeResourceUsage(host.files, folder, nodeOptions);
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
