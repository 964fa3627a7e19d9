import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { pathInspector } from './path-inspector.ts';
import { readByteChunks, readTextChunks, splitLines } from './read-file-in-chunks.ts';
import { removeTree } from './remove-tree.ts';
import {
  type FileText,
  fillFolder,
  isSpecialFile,
  temporarySiblingPath,
  writeAtomic,
  writeTogether,
} from './write-files-atomically.ts';

/** Appends whole lines to a file; written lines survive a kill at any moment. */
export interface LineWriter {
  readonly write: (line: string) => void;
  /** Returns when written lines and the file's name would also survive a power failure. */
  readonly flush: () => void;
  readonly close: () => void;
}

/** Beginning and end of a file; they overlap in a short file. */
export interface FileHeadAndTail {
  readonly head: string;
  readonly tail: string;
}

/** Reads and writes files; disk errors become a `UserError` with operation and path. */
export interface Files {
  /** null if the file does not exist. */
  readonly read: (path: string) => string | null;
  /** Reads up to `bytes` from both ends, to identify a large file; null if it does not exist. */
  readonly readEnds: (path: string, bytes: number) => FileHeadAndTail | null;
  /** Parts of a text file of any size, gzip unpacked. @throws Error */
  readonly readParts: (path: string) => AsyncIterable<string>;
  /** The same in bytes, for binary content or content too large for a string. */
  readonly readByteParts: (path: string) => AsyncIterable<Uint8Array>;
  /** The same, line by line. The last line may lack its line end. */
  readonly readLines: (path: string) => AsyncIterable<string>;
  /** Sorted names in a folder; empty if it does not exist. */
  readonly list: (folder: string) => readonly string[];
  /** Sorted absolute file paths below a folder, without following links; `isLeftOut`: by name. */
  readonly below: (folder: string, isLeftOut: (name: string) => boolean) => readonly string[];
  /** Absolute paths that a glob pattern names, from a folder, sorted. */
  readonly glob: (pattern: string, folder: string) => readonly string[];
  /** Sorted absolute paths of a place in a configuration: a file, all of a pattern in a folder, or a glob. */
  readonly named: (place: string, root: string, inFolder: string) => readonly string[];
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** Resolves all symbolic links in a path; null if it does not exist or cannot be reached. */
  readonly realPath: (path: string) => string | null;
  /** True for a symbolic link, wherever it leads. */
  readonly isLink: (path: string) => boolean;
  /** True if this user may run the file as a program. */
  readonly isExecutable: (path: string) => boolean;
  /** Size of a file, bytes; 0 if it does not exist. */
  readonly sizeOf: (path: string) => number;
  /**
   * Writes a temporary sibling, flushes and renames it, in parts if large; links, pipes and devices
   * are written directly. Creates the folder.
   */
  readonly writeAtomic: (path: string, text: string | Iterable<string>) => void;
  /**
   * Writes several files in the same way: all are on disk before the first is renamed; a kill may
   * leave the last files unchanged.
   */
  readonly writeTogether: (texts: readonly FileText[]) => void;
  /** Creates a folder with files atomically; false if it exists, which is left unchanged. */
  readonly fillFolder: (folder: string, texts: Readonly<Record<string, string>>) => boolean;
  /** Writes binary content; it may be incomplete after a kill. */
  readonly writeBytes: (path: string, bytes: Uint8Array) => void;
  /** null if the file does not exist. */
  readonly readBytes: (path: string) => Uint8Array | null;
  /** Copies atomically, also between disks; creates the folder. */
  readonly copy: (from: string, to: string) => void;
  /** Moves atomically within one disk; creates the folder. */
  readonly move: (from: string, to: string) => void;
  /** Checks that a file could be written later, and leaves nothing behind. */
  readonly probeWritable: (path: string) => void;
  /** Opens for appending lines, makes the folder. */
  readonly appendLines: (path: string) => LineWriter;
  /** Removes a file, or a folder with its contents; it need not exist. */
  readonly remove: (path: string) => void;
  /** Does the same for leftovers; false if it cannot be removed, such as another user's. */
  readonly removeIfAllowed: (path: string) => boolean;
  readonly makeFolder: (path: string) => void;
}

