import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, expect } from 'vitest';
import type { PlatformName } from '../../harness/host/platform/platform-name.ts';

/** Functions by which this program reads files. */
const READERS = [
  ...(['accessSync', 'existsSync', 'lstatSync', 'openSync', 'readdirSync'] as const),
  ...(['readFileSync', 'readlinkSync', 'statSync'] as const),
];
const OF_LINUX = /^\/(?:proc|sys)(?:\/|$)/u;
/** Signals that Node.js sends on Windows; 0 checks if a process exists. */
const WINDOWS_SIGNALS: readonly unknown[] = [0, 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL'];

type Reader = (path: unknown, ...rest: readonly unknown[]) => unknown;

/**
 * Makes the tests of a `describe` fail where their own process accesses `/proc` or `/sys`, or on
 * Windows signals a process group or sends a signal that does not exist there. The access itself
 * gets the answer of the other system.
 */
export function forbidUnavailablePlatformCalls(name: PlatformName): void {
  const asked: string[] = [];
  const readers = Object.fromEntries(READERS.map((reader) => [reader, fs[reader] as Reader]));
  const { kill } = process;

  beforeAll(() => {
    replaceIn(fs, readers, (read) => (path, ...rest) => {
      if (!OF_LINUX.test(String(path))) return read(path, ...rest);
      if (!isAskedByPackage()) asked.push(String(path));
      if (read === readers.existsSync) return false;
      throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    });
    if (name !== 'windows') return;
    process.kill = (pid, signal = 'SIGTERM') => {
      if (pid > 0 && WINDOWS_SIGNALS.includes(signal)) return kill.call(process, pid, signal);
      asked.push(`kill ${pid} ${signal}`);
      throw Object.assign(new Error(`ENOSYS: kill ${pid} ${signal}`), { code: 'ENOSYS' });
    };
  });

  afterAll(() => {
    replaceIn(fs, readers, (read) => read);
    process.kill = kill;
    expect(asked, `what ${name} does not have`).toEqual([]);
  });
}

/** True if a package calls, since some packages detect the Linux distribution themselves. */
function isAskedByPackage(): boolean {
  const [, caller = ''] = (new Error().stack ?? '')
    .split('\n')
    .filter((line) => !line.includes('forbid-unavailable-platform-calls'));
  return caller.includes('/node_modules/');
}

/** Puts others instead of these functions, for all that have imported them too. */
function replaceIn(
  module: object,
  functions: Readonly<Record<string, Reader>>,
  inPlaceOf: (reader: Reader) => Reader,
): void {
  const replaced = Object.entries(functions).map(([name, reader]) => [name, inPlaceOf(reader)]);
  Object.assign(module, Object.fromEntries(replaced));
  syncBuiltinESMExports();
}
