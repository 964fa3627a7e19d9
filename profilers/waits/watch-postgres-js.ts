/** Runs in the measured process: PostgreSQL by postgres.js. */
import { monotonicOffsetMs } from '../../harness/probe/monotonic-clock.ts';
import { hashRead } from './hash-statement-with-parameters.ts';
import { replaceSqlLiterals } from './replace-sql-literals.ts';
import { beginWait, endWait, noteAnswer, type OngoingWait, renameWait } from './wait-recorder.ts';
import { numberConnection } from './wrap-functions-to-record-waits.ts';

/** Properties used of a query, which is a promise that is sent when it is awaited. */
interface PostgresQuery {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  handle(): unknown;
  readonly executed: boolean;
  /** SQL with `$1` for values, and the values; known when it is sent. */
  readonly string?: string;
  readonly parameters?: readonly unknown[];
  /** Object of its connection. */
  readonly state: object | null;
}

const OFFSET_MS = monotonicOffsetMs();

/** Functions and classes are one thing where V8 captures a stack. */
type Caller = (...args: never[]) => unknown;
type QueryClass = new (...args: unknown[]) => PostgresQuery;

/** Replaces the class of queries, whose callers are known only when they are created. */
export function watchPostgresQuery(exported: unknown): void {
  const module = exported as { Query: QueryClass };
  const Query = module.Query;
  module.Query = class WatchedQuery extends Query {
    readonly #wait: OngoingWait | null;

    constructor(...args: unknown[]) {
      super(...args);
      this.#wait = beginWait('database', '', null, new.target as unknown as Caller);
      const wait = this.#wait;
      if (wait === null) return;
      const { resolve, reject } = this;
      const end = (error: unknown, answer: unknown): void => {
        const { string = '', parameters, state } = this;
        renameWait(wait, 'database', replaceSqlLiterals(string), null);
        wait.parameters = hashRead(string, parameters, null, null);
        wait.connection = numberConnection(state ?? undefined);
        noteAnswer(wait, error, answer);
        endWait(wait);
      };
      this.resolve = (value) => {
        end(null, value);
        resolve(value);
      };
      this.reject = (error) => {
        end(error, null);
        reject(error);
      };
    }

    override handle(): unknown {
      if (this.#wait !== null && !this.executed) this.#wait.startMs = performance.now() + OFFSET_MS;
      return super.handle();
    }
  };
}
