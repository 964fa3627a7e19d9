import type { StepKind } from '../../harness/model/documents/performance-map.ts';
import { isInternalHost } from '../../harness/model/internal-host.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck.ts';
import type { WaitKind } from '../../harness/model/program/waits.ts';
import type { AskedService, WaitLeaf } from './map-node.ts';

interface WaitWords {
  readonly kind: StepKind;
  readonly type: BottleneckClass;
}

/** A step that waits for what nobody saw. */
export const UNSEEN = 'waiting for what was not seen';

/** What a wait is called in the map. */
export const WAIT_WORDS: Readonly<Record<WaitKind, WaitWords>> = {
  database: { kind: 'query', type: 'I/O-DB' },
  // The connections of a pool are the database's to give.
  pool: { kind: 'pool_wait', type: 'I/O-DB' },
  network: { kind: 'http_call', type: 'I/O-Network' },
  file: { kind: 'file_access', type: 'I/O-File' },
  cache: { kind: 'cache_access', type: 'Cache' },
  process: { kind: 'child_process', type: 'Unknown' },
  // Hashing, packing and the like run on another thread of the same program.
  thread: { kind: 'thread_work', type: 'CPU' },
  timer: { kind: 'timer', type: 'Unknown' },
};

/** Clients of HTTP, whose connections nobody's database gives. */
const HTTP_POOL = /^(?:undici|https?)\b/;

/** What waiting there is time of. */
export function waitType({ site }: WaitLeaf, asked: AskedService | null): BottleneckClass {
  const { kind, detail, target } = site;
  // What a service of one's own does is told from inside, or not at all (P811-16).
  if (asked !== null) return asked.isProfiled ? 'I/O-Network' : 'Unknown';
  if (kind === 'pool' && HTTP_POOL.test(detail)) return 'I/O-Network';
  const host = target?.replace(/:\d+$/, '') ?? null;
  if (kind === 'network' && host !== null && !isInternalHost(host)) return 'External';
  return WAIT_WORDS[kind].type;
}
