/** Runs in the measured process: child processes, the pool of threads, names and connections. */
import childProcess, { type ChildProcess } from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import net from 'node:net';
import { basename } from 'node:path';
import zlib from 'node:zlib';
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import { beginWait, callAsPartOfWait, endWait } from './wait-recorder.ts';
import {
  type CallDescription,
  watchCallback,
  watchCalls,
  watchPromise,
} from './wrap-functions-to-record-waits.ts';

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
