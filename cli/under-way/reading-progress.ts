import type { Host } from '../../harness/host.ts';
import type { ReadingEvent } from '../../plugins/investigate/start-investigation.ts';
import { formatDuration, formatQuantity } from '../../reports/scale.ts';

/** Nothing is said before reading has taken this long. */
const QUIET_MS = 2_000;
/** Between two lines: one that is written over, and one of its own. */
const AGAIN_MS = 500;
const LINE_EVERY_MS = 10_000;
/** Only a guess of what is left hangs on it. */
const PACKED = /\.(?:gz|zst)$/iu;

/** Says on stderr how much of logs has been read, and what is left. */
export interface ReadingProgress {
  readonly listen: (event: ReadingEvent) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** @param logs - All that will be read, in any order. */
export function createReadingProgress(host: Host, logs: readonly string[]): ReadingProgress {
  const { clock, terminal } = host;
  const startedMs = clock.monotonicMs();
  const left = createBytesLeft(host, logs);
  let [read, place, lastMs, isShown] = [0, 0, startedMs, false];
  return {
    listen: (event) => {
      left.listen(event);
      if (event.kind === 'file') place += 1;
      else read += event.bytes;
      const nowMs = clock.monotonicMs();
      const everyMs = terminal.errIsTerminal ? AGAIN_MS : LINE_EVERY_MS;
      if (nowMs - startedMs < QUIET_MS || nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      const rate = read / ((nowMs - startedMs) / 1000);
      const file = logs.length === 1 ? '' : `, file ${place} of ${logs.length}`;
      const text = `investigate: ${formatQuantity(read, 'B')} read, ${formatQuantity(rate, 'B')}/s${file}${leftText(left.bytes(), rate)}`;
      terminal.err(terminal.errIsTerminal ? `\r\u001b[K${text}` : `${text}\n`);
      isShown = terminal.errIsTerminal;
    },
    end: () => {
      if (isShown) terminal.err('\r\u001b[K');
      isShown = false;
    },
  };
}

function leftText(bytes: number | null, rate: number): string {
  if (bytes === null || rate === 0) return '';
  return `; ${formatQuantity(bytes, 'B')} left, about ${formatDuration((bytes / rate) * 1000)}`;
}

interface BytesLeft {
  readonly listen: (event: ReadingEvent) => void;
  /** Unpacked; null: nothing tells yet how much packed files hold. */
  readonly bytes: () => number | null;
}

/** What is left to read, packed files by what those before them held for their size. */
function createBytesLeft({ files }: Host, logs: readonly string[]): BytesLeft {
  const sizes = new Map(logs.map((file) => [file, files.sizeOf(file)]));
  const waiting = { plain: 0, packed: 0 };
  for (const file of logs) waiting[kindOf(file)] += sizes.get(file) ?? 0;
  const unpacked = { from: 0, to: 0 };
  let current = { kind: kindOf(''), size: 0, read: 0 };
  return {
    listen: (event) => {
      if (event.kind === 'bytes') {
        current.read += event.bytes;
        return;
      }
      if (current.kind === 'packed') {
        unpacked.from += current.size;
        unpacked.to += current.read;
      }
      const size = sizes.get(event.file) ?? 0;
      const kind = kindOf(event.file);
      waiting[kind] -= size;
      current = { kind, size: event.isKnown ? 0 : size, read: 0 };
    },
    bytes: () => {
      const arePacked = waiting.packed > 0 || current.kind === 'packed';
      if (arePacked && unpacked.from === 0) return null;
      const factor = arePacked ? unpacked.to / unpacked.from : 0;
      const own = current.kind === 'packed' ? current.size * factor : current.size;
      return waiting.plain + waiting.packed * factor + Math.max(0, own - current.read);
    },
  };
}

function kindOf(file: string): 'plain' | 'packed' {
  return PACKED.test(file) ? 'packed' : 'plain';
}
