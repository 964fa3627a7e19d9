import { currentPlatform } from '../../host/platform/current-platform.ts';
import { createProcessSpec } from '../../host/process/create-process-spec.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { CommandLine } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import type { MetricReadings } from '../metric-readings.ts';
import { type CommandRunResult, noteOutlivingProcesses } from './command-run-result.ts';
import type { CommandEnvironment } from './launcher/launcher-messages.ts';

/**
 * Runs a command where the launcher is unavailable or cannot measure: like any other program of the
 * host, with event-loop latency in the wall time and without the kernel's resource accounting.
 * @param readingsOf - Returns other metrics of the ended process; undefined if it had no pid.
 * @throws UnitFailure if the command could not be started, or the signal aborted; the command has
 * ended by then.
 */
export async function runCommandWithoutLauncher(
  host: Host,
  command: CommandLine,
  place: { readonly cwd: string; readonly env: CommandEnvironment; readonly signal: AbortSignal },
  readingsOf: (pid: number | undefined) => MetricReadings,
): Promise<CommandRunResult> {
  const { cwd, env, signal } = place;
  const start = createProcessSpec(command);
  const started = host.clock.monotonicMs();
  const child = host.processes.start({
    ...start,
    cwd,
    env,
    stdout: 'ignore',
  });
  const onAbort = (): void => void child.stop();
  signal.addEventListener('abort', onAbort, { once: true });
  await child.ended;
  const wallMs = host.clock.monotonicMs() - started;
  // Surviving children may hold the output open; that wait is not part of the wall time.
  const exit = await child.exited;
  const left = child.members().map(nameOf);
  signal.removeEventListener('abort', onAbort);
  await child.stop(0);
  if (signal.aborted) {
    throw new UnitFailure({
      reason: 'timeout',
      message: 'interrupted while running',
      output: shortenProgramOutput(child.output()),
    });
  }
  if (exit.type === 'not-started') {
    throw new UnitFailure({
      reason: 'not-found',
      message: `${start.file} cannot be started: ${exit.error.message}.`,
      remedy: 'Install the program, fix its name, or specify its path.',
    });
  }
  return {
    startedMs: started,
    wallMs,
    ended: exit,
    accounts: { readings: readingsOf(child.pid), notes: noteOutlivingProcesses(left) },
    left,
    output: async () => child.output(),
  };
}

function nameOf(pid: number): string {
  return currentPlatform().processes.nameOf(pid) ?? 'a process';
}
