import { createHash, hash } from 'node:crypto';
import { join } from 'node:path';
import { type Host, storage } from 'perf-harness/plugin';

/** Cached result of reading a file. */
interface KeptReading {
  /** Cached lines; null if there are none, or the file has changed. */
  readonly lines: readonly string[] | null;
  /**
   * Caches the result if the file is unchanged since it was opened. A full disk or an oversized
   * result does no harm: the file is read again.
   *
   * @param lines - Without line breaks. Consumed only while there is room.
   */
  readonly keep: (lines: Iterable<string>) => void;
}

/** Cache of what was read of large files, for commands that are resumed after an interruption. */
export interface ReadingsCache {
  /**
   * @param file - Absolute.
   * @param asked - Inputs of the reading other than the file and the program.
   */
  readonly open: (file: string, asked: string) => KeptReading;
  /** Number of opened files whose results are cached. */
  readonly count: () => number;
  /** Removes the entries opened, which are not needed once the command is done. */
  readonly remove: () => void;
}

/** Two changes of a file within a tick of the file system's clock are indistinguishable. */
const TICK_MS = 50;
/** Age at which a cached reading is dropped: incidents of last week are not resumed. */
const OLD_MS = 7 * 86_400_000;
/** Limits of one cached reading and of all, bytes; a typical one: a few hundred kilobytes. */
const LARGEST = 32 << 20;
const MOST_BYTES = 512 << 20;
const MOST_FILES = 4096;

/**
 * Opens the cache in the state folder and removes old entries. A file is identified by its path,
 * size, inode and times, as in the index of git, without reading it.
 *
 * @param readBy - Changes with the version of the reader.
 */
export function createReadingsCache(
  host: Host,
  stateFolder: string,
  readBy: string,
): ReadingsCache {
  const { files, clock } = host;
  const folder = join(stateFolder, 'readings');
  const opened = new Set<string>();
  const kept = new Set<string>();
  const room = clearOld(host, folder);
  return {
    open: (file, asked) => {
      const openedMs = clock.now().getTime();
      const { stamp, changedAtMs } = stampOf(file);
      const path = join(folder, `${hash('sha256', [readBy, asked, file, stamp].join('\0'))}.json`);
      opened.add(path);
      const lines = readWhole(host, path);
      if (lines !== null) kept.add(path);
      return {
        lines,
        keep: (fresh) => {
          const isSettled = changedAtMs < openedMs - TICK_MS && stampOf(file).stamp === stamp;
          if (!isSettled || room.files <= kept.size) return;
          try {
            files.writeAtomic(path, withSum(fresh, Math.min(LARGEST, room.bytes)));
          } catch {
            return;
          }
          room.bytes -= files.sizeOf(path);
          kept.add(path);
        },
      };
    },
    count: () => kept.size,
    remove: () => {
      for (const path of opened) files.removeIfAllowed(path);
    },
  };
}

/** Stamps the target of a link, whose times matter. */
function stampOf(file: string): ReturnType<typeof storage.stampFile> {
  return storage.stampFile(storage.resolveRealPath(file) ?? file);
}

/**
 * Yields the lines, and their hash as the last line.
 *
 * @throws RangeError where they exceed the room left.
 */
function* withSum(lines: Iterable<string>, room: number): Generator<string> {
  const sum = createHash('sha256');
  let left = room;
  for (const line of lines) {
    const text = `${line}\n`;
    left -= text.length;
    if (left < 0) throw new RangeError('the cache is full');
    sum.update(text);
    yield text;
  }
  yield sum.digest('hex');
}

/** Returns the lines; null if the file is missing, or its hash does not match. */
function readWhole({ files }: Host, path: string): readonly string[] | null {
  try {
    const text = files.read(path) ?? '';
    const end = text.lastIndexOf('\n') + 1;
    const whole = text.slice(0, end);
    if (end === 0 || hash('sha256', whole) !== text.slice(end)) return null;
    return whole.split('\n').slice(0, -1);
  } catch {
    return null;
  }
}

/** Removes old entries. @returns The room that is left. */
function clearOld({ files, clock }: Host, folder: string): { bytes: number; files: number } {
  storage.clearAbandoned(files, folder);
  const now = clock.now().getTime();
  const room = { bytes: MOST_BYTES, files: MOST_FILES };
  for (const name of files.list(folder)) {
    const path = join(folder, name);
    if (now - storage.readChangeTime(path) > OLD_MS) files.removeIfAllowed(path);
    else {
      room.bytes -= files.sizeOf(path);
      room.files -= 1;
    }
  }
  return room;
}
