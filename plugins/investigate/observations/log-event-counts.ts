import type { TimeGrid } from './requests-by-interval.ts';

/** Limit of event kinds; their names come from this program, so that more would be a defect. */
const MOST_KINDS = 100;

/** Events of one log: counts by interval, and the period the log covers. */
export class LogEvents {
  /** Group of logs of the same kind, and prefix of the names of their events: `pg`. */
  readonly group: string;
  /** By kind and interval of the grid. */
  readonly counts = new Map<string, Map<number, number>>();
  readonly #grid: TimeGrid;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(group: string, grid: TimeGrid) {
    this.group = group;
    this.#grid = grid;
  }

  /** Records the time of any line of the log. @param at - Milliseconds since 1970. */
  cover(at: number): void {
    if (at < this.#first) this.#first = at;
    if (at > this.#last) this.#last = at;
  }

  /** Counts one event. @param kind - Kind without the group: `deadlocks`. */
  add(kind: string, at: number): void {
    this.cover(at);
    const interval = this.#intervalOf(at);
    if (!(interval >= 0 && interval < this.#grid.length)) return;
    let counts = this.counts.get(kind);
    if (counts === undefined) {
      if (this.counts.size >= MOST_KINDS) return;
      counts = new Map();
      this.counts.set(kind, counts);
    }
    counts.set(interval, (counts.get(interval) ?? 0) + 1);
  }

  /** Intervals from its first line to its last, within the grid. */
  *covered(): Generator<number> {
    const first = Math.max(0, this.#intervalOf(this.#first));
    const last = Math.min(this.#grid.length - 1, this.#intervalOf(this.#last));
    for (let interval = first; interval <= last; interval += 1) yield interval;
  }

  #intervalOf(at: number): number {
    return Math.floor((at - this.#grid.start) / this.#grid.widthMs);
  }
}

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
