import { display, type Host } from 'perf-harness/plugin';
import type { ReadingProgress } from '../read/read-log-files.ts';

/** Compressed files, whose size says little about their content. */
const PACKED = /\.(?:gz|zst)$/iu;

/**
 * Formats reading events as a progress line: amount, speed and remaining bytes.
 * @param logs - All files that will be read, in any order.
 */
export function createReadingProgress(
  host: Host,
  logs: readonly string[],
  say: (text: string) => void,
): (event: ReadingProgress) => void {
  const startedMs = host.clock.monotonicMs();
  const left = createBytesLeft(host, logs);
  let [read, place] = [0, 0];
  return (event) => {
    const bytes = left(event);
    if (event.kind === 'file') place += 1;
    else read += event.bytes;
    const seconds = Math.max(1, host.clock.monotonicMs() - startedMs) / 1000;
    const rate = read / seconds;
    const file = logs.length === 1 ? '' : `, file ${place} of ${logs.length}`;
    const rest =
      bytes === null || rate === 0
        ? ''
        : `; ${display.formatQuantity(bytes, 'B')} left, about ${display.formatDuration((bytes / rate) * 1000)}`;
    say(
      `investigate: ${display.formatQuantity(read, 'B')} read, ${display.formatQuantity(rate, 'B')}/s${file}${rest}`,
    );
  };
}

/**
 * Tracks the uncompressed bytes left to read, using the compression ratio of the files read before;
 * null: no ratio is known yet.
 */
function createBytesLeft(
  { files }: Host,
  logs: readonly string[],
): (event: ReadingProgress) => number | null {
  const sizes = new Map(logs.map((file) => [file, files.sizeOf(file)]));
  const waiting = { plain: 0, packed: 0 };
  for (const file of logs) waiting[kindOf(file)] += sizes.get(file) ?? 0;
  const unpacked = { from: 0, to: 0 };
  let current = { kind: kindOf(''), size: 0, read: 0 };
  return (event) => {
    if (event.kind === 'bytes') current.read += event.bytes;
    else {
      if (current.kind === 'packed') {
        unpacked.from += current.size;
        unpacked.to += current.read;
      }
      const [kind, size] = [kindOf(event.file), sizes.get(event.file) ?? 0];
      waiting[kind] -= size;
      current = { kind, size, read: 0 };
    }
    const arePacked = waiting.packed > 0 || current.kind === 'packed';
    if (arePacked && unpacked.from === 0) return null;
    const factor = arePacked ? unpacked.to / unpacked.from : 0;
    const own = current.kind === 'packed' ? current.size * factor : current.size;
    return waiting.plain + waiting.packed * factor + Math.max(0, own - current.read);
  };
}

function kindOf(file: string): 'plain' | 'packed' {
  return PACKED.test(file) ? 'packed' : 'plain';
}
