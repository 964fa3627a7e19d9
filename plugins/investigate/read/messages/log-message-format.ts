import type { Observations } from '../../observations/collected-log-observations.ts';
import { countMessageEvent } from '../../observations/count-log-message-event.ts';
import type { LogEvents } from '../../observations/log-event-counts.ts';
import type { LineFormat, LineReader } from '../log-format-reader-types.ts';
import type { LogClock } from '../parse-log-timestamp.ts';

/** Message of a log line. */
export interface LoggedMessage {
  /** ISO 8601 without a zone: `2026-11-24T14:10:03`; `--11-24T14:10:03` without a year. */
  readonly time: string;
  /** null: it is neither, and not counted. */
  readonly severity: 'error' | 'warning' | null;
  readonly message: string;
}

/** Fraction of the first lines that must start or continue a message. */
const MIN_SHARE = 0.5;
/** Stack traces and other continuation lines. */
const GOES_ON = /^(?:\s|Caused by: |\.\.\. \d+ more|[\w$.]+(?:Exception|Error)\b)/u;

/** Creates a log format of timestamp and text lines; counts errors, collects events in the text. */
export function createMessageFormat(
  name: string,
  parse: (line: string) => LoggedMessage | null,
): LineFormat {
  return {
    name,
    isOf: (lines) => {
      const begun = lines.filter((line) => parse(line) !== null).length;
      const others = lines.filter((line) => GOES_ON.test(line)).length;
      return begun > 0 && begun + others > lines.length * MIN_SHARE && begun * 2 > others;
    },
    open: (observed, clock) => new MessageReader(observed, clock, parse),
  };
}

class MessageReader implements LineReader {
  readonly #observed: Observations;
  readonly #source: LogEvents;
  readonly #parse: (line: string) => LoggedMessage | null;
  readonly #clock: LogClock;
  #hasBegun = false;

  constructor(
    observed: Observations,
    clock: LogClock,
    parse: (line: string) => LoggedMessage | null,
  ) {
    this.#observed = observed;
    this.#clock = clock;
    this.#source = observed.events.open('log');
    this.#parse = parse;
  }

  read(line: string): boolean {
    const found = this.#parse(line);
    if (found === null) return this.#hasBegun && GOES_ON.test(line);
    const at = this.#momentOf(found.time);
    if (Number.isNaN(at)) return false;
    this.#hasBegun = true;
    // None of these formats states a time zone.
    this.#clock.hasZone = false;
    this.#source.cover(at);
    this.#observed.errorLines.cover(at);
    if (found.severity === null) return true;
    this.#observed.errorLines.add(at, found.message, found.severity === 'warning');
    countMessageEvent(this.#source, at, found.message);
    return true;
  }

  /** Moment of a message; a missing year is the one closest to the investigated period. */
  #momentOf(time: string): number {
    if (!time.startsWith('--')) return Date.parse(`${time}Z`);
    const { start, widthMs, length } = this.#observed.requests.grid;
    const middle = start + (widthMs * length) / 2;
    const year = new Date(middle).getUTCFullYear();
    const [nearest] = [year - 1, year, year + 1]
      .map((candidateYear) => ({
        candidateYear,
        at: Date.parse(`${candidateYear}${time.slice(1)}Z`),
      }))
      // 29 February exists only in one year of four.
      .filter(({ at }) => !Number.isNaN(at))
      .toSorted((a, b) => Math.abs(a.at - middle) - Math.abs(b.at - middle));
    if (nearest === undefined) return Number.NaN;
    this.#clock.assumedYear = nearest.candidateYear;
    return nearest.at;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns the number of a month, by its English name, as two digits; empty if there is none. */
export function monthNumber(name: string): string {
  const place = MONTHS.indexOf(name);
  return place === -1 ? '' : String(place + 1).padStart(2, '0');
}