export const files: Files = {
  read: (path) => orNull(path, 'read', () => fs.readFileSync(path, 'utf8')),
  readEnds: (path, bytes) => orNull(path, 'read', () => readEnds(path, bytes)),
  readParts: (path) => readTextChunks(path),
  readByteParts: (path) => readByteChunks(path),
  readLines: (path) => splitLines(readTextChunks(path)),
  list: (folder) => orNull(folder, 'read', () => fs.readdirSync(folder).sort()) ?? [],
  below: listFilesBelow,
  glob: (pattern, folder) =>
    translateFileErrors(folder, 'search', () =>
      fs
        .globSync(pattern, { cwd: folder, exclude: ['**/node_modules/**'] })
        .map((path) => resolve(folder, path))
        .sort(),
    ),
  named: (place, root, inFolder) => {
    const path = join(root, place);
    if (files.isFile(path)) return [path];
    return files.isFolder(path) ? files.glob(inFolder, path) : files.glob(place, root);
  },
  ...pathInspector,
  writeAtomic: (path, text) => translateFileErrors(path, 'write', () => writeAtomic(path, text)),
  writeTogether: (texts) =>
    translateFileErrors(dirname(texts[0]?.[0] ?? '.'), 'write', () => writeTogether(texts)),
  fillFolder: (folder, texts) =>
    translateFileErrors(folder, 'write', () => fillFolder(folder, texts)),
  writeBytes: (path, bytes) =>
    translateFileErrors(path, 'write', () => fs.writeFileSync(path, bytes)),
  readBytes: (path) => orNull(path, 'read', () => fs.readFileSync(path)),
  copy: (from, to) =>
    translateFileErrors(to, 'write', () => {
      fs.mkdirSync(dirname(to), { recursive: true });
      const beside = temporarySiblingPath(to);
      try {
        fs.copyFileSync(from, beside);
        fs.renameSync(beside, to);
      } catch (error) {
        fs.rmSync(beside, { force: true });
        throw error;
      }
    }),
  move: (from, to) =>
    translateFileErrors(to, 'write', () => {
      fs.mkdirSync(dirname(to), { recursive: true });
      fs.renameSync(from, to);
    }),
  probeWritable: (path) => translateFileErrors(path, 'write', () => probeWritable(path)),
  appendLines: (path) => appendLines(path),
  remove: (path) => translateFileErrors(path, 'remove', () => removeTree(path)),
  removeIfAllowed: (path) => {
    try {
      removeTree(path);
      return true;
    } catch {
      return false;
    }
  },
  makeFolder: (path) => {
    translateFileErrors(path, 'make', () => fs.mkdirSync(path, { recursive: true }));
  },
};

function readEnds(path: string, bytes: number): FileHeadAndTail {
  const descriptor = fs.openSync(path, 'r');
  try {
    const { size } = fs.fstatSync(descriptor);
    const part = (position: number): string => {
      const buffer = Buffer.alloc(Math.min(bytes, size));
      return buffer.toString(
        'utf8',
        0,
        fs.readSync(descriptor, buffer, 0, buffer.length, position),
      );
    };
    return { head: part(0), tail: part(Math.max(0, size - bytes)) };
  } finally {
    fs.closeSync(descriptor);
  }
}

function probeWritable(path: string): void {
  if (files.isFolder(path)) {
    throw Object.assign(new Error('EISDIR: the path is a folder'), { code: 'EISDIR' });
  }
  fs.mkdirSync(dirname(path), { recursive: true });
  if (isSpecialFile(path)) return;
  const probe = join(dirname(path), `.${basename(path)}.${process.pid}.probe`);
  fs.closeSync(fs.openSync(probe, 'wx'));
  fs.rmSync(probe);
}

function appendLines(path: string): LineWriter {
  const descriptor = translateFileErrors(path, 'write', () => {
    fs.mkdirSync(dirname(path), { recursive: true });
    return fs.openSync(path, 'a');
  });
  return {
    write: (line) =>
      translateFileErrors(path, 'write', () => fs.writeFileSync(descriptor, `${line}\n`)),
    flush: () =>
      translateFileErrors(path, 'write', () => {
        fs.fsyncSync(descriptor);
        flushFolder(dirname(path));
      }),
    close: () => fs.closeSync(descriptor),
  };
}

/** Flushes a folder, which stores the name of a new file. */
function flushFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    // Windows cannot open folders. The file itself is flushed either way.
  }
}

function orNull<T>(path: string, verb: string, action: () => T): T | null {
  return translateFileErrors(path, verb, () => {
    try {
      return action();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw error;
    }
  });
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space on that disk and run again.',
  EDQUOT: 'The disk quota is exhausted; free some space and run again.',
  EACCES: 'Give this user permission to write there, or choose another folder with --state-dir.',
  EPERM: 'Give this user permission to write there, or choose another folder with --state-dir.',
  EROFS: 'The file system is read-only; choose another folder with --state-dir.',
  ERR_STRING_TOO_LONG:
    'The file is too large to read at once. Pass the records of individual scenarios instead; `compare --replay` reads live comparisons of any size.',
};

/** Converts disk errors into an error with operation and path. */
export function translateFileErrors<T>(path: string, verb: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError({
      code: code === 'ENOSPC' ? 'disk-full' : 'file-access',
      message: `Cannot ${verb} ${path}: ${message.replace(/^[A-Z]+: /, '').replace(/, .*/, '')} (${code}).`,
      remedy: REMEDIES[code],
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/**
 * Returns sorted absolute paths of all files below. Links to folders, which may form cycles, and
 * unreadable folders are skipped.
 */
export function listFilesBelow(
  folder: string,
  isLeftOut: (name: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of entriesOf(at)) {
      if (isLeftOut(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else found.push(path);
    }
  }
  return found.sort();
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
