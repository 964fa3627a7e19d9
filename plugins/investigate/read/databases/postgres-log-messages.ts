import { addQuery } from '../../observations/add-observed-query.ts';
import type { Observations } from '../../observations/collected-log-observations.ts';
import type { LogEvents } from '../../observations/log-event-counts.ts';

/** Message of PostgreSQL, from any log format. */
export interface PostgresMessage {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `LOG`, `ERROR`, `FATAL` and so on. */
  readonly severity: string;
  /** SQLSTATE, which identifies the event in any language; empty: not logged. */
  readonly code: string;
  readonly message: string;
  /** Process id; empty: not logged. */
  readonly process: string;
}

/** Kinds of events, by SQLSTATE (PostgreSQL, appendix A) or else by the English text. */
const EVENTS: readonly (readonly [code: string | null, text: RegExp, kind: string])[] = [
  ['40P01', /deadlock detected/u, 'deadlocks'],
  [null, /^process \d+ still waiting for \w*Lock\b/u, 'lock_waits'],
  ['55P03', /due to lock timeout/u, 'lock_timeouts'],
  [
    '53300',
    /remaining connection slots are reserved|sorry, too many clients|too many connections for/u,
    'connections_refused',
  ],
  [null, /^connection authorized:/u, 'connections_opened'],
  [null, /due to statement timeout/u, 'statement_timeouts'],
  ['25P03', /due to idle-in-transaction timeout/u, 'open_transaction_timeouts'],
  ['53100', /could not (?:write|extend|create)\b.*No space left on device/u, 'disk_full'],
  // A sort that does not fit into memory: of a query that takes more than it did, and not of the disk.
  [null, /^temporary file: path /u, 'query_temporary_files'],
  [null, /^checkpoint(?:s are occurring too frequently| starting:)/u, 'checkpoints'],
  [null, /was terminated by signal/u, 'crashes'],
];
const IS_ERROR = /^(?:ERROR|FATAL|PANIC)$/u;
/** `duration: 1234.5 ms  execute <unnamed>: SELECT 1`, or `plan:` with the query within. */
const DURATION = /^duration: (\d+(?:\.\d+)?) ms(?: {2}([\s\S]*))?$/u;
const STATEMENT = /^(?:statement|execute [^:]*|parse [^:]*|bind [^:]*|fastpath[^:]*): ([\s\S]*)$/u;
const PLAN = /^plan:\s*(?:Query Text:|\{[\s\S]*?"Query Text":) *([\s\S]*)$/u;
/** Characters of a message in which events are searched. */
const LOOKED_AT = 500;

/** Prefix of the names of PostgreSQL series. */
const GROUP = 'pg';
/** Maximum number of processes with a remembered last statement. */
const MOST_PROCESSES = 1_000;

/** Collects messages of PostgreSQL: slow queries, events and errors. */
export class PostgresMessages {
  readonly #observed: Observations;
  readonly #source: LogEvents;
  /** Last statement of each process, for durations logged on a line of their own. */
  readonly #statements = new Map<string, string>();

  constructor(observed: Observations) {
    this.#observed = observed;
    this.#source = observed.events.open(GROUP);
  }

  take({ at, severity, code, message, process }: PostgresMessage): void {
    this.#source.cover(at);
    this.#observed.errorLines.cover(at);
    const [, ms, rest = ''] = DURATION.exec(message) ?? [];
    if (ms !== undefined) {
      const sql = statementOf(rest) || (this.#statements.get(process) ?? '');
      this.#statements.delete(process);
      addQuery(this.#observed, this.#source, { at, durationMs: Number(ms), sql });
      return;
    }
    const [, statement] = severity === 'LOG' ? (STATEMENT.exec(message) ?? []) : [];
    if (statement !== undefined) {
      if (this.#statements.size >= MOST_PROCESSES) this.#statements.clear();
      this.#statements.set(process, statement);
      return;
    }
    const start = message.slice(0, LOOKED_AT);
    const found = EVENTS.find(
      ([state, text]) => (state !== null && state === code) || text.test(start),
    );
    if (found !== undefined) this.#source.add(found[2], at);
    if (IS_ERROR.test(severity)) this.#observed.errorLines.add(at, message);
  }
}

function statementOf(rest: string): string {
  const [, sql] = STATEMENT.exec(rest) ?? [];
  if (sql !== undefined) return sql;
  // The plan starts on its own line after the query text.
  const [, query = ''] = PLAN.exec(rest) ?? [];
  return query.split(/\n\s*(?=\S.*\(cost=)|",\n/u, 1)[0] ?? '';
}
