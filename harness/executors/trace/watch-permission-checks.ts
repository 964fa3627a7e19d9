import { subscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { isAbsolute, sep } from 'node:path';
import { isLoaderActive } from '../../loader/track-loader-own-activity.ts';
import type { TracedInputRecorder, TracedWorkloadKind } from './external-input-recorder.ts';

/** Message of Node.js about an operation that needs a permission, sent before the operation. */
interface Asked {
  readonly permission: string;
  readonly resource: string;
}

// Taken before any user code could replace them.
const exists = existsSync;
const cwd = process.cwd.bind(process);

/** Reasons shown to people, by channel name, for all permissions but those for files. */
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

/** Folder of texts stripped of types by the loader; named by content, they reveal no more. */
const { PERF_HARNESS_STRIPPED: KEPT = '' } = process.env;

function isKeptByLoader(path: string): boolean {
  return KEPT !== '' && (path === KEPT || path.startsWith(KEPT + sep));
}

/**
 * True if a path that the loader reads is an input of the program. A package.json is not, since not
 * all of its text matters. The loader probes many paths, one of them in the other letter case to
 * find out whether the disk distinguishes case: a file that exists on one side only is read on that
 * side.
 */
function isOfSources(path: string): boolean {
  return !path.endsWith('/package.json') && exists(path);
}

/** Functions of Node.js that make the socket that a server listens on. */
const LISTENS = /at (?:createServerHandle|Server\.setupListenHandle)\b.*\(node:net:/u;

/** True if the network permission is requested to accept connections, not to make a connection. */
function isListening(): boolean {
  const { stack = '' } = new Error('looks up the caller');
  const caller = stack.split('\n').find((line) => line.includes('(node:net:'));
  return caller !== undefined && LISTENS.test(caller);
}

/**
 * Watches the permission checks that Node.js reports (`--permission-audit`). They are made below
 * all JavaScript, so it makes no difference through which function, or whose copy of it, a file is
 * reached.
 * @returns True if this Node.js reports them.
 */
export function watchPermissionChecks(
  seen: TracedInputRecorder,
  unit: TracedWorkloadKind,
): boolean {
  let isHeard = false;
  /** True while this module itself checks a path, which is reported too. */
  let isAsking = false;
  const counts = (path: string): boolean => {
    if (!isLoaderActive()) return true;
    isAsking = true;
    const isNeeded = isOfSources(path);
    isAsking = false;
    return isNeeded;
  };
  subscribe('node:permission-model:fs', (message) => {
    if (isAsking) return;
    const { permission, resource } = message as Asked;
    isHeard = true;
    if (isLoaderActive() && isKeptByLoader(resource)) return;
    if (permission !== 'FileSystemRead') return seen.refuse(`it writes ${resource || 'files'}`);
    // Not normalized, since a link may precede `..`.
    const path = isAbsolute(resource) ? resource : `${cwd()}/${resource}`;
    if (counts(path)) seen.path(path);
  });
  for (const [channel, reason] of Object.entries(REASONS)) {
    subscribe(`node:permission-model:${channel}`, (message) => {
      // The transformer of sources is a native add-on, and not part of the program.
      if (channel === 'addon' && isLoaderActive()) return;
      const { resource } = message as Asked;
      if (channel === 'net' && resource === '' && unit === 'server' && isListening()) return;
      seen.refuse(resource === '' ? reason : `${reason}: ${resource}`);
    });
  }
  exists(process.execPath);
  return isHeard;
}
