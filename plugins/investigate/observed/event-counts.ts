import type { TimeGrid } from './requests.ts';
import type { SeriesTable } from './series.ts';

/** Kinds of events that are told apart; their names come of this program, so more are a defect. */
const MOST_KINDS = 100;

/**
 * Events of a log, such as deadlocks, counted by interval. Where a log was written and tells of none,
 * there were none: such intervals count as 0, and those before its first and after its last line not at all.
 */
export class EventCounts {
  readonly #grid: TimeGrid;
  readonly #kinds = new Map<string, Map<number, number>>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  /** Notes that a log has a line of that moment, whatever it says. @param at - Milliseconds since 1970. */
  cover(at: number): void {
    if (at < this.#first) this.#first = at;
    if (at > this.#last) this.#last = at;
  }

  /** Counts one event. @param kind - What the series is called: `pg_deadlocks`. */
  add(kind: string, at: number): void {
    this.cover(at);
    const interval = this.#intervalOf(at);
    if (!(interval >= 0 && interval < this.#grid.length)) return;
    let counts = this.#kinds.get(kind);
    if (counts === undefined) {
      if (this.#kinds.size >= MOST_KINDS) return;
      counts = new Map();
      this.#kinds.set(kind, counts);
    }
    counts.set(interval, (counts.get(interval) ?? 0) + 1);
  }

  /** Adds a series for each kind that happened: its number in each interval that the log covers. */
  toSeries(table: SeriesTable): void {
    const { start, widthMs, length } = this.#grid;
    const first = Math.max(0, this.#intervalOf(this.#first));
    const last = Math.min(length - 1, this.#intervalOf(this.#last));
    for (const [kind, counts] of this.#kinds) {
      for (let interval = first; interval <= last; interval += 1)
        table.add(kind, '', start + interval * widthMs, counts.get(interval) ?? 0);
    }
  }

  #intervalOf(at: number): number {
    return Math.floor((at - this.#grid.start) / this.#grid.widthMs);
  }
}
