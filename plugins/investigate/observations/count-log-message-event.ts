import type { LogEvents } from './log-event-counts.ts';

/** Events in messages of drivers, runtimes, systems, for any program; the first match applies. */
const MESSAGES: readonly (readonly [form: RegExp, kind: string])[] = [
  // node-postgres, Sequelize, Prisma, Tarn and Knex, HikariCP, SQLAlchemy.
  [
    /timeout exceeded when trying to connect|time(?:d )?out (?:while )?acquiring|acquire_?timeout|ResourceRequest timed out|Timed out fetching a new connection|Connection is not available, request timed out|QueuePool limit/iu,
    'pool_timeouts',
  ],
  [
    /too many (?:clients|connections)|remaining connection slots are reserved/iu,
    'connections_refused',
  ],
  [/deadlock/iu, 'deadlocks'],
  [/lock wait timeout|canceling statement due to lock timeout/iu, 'lock_timeouts'],
  [/\bENOSPC\b|no space left on device/iu, 'disk_full'],
  [/heap out of memory|OutOfMemoryError|\bENOMEM\b|cannot allocate memory/iu, 'memory_exhausted'],
  [
    /\b(?:ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND)\b|socket hang up|connection refused|upstream prematurely closed/iu,
    'network_failures',
  ],
  [/\bE(?:SOCKET)?TIMEDOUT\b|\btime(?:d ?)?[ -]?out\b|deadline exceeded/iu, 'timeouts'],
];

const LOOKED_AT = 500;

/** Counts an error line as the event that its message reports, if any. */
export function countMessageEvent(source: LogEvents, at: number, message: string): void {
  const start = message.slice(0, LOOKED_AT);
  const found = MESSAGES.find(([form]) => form.test(start));
  if (found !== undefined) source.add(found[1], at);
}
