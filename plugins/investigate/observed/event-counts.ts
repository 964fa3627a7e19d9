import { EventSource, type KeptEventSource } from './event-source.ts';
import type { TimeGrid } from './requests.ts';
import type { SeriesTable } from './series.ts';

/**
 * Events of logs, such as deadlocks, counted by interval. Where a log was written and tells of none,
 * there were none; where no log of its sort was written, nothing is known, and it counts as neither.
 */
export class EventCounts {
  readonly #grid: TimeGrid;
  readonly #sources: EventSource[] = [];

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  /** A log of a sort, which may be one file of several. */
  open(group: string): EventSource {
    const source = new EventSource(group, this.#grid);
    this.#sources.push(source);
    return source;
  }

  toKept(): readonly KeptEventSource[] {
    return this.#sources.map((source) => source.toKept());
  }

  /** Adds logs that others of the same grid kept. */
  addKept(kept: readonly KeptEventSource[]): void {
    for (const source of kept) this.#sources.push(EventSource.from(source, this.#grid));
  }

  /** Adds a series for each kind that happened: its number in each interval that logs of its sort cover. */
  toSeries(table: SeriesTable): void {
    for (const [group, sources] of Map.groupBy(this.#sources, (source) => source.group)) {
      const covered = new Set(sources.flatMap((source) => [...source.covered()]));
      const intervals = [...covered].toSorted((a, b) => a - b);
      for (const kind of new Set(sources.flatMap(({ counts }) => [...counts.keys()]))) {
        for (const interval of intervals) {
          const count = sources.reduce(
            (sum, { counts }) => sum + (counts.get(kind)?.get(interval) ?? 0),
            0,
          );
          const at = this.#grid.start + interval * this.#grid.widthMs;
          table.add(`${group}_${kind}`, '', at, count);
        }
      }
    }
  }
}
