import type { SessionContext } from '../../api/project/lock-and-inspect-machine-for-measurement.ts';
import { withMeasurementSession } from '../../api/project/lock-and-inspect-machine-for-measurement.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { formatCliError } from '../output/format-cli-error.ts';
import { listenForInterrupt } from './listen-for-interrupt-signals.ts';
import { createProgressDisplay, type ProgressDisplay } from './measurement-progress-display.ts';

/**
 * Runs an action until it ends or the user interrupts it, and returns the exit code. null: the
 * action was interrupted before there was a result to report.
 */
export async function runUntilInterrupted(
  host: Host,
  action: (signal: AbortSignal) => Promise<ExitCode | null>,
): Promise<ExitCode> {
  const interrupt = listenForInterrupt(host);
  try {
    const code = await action(interrupt.signal);
    return interrupt.code() ?? code ?? EXIT.interrupted;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    // An operation cut off by the signal needs no message beside the exit code; lost results do.
    if (!isCutOff(error, interrupt.signal)) {
      if (!(error instanceof UserError)) throw error;
      host.terminal.err(formatCliError(error.message, error.remedy));
    }
    return interrupt.code() ?? EXIT.interrupted;
  } finally {
    interrupt.dispose();
  }
}

/** Runs a server until the user or the system stops it, and returns the exit code. */
export async function runUntilStopped(
  { signals }: Host,
  action: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const stopped = new AbortController();
  const dispose = signals.onEnd(() => stopped.abort());
  try {
    return await action(stopped.signal);
  } finally {
    dispose();
  }
}

/** True if an error is only the effect of the signal. */
function isCutOff(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}

/**
 * Measures within a session and shows the progress; both are closed even if the action throws.
 * @param command - Name of the command, shown to processes that wait for it: `compare`.
 */
export async function measureWithProgress<T>(
  host: Host,
  command: string,
  signal: AbortSignal,
  action: (measuring: SessionContext, progress: ProgressDisplay) => Promise<T>,
): Promise<T> {
  const progress = createProgressDisplay(host);
  const label = `perf-harness ${command}`;
  const watching = { signal, onProgress: progress.listen };
  return withMeasurementSession(host, { label, ...watching }, (session) =>
    action({ session, ...watching, onSnapshot: progress.snapshot }, progress),
  ).finally(progress.end);
}
