import type { BottleneckClass } from '../../harness/model/program/bottleneck.ts';
import type { MapNode } from './map-node.ts';

/** Functions of Node.js that keep the thread waiting for a file until it is there. */
const FILE_CALLS =
  /^(?:access|append|chmod|chown|close|copy|cp|exists|fdatasync|fstat|fsync|ftruncate|link|lstat|mkdir|mkdtemp|open|opendir|read|readdir|readFile|readlink|readv|realpath|rename|rm|rmdir|stat|statfs|symlink|truncate|unlink|utimes|write|writeFile|writev)(?:Utf8)?(?:Sync)?$/;
/** Functions of Node.js that keep the thread waiting for another program. */
const PROCESS_CALLS = /^(?:exec|execFile|spawn)Sync$/;
/** Packages and modules whose calls keep the thread waiting for a database. */
const DATABASE_PACKAGES = new Set(['better-sqlite3', 'sqlite3', 'sync-mysql', 'pg-native']);

/** A function that keeps its thread waiting for something that it could leave to the system. */
export interface BlockingCall {
  readonly type: Extract<BottleneckClass, 'I/O-File' | 'I/O-DB' | 'Unknown'>;
  /** `readFileSync`. */
  readonly name: string;
  readonly ms: number;
}

/** What a function waits for without giving its thread away; the longest. null: for nothing. */
export function blockingCall({ of, via, cpuMs }: MapNode): BlockingCall | null {
  if (of.package !== null && DATABASE_PACKAGES.has(of.package)) {
    return { type: 'I/O-DB', name: of.name, ms: cpuMs };
  }
  let found: BlockingCall | null = null;
  for (const [called, ms] of via) {
    const { name } = called;
    // What Node.js offers under the same name without `Sync` gives the thread away.
    if (called.owner === 'node' && !name.endsWith('Sync')) continue;
    const type = FILE_CALLS.test(name)
      ? ('I/O-File' as const)
      : PROCESS_CALLS.test(name)
        ? ('Unknown' as const)
        : null;
    if (type !== null && ms > (found?.ms ?? 0)) found = { type, name, ms };
  }
  return found;
}
