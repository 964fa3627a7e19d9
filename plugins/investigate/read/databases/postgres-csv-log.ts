import type { Observations } from '../../observations/collected-log-observations.ts';
import type { LineFormat, LineReader } from '../log-format-reader-types.ts';
import { splitSeparatedLine } from '../log-record-parsers.ts';
import type { LogClock } from '../parse-log-timestamp.ts';
import { PostgresMessages } from './postgres-log-messages.ts';

/** Columns that are read, from 0 (PostgreSQL, 19.8.4 "Using CSV-Format Log Output"). */
const [TIME, PROCESS, SEVERITY, STATE, MESSAGE] = [0, 3, 11, 12, 13];
/** 23 columns since PostgreSQL 9.0, 24 since 13, 26 since 14. */
const FEWEST_COLUMNS = 23;
/** Beginning of an entry: its moment, user, database and process. */
const ENTRY =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [^,"]{1,40},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\d+,/u;
/** Maximum number of characters of an entry; a longer entry has lost its end. */
const MAX_LENGTH = 1 << 20;

/** PostgreSQL's `csvlog`; texts within quotes go over several lines. */
export const POSTGRES_CSV: LineFormat = {
  name: 'PostgreSQL (csvlog)',
  isOf: (lines) => lines.some((line) => ENTRY.test(line)),
  open: (observed, clock) => new PostgresCsvReader(observed, clock),
};

class PostgresCsvReader implements LineReader {
  readonly #messages: PostgresMessages;
  readonly #clock: LogClock;
  /** Entry with an unclosed quote. */
  #open = '';

  constructor(observed: Observations, clock: LogClock) {
    this.#messages = new PostgresMessages(observed);
    this.#clock = clock;
  }

  read(line: string): boolean {
    // A new entry inside open quotes means that the previous entry was cut off.
    const isNew = ENTRY.test(line);
    if (this.#open === '' && !isNew) return false;
    const entry = isNew ? line : `${this.#open}\n${line}`;
    // The state of the previous lines is known, so only this line is scanned for quotes.
    if (hasOddQuotes(line) === isNew) {
      this.#open = entry.length > MAX_LENGTH ? '' : entry;
      return this.#open !== '';
    }
    this.#open = '';
    return this.#take(splitSeparatedLine(entry, ','));
  }

  #take(fields: readonly string[]): boolean {
    if (fields.length < FEWEST_COLUMNS) return false;
    const at = this.#clock.read(fields[TIME]);
    if (Number.isNaN(at)) return false;
    const of = (place: number): string => fields[place] ?? '';
    this.#messages.take({
      at,
      severity: of(SEVERITY),
      code: of(STATE),
      message: of(MESSAGE),
      process: of(PROCESS),
    });
    return true;
  }
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}
