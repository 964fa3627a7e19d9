import { subscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { isAbsolute, sep } from 'node:path';
import { isOwnWork } from '../../loader/own-work.ts';
import type { SeenInputs } from './seen-inputs.ts';
import type { TracedUnit } from './traced-unit.ts';

/** What Node.js tells of each thing that a permission would be asked for, before it is done. */
interface Asked {
  readonly permission: string;
  readonly resource: string;
}

// Taken before any user code could replace them.
const exists = existsSync;
const cwd = process.cwd.bind(process);

/** What is told to a person of all but files, by the name of its channel. */
const REASONS: Readonly<Record<string, string>> = {
  addon: 'it loads a native add-on',
  child: 'it starts a process',
  ffi: 'it calls native code',
  inspector: 'it opens an inspector',
  net: 'it uses the network',
  'openssl-store': 'it opens a key store',
  wasi: 'it uses WASI',
  worker: 'it starts a thread',
};

/** Where the loader keeps texts without their types: by what is in them, so that they say nothing more. */
const { PERF_HARNESS_STRIPPED: KEPT = '' } = process.env;

function isKeptByLoader(path: string): boolean {
  return KEPT !== '' && (path === KEPT || path.startsWith(KEPT + sep));
}

/**
 * Whether what the loader reads says anything of the program. Of a package.json it is not the whole text.
 * It looks in many places, one of them a name in the other case, by which it learns whether the disk tells
 * them apart: a file that is there on one side alone is read on that side.
 */
function isOfSources(path: string): boolean {
  return !path.endsWith('/package.json') && exists(path);
}

/** Functions of Node.js that make the socket that a server listens on. */
const LISTENS = /at (?:createServerHandle|Server\.setupListenHandle)\b.*\(node:net:/u;

/** Whether it is for taking connections that the network is asked for, and not for making one. */
function isListening(): boolean {
  const { stack = '' } = new Error('asks who calls');
  const caller = stack.split('\n').find((line) => line.includes('(node:net:'));
  return caller !== undefined && LISTENS.test(caller);
}

/**
 * Follows what Node.js tells of its own permission checks (`--permission-audit`). They are made below all
 * of JavaScript, so that it makes no difference by which function, or whose copy of one, a file is reached.
 * @returns Whether this Node.js tells.
 */
export function watchPermissions(seen: SeenInputs, unit: TracedUnit): boolean {
  let isHeard = false;
  /** Whether this itself asks, of which it is told too. */
  let isAsking = false;
  const counts = (path: string): boolean => {
    if (!isOwnWork()) return true;
    isAsking = true;
    const isNeeded = isOfSources(path);
    isAsking = false;
    return isNeeded;
  };
  subscribe('node:permission-model:fs', (message) => {
    if (isAsking) return;
    const { permission, resource } = message as Asked;
    isHeard = true;
    if (isOwnWork() && isKeptByLoader(resource)) return;
    if (permission !== 'FileSystemRead') return seen.refuse(`it writes ${resource || 'files'}`);
    // Not made simpler: a link may stand before `..`.
    const path = isAbsolute(resource) ? resource : `${cwd()}/${resource}`;
    if (counts(path)) seen.path(path);
  });
  for (const [channel, reason] of Object.entries(REASONS)) {
    subscribe(`node:permission-model:${channel}`, (message) => {
      // What transforms sources is native, and none of the program's.
      if (channel === 'addon' && isOwnWork()) return;
      const { resource } = message as Asked;
      if (channel === 'net' && resource === '' && unit === 'server' && isListening()) return;
      seen.refuse(resource === '' ? reason : `${reason}: ${resource}`);
    });
  }
  exists(process.execPath);
  return isHeard;
}
