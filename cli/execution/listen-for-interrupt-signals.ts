import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';

/** An interrupt that may arrive at any time. */
export interface Interrupt {
  /** Aborts at the first signal: work in progress ends, then results measured so far are saved. */
  readonly signal: AbortSignal;
  /** Exit code for the received signal; null if there was none. */
  readonly code: () => ExitCode | null;
  readonly dispose: () => void;
}

/** Two signals within this time count as one key press, milliseconds. */
const SAME_MS = 300;

/** Listens for signals: the first ends the run in order; a second kills all and exits at once. */
export function listenForInterrupt(host: Host): Interrupt {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  let firstMs = 0;
  const dispose = host.signals.onEnd((signal) => {
    if (code !== null) {
      // npm forwards the signal that the terminal has already sent to the whole process group.
      if (host.clock.monotonicMs() - firstMs < SAME_MS) return;
      void host.processes.stopAll().finally(() => process.exit(code ?? EXIT.interrupted));
      return;
    }
    firstMs = host.clock.monotonicMs();
    code = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    host.terminal.err(
      '\nStopping and saving the measurements so far. Interrupt again to quit at once.\n',
    );
    controller.abort();
  });
  return {
    signal: controller.signal,
    code: () => code,
    // After a signal, the listener remains until the process exits, since a late signal forwarded
    // by npm would otherwise kill it while it saves results.
    dispose: () => {
      if (code === null) dispose();
    },
  };
}
