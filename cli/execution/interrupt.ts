import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';

/** An interrupt that may come at any time. */
export interface Interrupt {
  /** Aborts at the first signal: what is under way ends, then what was measured is saved. */
  readonly signal: AbortSignal;
  /** The exit code that the signal stands for; null where none came. */
  readonly code: () => ExitCode | null;
  readonly dispose: () => void;
}

/** Two signals that close together are one key. */
const SAME_MS = 300;

/**
 * The first signal ends the run in order; a second one ends every process that was started and
 * leaves at once.
 */
export function listenForInterrupt(host: Host): Interrupt {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  let firstMs = 0;
  const dispose = host.signals.onEnd((signal) => {
    if (code !== null) {
      // npm passes on the signal that the terminal has sent to everybody already.
      if (host.clock.monotonicMs() - firstMs < SAME_MS) return;
      void host.processes.stopAll().finally(() => process.exit(code ?? EXIT.interrupted));
      return;
    }
    firstMs = host.clock.monotonicMs();
    code = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    host.terminal.err('\nEnding; what was measured is being saved. Again to leave at once.\n');
    controller.abort();
  });
  return {
    signal: controller.signal,
    code: () => code,
    // After a signal it stays until the process is over: one that npm passes on late would kill it
    // by default while it writes what was measured.
    dispose: () => {
      if (code === null) dispose();
    },
  };
}
