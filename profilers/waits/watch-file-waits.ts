/** Runs in the measured process: files, by callbacks, by promises, by handles. */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import {
  type CallDescription,
  carryContext,
  watchCallback,
  watchPromise,
} from './wrap-functions-to-record-waits.ts';

/** Promise functions that do not wait for a file, or do not return a promise. */
const NOT_FILES = new Set(['watch', 'glob']);

export function watchFileWaits(): void {
  for (const name of Object.keys(fs)) {
    // A blocking function has a name with `Sync`, and a counterpart without it that waits.
    if (`${name}Sync` in fs) watchCallback(fs, name, () => fileCall(name));
  }
  for (const [name, method] of Object.entries(promises)) {
    if (typeof method !== 'function' || NOT_FILES.has(name)) continue;
    watchPromise(promises, name, () => fileCall(name));
  }
  // The work of a stream goes on in the context of its creator.
  for (const name of ['createReadStream', 'createWriteStream']) carryContext(fs, name);
  watchHandles();
}

function fileCall(detail: string): CallDescription {
  return { kind: 'file', detail, target: null };
}

/** Watches file handles; their class, not exported, is taken from the first opened handle. */
function watchHandles(): void {
  const { open } = promises;
  let isWatched = false;
  const watched: typeof open = async (...args) => {
    const handle = await open(...args);
    if (!isWatched) {
      isWatched = true;
      watchPrototype(Object.getPrototypeOf(handle) as object);
    }
    return handle;
  };
  Object.defineProperty(promises, 'open', {
    value: Object.defineProperties(watched, {
      name: { value: open.name, configurable: true },
      length: { value: open.length, configurable: true },
    }),
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

const OF_HANDLES = [
  'appendFile',
  'chmod',
  'chown',
  'datasync',
  'read',
  'readFile',
  'readv',
  'stat',
  'sync',
  'truncate',
  'utimes',
  'write',
  'writeFile',
  'writev',
];

function watchPrototype(prototype: object): void {
  for (const name of OF_HANDLES) watchPromise(prototype, name, () => fileCall(`handle.${name}`));
}
