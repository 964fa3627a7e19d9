import { openSession, type Session } from '../api/open-session.ts';
import type { Host } from '../harness/host.ts';
import { EXIT, type ExitCode } from '../harness/model/exit-code.ts';
import { listenForInterrupt } from './interrupt.ts';
import { createProgress, type Progress } from './progress.ts';

/**
 * Does what a command does until it is done or the user interrupts, and gives its exit code. null:
 * the action was interrupted before there was anything to tell.
 */
export async function untilInterrupted(
  host: Host,
  action: (signal: AbortSignal) => Promise<ExitCode | null>,
): Promise<ExitCode> {
  const interrupt = listenForInterrupt(host);
  try {
    const code = await action(interrupt.signal);
    return interrupt.code() ?? code ?? EXIT.interrupted;
  } catch (error) {
    // Before the first pair there is nothing to keep, and nothing to say beside the code.
    if (interrupt.signal.aborted) return interrupt.code() ?? EXIT.interrupted;
    throw error;
  } finally {
    interrupt.dispose();
  }
}

/** Measures within a session, with its progress shown; both are ended on every way out. */
export async function measuring<T>(
  host: Host,
  signal: AbortSignal,
  action: (session: Session, progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = createProgress(host);
  const session = openSession(host, { signal, onProgress: progress.listen });
  try {
    return await action(session, progress);
  } finally {
    session.close();
    progress.end();
  }
}
