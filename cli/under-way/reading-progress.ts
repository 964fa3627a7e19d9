import type { Host } from '../../harness/host.ts';
import { formatQuantity } from '../../reports/scale.ts';

/** Nothing is said before reading has taken this long. */
const QUIET_MS = 2_000;
/** Between two lines: one that is written over, and one of its own. */
const AGAIN_MS = 500;
const LINE_EVERY_MS = 10_000;

/** Says on stderr how much of logs has been read. */
export interface ReadingProgress {
  readonly listen: (bytes: number) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

export function createReadingProgress({ clock, terminal }: Host): ReadingProgress {
  const startedMs = clock.monotonicMs();
  let [read, lastMs, isShown] = [0, startedMs, false];
  return {
    listen: (bytes) => {
      read += bytes;
      const nowMs = clock.monotonicMs();
      const everyMs = terminal.errIsTerminal ? AGAIN_MS : LINE_EVERY_MS;
      if (nowMs - startedMs < QUIET_MS || nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      const rate = read / ((nowMs - startedMs) / 1000);
      const text = `investigate: read ${formatQuantity(read, 'B')}, ${formatQuantity(rate, 'B')} a second`;
      terminal.err(terminal.errIsTerminal ? `\r\u001b[K${text}` : `${text}\n`);
      isShown = terminal.errIsTerminal;
    },
    end: () => {
      if (isShown) terminal.err('\r\u001b[K');
      isShown = false;
    },
  };
}
