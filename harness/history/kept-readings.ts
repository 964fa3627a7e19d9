import { hash } from 'node:crypto';
import { join } from 'node:path';
import { changedAt, realPath, stampFile } from '../host/trees.ts';
import type { Host } from '../host.ts';
import { clearAbandoned, readingsFolder } from './state-folder.ts';

/** What was read of one file before. */
interface KeptReading {
  /** null: nothing, or the file has changed since. */
  readonly text: string | null;
  /**
   * Keeps what was read of it now, where the file is still as it was when this was opened. It is no
   * loss where the disk is full: it is read anew.
   */
  readonly keep: (text: string) => void;
}

/** What was read of large files, for commands that go on after they were interrupted. */
export interface KeptReadings {
  /**
   * @param file - Absolute.
   * @param asked - What the outcome of reading it follows from, beside the file and the program.
   */
  readonly open: (file: string, asked: string) => KeptReading;
  /** How many of the files that were opened are kept. */
  readonly count: () => number;
  /** Removes what was opened, which nobody needs when the command is done. */
  readonly remove: () => void;
}

/** Two changes of a file within one tick of the file system's clock cannot be told apart. */
const TICK_MS = 50;
/** Nobody goes on with an incident of last week. */
const OLD_MS = 7 * 86_400_000;
/** Bounds of one reading and of all of them, bytes; a usual one takes a few hundred kilobytes. */
const LARGEST = 32 << 20;
const MOST_BYTES = 512 << 20;
const MOST_FILES = 4096;

/**
 * Opens what is kept in the state folder, and clears it of what is old. A file is known by its path,
 * size, inode and times, as in the index of git; none is read for it.
 *
 * @param readBy - Changes with the program that reads.
 */
export function openKeptReadings(host: Host, stateFolder: string, readBy: string): KeptReadings {
  const { files, clock } = host;
  const folder = readingsFolder(stateFolder);
  const opened = new Set<string>();
  const kept = new Set<string>();
  const room = clearOld(host, folder);
  return {
    open: (file, asked) => {
      const openedMs = clock.now().getTime();
      const { stamp, changedAtMs } = stampOf(file);
      const path = join(folder, `${hash('sha256', [readBy, asked, file, stamp].join('\0'))}.json`);
      opened.add(path);
      const text = readWhole(host, path);
      if (text !== null) kept.add(path);
      return {
        text,
        keep: (fresh) => {
          const isSettled = changedAtMs < openedMs - TICK_MS && stampOf(file).stamp === stamp;
          const fits =
            fresh.length <= LARGEST && fresh.length <= room.bytes && room.files > kept.size;
          if (!isSettled || !fits) return;
          try {
            files.writeAtomic(path, [hash('sha256', fresh), '\n', fresh]);
          } catch {
            return;
          }
          room.bytes -= fresh.length;
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

/** A link is as new as what it leads to. */
function stampOf(file: string): ReturnType<typeof stampFile> {
  return stampFile(realPath(file) ?? file);
}

/** null: there is none, or somebody else has written in it. */
function readWhole({ files }: Host, path: string): string | null {
  try {
    const text = files.read(path) ?? '';
    const [sum = '', start] = [text.slice(0, text.indexOf('\n')), text.indexOf('\n') + 1];
    const whole = text.slice(start);
    return start > 0 && hash('sha256', whole) === sum ? whole : null;
  } catch {
    return null;
  }
}

/** Removes what is old. @returns What there is still room for. */
function clearOld({ files, clock }: Host, folder: string): { bytes: number; files: number } {
  clearAbandoned(files, folder);
  const now = clock.now().getTime();
  const room = { bytes: MOST_BYTES, files: MOST_FILES };
  for (const name of files.list(folder)) {
    const path = join(folder, name);
    if (now - changedAt(path) > OLD_MS) files.removeIfAllowed(path);
    else {
      room.bytes -= files.sizeOf(path);
      room.files -= 1;
    }
  }
  return room;
}
