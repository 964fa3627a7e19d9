import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isOwnWork } from '../../loader/own-work.ts';
import { isCalledByNode } from './called-by-node.ts';
import type { SeenInputs } from './seen-inputs.ts';
import { watchMembers } from './watched.ts';

/** What tells which names a folder holds. */
const LISTING = ['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync'];
/** What tells more of a file than its content: when it was changed, which differs in any two copies. */
const STATE = [
  'stat',
  'statSync',
  'lstat',
  'lstatSync',
  'fstat',
  'fstatSync',
  'statfs',
  'statfsSync',
];
/** What tells of later changes. */
const WATCHING = ['watch', 'watchFile'];
/** What changes a file that is open already, which no permission is asked for. */
const BY_DESCRIPTOR = [
  'fchmod',
  'fchmodSync',
  'fchown',
  'fchownSync',
  'ftruncate',
  'ftruncateSync',
  'futimes',
  'futimesSync',
];
/** What Node.js does in JavaScript, step by step, unseen. */
const REAL_PATH = ['realpath', 'realpathSync'];

/** Follows what is asked of the file system beyond paths, which are seen below it. */
export function watchFiles(seen: SeenInputs): void {
  const { promises } = fs;
  for (const owner of [fs, promises]) {
    watchMembers(owner, LISTING, () => seen.listing());
    watchMembers(owner, WATCHING, (name) => seen.refuse(`it watches files (fs.${name})`));
    // The loader asks for itself, and looks at nothing but what is there.
    watchMembers(owner, STATE, (name) => {
      if (!isOwnWork() && !isCalledByNode())
        seen.refuse(`it asks when files were changed (fs.${name})`);
    });
    watchMembers(owner, BY_DESCRIPTOR, (name) => seen.refuse(`it writes a file (fs.${name})`));
    watchMembers(owner, REAL_PATH, (_, [path]) => seen.path(absolute(path)));
  }
  // A handle has the same as methods, and there is no other way to their class.
  watchMembers(fs, ['openAsBlob'], () => seen.refuse('it reads a file as a Blob'));
}

/** Follows the handles of `fs/promises`, whose class is known once there is one. */
export async function watchHandles(seen: SeenInputs): Promise<void> {
  // A file that is there wherever this module has been put.
  const handle = await fs.promises.open(process.execPath);
  const prototype: object = Object.getPrototypeOf(handle);
  await handle.close();
  watchMembers(prototype, ['stat'], () => seen.refuse('it asks when files were changed (stat)'));
  watchMembers(prototype, ['chmod', 'chown', 'truncate', 'utimes'], (name) =>
    seen.refuse(`it writes a file (${name})`),
  );
}

// Taken before any user code could replace it.
const cwd = process.cwd.bind(process);

function absolute(path: unknown): string {
  const text = path instanceof URL ? fileURLToPath(path) : String(path);
  return text.startsWith('/') ? text : `${cwd()}/${text}`;
}
