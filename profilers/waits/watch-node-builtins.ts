import childProcess, { type ChildProcess } from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import fs from 'node:fs';
import filePromises from 'node:fs/promises';
import net from 'node:net';
import { basename } from 'node:path';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import zlib from 'node:zlib';
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import {
  beginWait,
  callAsPartOfWait,
  currentWaitContext,
  dropWait,
  endWait,
  wrapWaitCallback,
} from './wait-recorder.ts';
import { NO_OPERATION } from './wait-span-store.ts';
import {
  type CallDescription,
  carryContext,
  watchCallback,
  watchCalls,
  watchPromise,
} from './wrap-functions-to-record-waits.ts';

/** Runs in the measured process: child processes, the pool of threads, names and connections. */

const ZIPPING = [
  'brotliCompress',
  'brotliDecompress',
  'deflate',
  'deflateRaw',
  'gunzip',
  'gzip',
  'inflate',
  'inflateRaw',
  'unzip',
  'zstdCompress',
  'zstdDecompress',
];
const HASHING = [
  'checkPrime',
  'generateKey',
  'generateKeyPair',
  'generatePrime',
  'hkdf',
  'pbkdf2',
  'randomBytes',
  'randomFill',
  'scrypt',
  'sign',
  'verify',
];
const SUBTLE = [
  'decrypt',
  'deriveBits',
  'deriveKey',
  'digest',
  'encrypt',
  'generateKey',
  'importKey',
  'sign',
  'verify',
];
const NAMES = ['lookup', 'lookupService', 'resolve', 'resolve4', 'resolve6', 'reverse'];

export function watchProcessThreadpoolNetworkWaits(): void {
  for (const name of ZIPPING) watchCallback(zlib, name, () => call('thread', `zlib.${name}`));
  for (const name of HASHING) watchCallback(crypto, name, () => call('thread', `crypto.${name}`));
  const subtle = Object.getPrototypeOf(crypto.subtle) as object;
  for (const name of SUBTLE) watchPromise(subtle, name, () => call('thread', `subtle.${name}`));
  for (const name of NAMES) {
    watchCallback(dns, name, () => call('network', `dns.${name}`));
    watchPromise(dns.promises, name, () => call('network', `dns.${name}`));
  }
  watchConnections();
  watchProcesses();
}

function call(kind: WaitKind, detail: string): CallDescription {
  return { kind, detail, target: null };
}

function watchConnections(): void {
  watchCalls(net.Socket.prototype, 'connect', ({ self, args, proceed, below }) => {
    const wait = beginWait('network', 'connect', targetOf(args), below);
    if (wait === null) return proceed();
    for (const event of ['connect', 'close']) (self as net.Socket).once(event, () => endWait(wait));
    return callAsPartOfWait(proceed);
  });
}

/** `net.connect` hands its arguments on as a list that it has put in order. */
function targetOf(args: readonly unknown[]): string | null {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { host = 'localhost', port, path } = first as Readonly<Record<string, unknown>>;
    if (typeof path === 'string') return path;
    return typeof port === 'number' || typeof port === 'string' ? `${String(host)}:${port}` : null;
  }
  if (typeof first !== 'number') return null;
  return `${typeof second === 'string' ? second : 'localhost'}:${first}`;
}

/** Watches child processes from start to end if waited for; a process that stays is no wait. */
function watchProcesses(): void {
  for (const name of ['exec', 'execFile']) {
    watchCallback(childProcess, name, (_self, args) => call('process', programOf(args[0])));
  }
  for (const name of ['spawn', 'fork']) {
    watchCalls(childProcess, name, ({ args, proceed, below }) => {
      const wait = beginWait('process', programOf(args[0]), null, below);
      const child = callAsPartOfWait(proceed) as ChildProcess;
      if (wait !== null) {
        for (const event of ['exit', 'close']) child.once(event, () => endWait(wait));
      }
      return child;
    });
  }
}

function programOf(command: unknown): string {
  const [program = ''] = String(command).trim().split(/\s+/);
  return basename(program);
}

/** Runs in the measured process: watches timers that are awaited. */

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Watches timers that settle a promise; others, for limits, retries, cleanup, delay nobody. */
export function watchAwaitedTimers(): void {
  watchPromise(promises, 'setTimeout', () => TIMER);
  for (const target of [globalThis, timers]) {
    watchCalls(target, 'setTimeout', ({ args, proceed, below }) => {
      const [callback] = args;
      const isAwaited = currentWaitContext().operation !== NO_OPERATION && settles(callback);
      const wait = isAwaited ? beginWait(TIMER.kind, TIMER.detail, null, below) : null;
      if (wait === null) return proceed();
      let timer: unknown;
      const carried = wrapWaitCallback(wait, callback as Method);
      args[0] = (...given: unknown[]): unknown => {
        if ((timer as NodeJS.Timeout | undefined)?.hasRef?.() === false) dropWait(wait);
        return carried(...given);
      };
      timer = proceed();
      return timer;
    });
  }
}

const TIMER = { kind: 'timer', detail: 'setTimeout', target: null } as const;

/** The functions that settle a promise have no name and no source. */
function settles(callback: unknown): boolean {
  if (typeof callback !== 'function') return false;
  if (callback.name !== '' || callback.length !== 1 || 'prototype' in callback) return false;
  return Function.prototype.toString.call(callback) === 'function () { [native code] }';
}

/** Runs in the measured process: files, by callbacks, by filePromises, by handles. */

/** Promise functions that do not wait for a file, or do not return a promise. */
const NOT_FILES = new Set(['watch', 'glob']);

export function watchFileWaits(): void {
  for (const name of Object.keys(fs)) {
    // A blocking function has a name with `Sync`, and a counterpart without it that waits.
    if (`${name}Sync` in fs) watchCallback(fs, name, () => fileCall(name));
  }
  for (const [name, method] of Object.entries(filePromises)) {
    if (typeof method !== 'function' || NOT_FILES.has(name)) continue;
    watchPromise(filePromises, name, () => fileCall(name));
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
  const { open } = filePromises;
  let isWatched = false;
  const watched: typeof open = async (...args) => {
    const handle = await open(...args);
    if (!isWatched) {
      isWatched = true;
      watchPrototype(Object.getPrototypeOf(handle) as object);
    }
    return handle;
  };
  Object.defineProperty(filePromises, 'open', {
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
