/** Operations on whole folders: copy, list, link, move and fingerprint. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { translateFileErrors } from './file-operations.ts';

/** Entry of a folder; sockets, pipes and devices are left out. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
}

/** Number of files after which the event loop runs and an abort is noticed. */
const BATCH = 64;
/** Room for reading a file part by part. */
const PART = Buffer.alloc(1 << 20);

/** Returns the entries of a folder, sorted by name; empty where there is no such folder. */
export function listEntries(folder: string): readonly TreeEntry[] {
  return translateFileErrors(folder, 'read', () => {
    try {
      return fs.readdirSync(folder, { withFileTypes: true }).flatMap(toEntry).sort(byName);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      throw error;
    }
  });
}

/** Returns the kind of a path itself, a link not followed; null where there is nothing. */
export function readEntryKind(path: string): TreeEntry['kind'] | null {
  return translateFileErrors(path, 'read', () => {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) return 'link';
    if (stat?.isDirectory()) return 'folder';
    return stat?.isFile() ? 'file' : null;
  });
}

/**
 * Lists relative paths of files and links below, sorted, without following links. @param isLeftOut
 * - Returns true for names to skip, with their contents.
 */
export function listTree(root: string, isLeftOut: (name: string) => boolean): readonly string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const { name, kind } of listEntries(join(root, folder))) {
      if (isLeftOut(name)) continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'folder') visit(path);
      else found.push(path);
    }
  };
  visit('');
  return found;
}

/**
 * Copies files and links, sharing blocks where possible and preserving execute permissions; files
 * removed in the meantime are skipped.
 */
export async function copyTree(
  from: string,
  to: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const made = new Set<string>();
  for (const [index, path] of paths.entries()) {
    if (index % BATCH === 0) await turn();
    signal.throwIfAborted();
    const target = join(to, path);
    translateFileErrors(target, 'write', () => {
      const folder = dirname(target);
      if (!made.has(folder)) fs.mkdirSync(folder, { recursive: true });
      made.add(folder);
      copyOne(join(from, path), target);
    });
  }
}

/** Renames a folder atomically. The target must not exist. */
export function moveFolder(from: string, to: string): void {
  translateFileErrors(to, 'write', () => fs.renameSync(from, to));
}

/** Does the same unless another process was faster: then it returns false and changes nothing. */
export function moveFolderIfFree(from: string, to: string): boolean {
  return translateFileErrors(to, 'write', () => {
    try {
      fs.renameSync(from, to);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
  });
}

/** Writes a file that a crash may lose, not waiting for the disk; creates its folder. */
export function writeText(path: string, text: string): void {
  translateFileErrors(path, 'write', () => {
    fs.mkdirSync(dirname(path), { recursive: true });
    // A link there would lead the text elsewhere.
    fs.rmSync(path, { force: true });
    fs.writeFileSync(path, text, { flag: 'wx' });
  });
}

/** Creates a symbolic link, or if not permitted the closest equivalent; creates its folder. */
export function createLink(target: string, path: string): void {
  translateFileErrors(path, 'link', () => {
    fs.mkdirSync(dirname(path), { recursive: true });
    try {
      fs.symlinkSync(target, path);
    } catch (error) {
      // Windows lets only developers and administrators make links.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
      createUnprivilegedLink(target, path);
    }
  });
}

/** Creates a junction for a folder, which any Windows user may do; copies a file. */
export function createUnprivilegedLink(target: string, path: string): void {
  const place = resolve(dirname(path), target);
  if (fs.statSync(place).isDirectory()) fs.symlinkSync(place, path, 'junction');
  else fs.copyFileSync(place, path);
}

/** Returns the target of a symbolic link, as it is written in it. */
export function readLink(path: string): string {
  return translateFileErrors(path, 'read', () => fs.readlinkSync(path));
}

/** Resolves all links of a path; null if it does not exist. */
export function resolveRealPath(path: string): string | null {
  try {
    return fs.realpathSync(path);
  } catch {
    return null;
  }
}

/** Returns the modification time, milliseconds since the epoch; 0 if it does not exist. */
export function readChangeTime(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Sets the modification time to now. */
export function touch(path: string, now: Date): void {
  translateFileErrors(path, 'write', () => fs.utimesSync(path, now, now));
}

/** Computes a fingerprint of each file and link from its content and execute permission. */
export function fingerprintTree(
  root: string,
  paths: readonly string[],
): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, fingerprint(join(root, path))]));
}

/** Returns size and mtime by relative path: faster than fingerprints, enough to detect writes. */
export function stampTree(root: string): ReadonlyMap<string, string> {
  const paths = listTree(root, () => false);
  return new Map(paths.map((path) => [path, stamp(join(root, path))]));
}

function stamp(path: string): string {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '' : stampOf(stat);
}

function stampOf({ size, mtimeMs, ino }: fs.Stats): string {
  return `${size} ${mtimeMs} ${ino}`;
}

/** Returns a file's stamp and last state change, which nothing sets back; no links followed. */
export function stampFile(path: string): { readonly stamp: string; readonly changedAtMs: number } {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { stamp: '', changedAtMs: 0 };
  return { stamp: `${stampOf(stat)} ${stat.ctimeMs} ${stat.mode}`, changedAtMs: stat.ctimeMs };
}

function fingerprint(path: string): string {
  return translateFileErrors(path, 'read', () => {
    const stat = fs.lstatSync(path);
    if (stat.isSymbolicLink()) return `link ${fs.readlinkSync(path)}`;
    const kind = (stat.mode & 0o111) === 0 ? 'file' : 'program';
    return `${kind} ${hashFile(path)}`;
  });
}

/** Hashes in parts, since a file may be larger than memory. */
export function hashFile(path: string): string {
  const hash = createHash('sha256');
  const descriptor = fs.openSync(path, 'r');
  try {
    for (;;) {
      const length = fs.readSync(descriptor, PART);
      if (length === 0) return hash.digest('hex');
      hash.update(PART.subarray(0, length));
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

function copyOne(from: string, to: string): void {
  try {
    const stat = fs.lstatSync(from);
    if (stat.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(from), to);
    else if (stat.isFile()) fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || fs.lstatSync(from, { throwIfNoEntry: false }) !== undefined)
      throw error;
  }
}

function toEntry(entry: fs.Dirent): readonly TreeEntry[] {
  const { name } = entry;
  if (entry.isSymbolicLink()) return [{ name, kind: 'link' }];
  if (entry.isDirectory()) return [{ name, kind: 'folder' }];
  return entry.isFile() ? [{ name, kind: 'file' }] : [];
}

function byName(a: TreeEntry, b: TreeEntry): number {
  return a.name < b.name ? -1 : 1;
}
