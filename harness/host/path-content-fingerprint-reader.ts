import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { hashFile } from './folder-tree-operations.ts';

/** State of a path as a program can observe it, except for times and numbers of the disk. */
export interface PathState {
  /** other: neither file nor folder, or not inspectable, so that its content is unpredictable. */
  readonly kind: 'file' | 'folder' | 'missing' | 'other';
  /** Absolute path with all links resolved; for a missing path, the target of a broken link. */
  readonly real: string | null;
  /** File: fingerprint of its bytes and its executable bit. Folder: the names in it. */
  readonly content: string;
}

/** Inspects paths; each file is read once as long as its size and time do not change. */
export interface PathStateReader {
  /** @param isListing - True if the names in a folder matter. */
  readonly of: (path: string, isListing: boolean) => PathState;
  /** Returns the kind without the content. */
  readonly kindOf: (path: string) => PathState['kind'];
  /** Version, module lookup and loading fields of a package.json; whole text if not JSON. */
  readonly meaningOf: (path: string) => string;
}

/** All that Node.js, and the loader of sources, go by. */
const OF_LOADING = ['name', 'type', 'main', 'module', 'exports', 'imports'] as const;

/** Creates an inspector for one command; nothing is cached beyond that. */
export function createPathStateReader(): PathStateReader {
  const hashes = new Map<string, string>();
  const meanings = new Map<string, string>();
  const hash = (path: string, { size, mtimeMs, ino }: fs.Stats): string => {
    const key = JSON.stringify([path, size, mtimeMs, ino]);
    const known = hashes.get(key) ?? hashFile(path);
    hashes.set(key, known);
    return known;
  };
  return {
    of: (path, isListing) => {
      try {
        return look(path, isListing, hash);
      } catch (error) {
        return { kind: kindOfTrouble(error), real: null, content: '' };
      }
    },
    kindOf: (path) => {
      try {
        return kindOf(fs.statSync(path, { throwIfNoEntry: false }));
      } catch (error) {
        return kindOfTrouble(error);
      }
    },
    meaningOf: (path) => {
      const known = meanings.get(path) ?? meaning(path);
      meanings.set(path, known);
      return known;
    },
  };
}

function meaning(path: string): string {
  let text = '';
  try {
    text = fs.readFileSync(path, 'utf8');
    const manifest = JSON.parse(text) as Record<string, unknown>;
    const version = path.includes('/node_modules/') ? manifest.version : null;
    return JSON.stringify([version, ...OF_LOADING.map((key) => manifest[key])]);
  } catch {
    return text;
  }
}

function look(
  path: string,
  isListing: boolean,
  hash: (path: string, stat: fs.Stats) => string,
): PathState {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  const kind = kindOf(stat);
  if (stat === undefined) return { kind, real: heldBy(path), content: '' };
  const real = fs.realpathSync.native(path);
  if (kind === 'folder') return { kind, real, content: isListing ? namesIn(path) : '' };
  if (kind !== 'file') return { kind, real, content: '' };
  const mayRun = (stat.mode & 0o100) !== 0;
  return { kind, real, content: `${hash(path, stat)} ${mayRun}` };
}

function kindOf(stat: fs.Stats | undefined): PathState['kind'] {
  if (stat === undefined) return 'missing';
  if (stat.isFile()) return 'file';
  return stat.isDirectory() ? 'folder' : 'other';
}

/** A path below a file instead of a folder counts as missing. */
function kindOfTrouble(error: unknown): PathState['kind'] {
  return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? 'missing' : 'other';
}

/** Returns a broken link's target; else the folder that would contain the path, links followed. */
function heldBy(path: string): string | null {
  const link = fs.lstatSync(path, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) return fs.readlinkSync(path);
  try {
    return fs.realpathSync.native(dirname(path));
  } catch {
    return null;
  }
}

function namesIn(folder: string): string {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  // Sorted, since the order on disk may differ in another folder.
  return JSON.stringify(entries.map((entry) => [entry.name, typeOf(entry)]).sort());
}

function typeOf(entry: fs.Dirent): string {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}
