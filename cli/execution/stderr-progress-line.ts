import type { Host } from '../../harness/host.ts';

/** Delay before the first progress output of a command. */
export const PROGRESS_DELAY_MS = 2_000;
/** Minimum time between two lines without a terminal. */
export const PROGRESS_LINE_INTERVAL_MS = 10_000;
/** The same for a line that is overwritten. */
const AGAIN_MS = 500;

/** A line of progress on standard error. */
interface TextProgress {
  /** Replaces the line, unless the last update was too recent. */
  readonly say: (text: string) => void;
  /** Removes the line. */
  readonly end: () => void;
}

export function createStderrProgressLine({ clock, terminal }: Host): TextProgress {
  const startedMs = clock.monotonicMs();
  let [lastMs, isShown] = [startedMs, false];
  return {
    say: (text) => {
      const nowMs = clock.monotonicMs();
      const everyMs = terminal.errIsTerminal ? AGAIN_MS : PROGRESS_LINE_INTERVAL_MS;
      if (nowMs - startedMs < PROGRESS_DELAY_MS || nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      terminal.err(terminal.errIsTerminal ? `\r\u001b[K${text}` : `${text}\n`);
      isShown = terminal.errIsTerminal;
    },
    end: () => {
      if (isShown) terminal.err('\r\u001b[K');
      isShown = false;
    },
  };
}
