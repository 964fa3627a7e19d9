import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { StepKind } from '../../harness/model/documents/performance-map-document.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import { isInternalHost } from '../../harness/model/scenario/allowed-remote-hosts.ts';
import type { AwaitedService, MapNode, WaitLeaf } from './performance-map-node.ts';

interface WaitWords {
  readonly kind: StepKind;
  readonly type: BottleneckClass;
}

/** Name of a step that waits without an observed reason. */
export const UNSEEN_WAIT = 'unobserved wait';

/** Step kind and bottleneck class of each kind of wait. */
export const WAIT_CLASSES: Readonly<Record<WaitKind, WaitWords>> = {
  database: { kind: 'query', type: 'I/O-DB' },
  // The connections of a pool are the database's to give.
  pool: { kind: 'pool_wait', type: 'I/O-DB' },
  network: { kind: 'http_call', type: 'I/O-Network' },
  file: { kind: 'file_access', type: 'I/O-File' },
  cache: { kind: 'cache_access', type: 'Cache' },
  process: { kind: 'child_process', type: 'Unknown' },
  // Hashing, compression and the like run on another thread of the same program.
  thread: { kind: 'thread_work', type: 'CPU' },
  timer: { kind: 'timer', type: 'Unknown' },
  'event loop': { kind: 'unseen', type: 'CPU' },
};

/** HTTP clients, whose connection pools do not belong to a database. */
const HTTP_POOL = /^(?:undici|https?)\b/;

export function classifyWait(
  { site }: WaitLeaf,
  awaitedService: AwaitedService | null,
): BottleneckClass {
  const { kind, detail, target } = site;
  // The time of a service of the project is explained from inside, or not at all (P811-16).
  if (awaitedService !== null) return awaitedService.isProfiled ? 'I/O-Network' : 'Unknown';
  if (kind === 'pool' && HTTP_POOL.test(detail)) return 'I/O-Network';
  const host = target?.replace(/:\d+$/, '') ?? null;
  if (kind === 'network' && host !== null && !isInternalHost(host)) return 'External';
  return WAIT_CLASSES[kind].type;
}

/** `src/users.ts:14`, from its folder or `node_modules`; null: no source. */
export function formatPlace(root: string, file: string | null, line: number | null): string | null {
  if (file === null) return null;
  // A package may be linked from anywhere.
  const ofPackage = /^.*[\\/](node_modules[\\/].*)$/s.exec(file)?.[1];
  const inside = relativePathInside(root, file) ?? '';
  const path = toPosixPath(ofPackage ?? (inside === '' ? file : inside));
  return line === null || line === 0 ? path : `${path}:${line}`;
}

/** Functions of Node.js that block the thread on file access. */
const FILE_CALLS =
  /^(?:access|append|chmod|chown|close|copy|cp|exists|fdatasync|fstat|fsync|ftruncate|link|lstat|mkdir|mkdtemp|open|opendir|read|readdir|readFile|readlink|readv|realpath|rename|rm|rmdir|stat|statfs|symlink|truncate|unlink|utimes|write|writeFile|writev)(?:Utf8)?(?:Sync)?$/;
/** Functions of Node.js that block the thread until another program ends. */
const PROCESS_CALLS = /^(?:exec|execFile|spawn)Sync$/;
/** Packages and modules whose calls block the thread on a database. */
const DATABASE_PACKAGES = new Set(['better-sqlite3', 'sqlite3', 'sync-mysql', 'pg-native']);

/** A function that blocks its thread on an operation that could be asynchronous. */
interface BlockingCall {
  readonly type: Extract<BottleneckClass, 'I/O-File' | 'I/O-DB' | 'Unknown'>;
  /** `readFileSync`. */
  readonly name: string;
  readonly ms: number;
}

/** Returns the longest call in which a function waits without yielding its thread; null: none. */
export function findBlockingCall({ of, via, cpuMs }: MapNode): BlockingCall | null {
  if (of.package !== null && DATABASE_PACKAGES.has(of.package)) {
    return { type: 'I/O-DB', name: of.name, ms: cpuMs };
  }
  let found: BlockingCall | null = null;
  for (const [called, ms] of via) {
    const { name } = called;
    // Node.js functions whose names lack `Sync` yield the thread.
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
