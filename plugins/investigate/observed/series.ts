/** A number that was observed over time: use of a processor, of a pool, latency of a network. */
export interface ObservedSeries {
  readonly name: string;
  /** What tells it from others of its name, such as `host=web-1`; empty: nothing. */
  readonly labels: string;
  /** Milliseconds since 1970, in the order of reading. */
  readonly at: number[];
  readonly values: number[];
}

/** Series that are told apart. */
const MOST_SERIES = 2_000;
/** Points of one series that are kept; of more, every second one is left out, again and again. */
const MOST_POINTS = 20_000;

/** Series by name and labels, bounded in number and length. */
export class SeriesTable {
  readonly #series = new Map<string, ObservedSeries & { every: number; seen: number }>();
  /** Points of series beyond the bound. */
  leftOut = 0;

  add(name: string, labels: string, at: number, value: number): void {
    if (!Number.isFinite(value) || !Number.isFinite(at)) return;
    const key = `${name}\u0000${labels}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= MOST_SERIES) {
        this.leftOut += 1;
        return;
      }
      series = { name, labels, at: [], values: [], every: 1, seen: 0 };
      this.#series.set(key, series);
    }
    series.seen += 1;
    if (series.seen % series.every !== 0) return;
    series.at.push(at);
    series.values.push(value);
    if (series.at.length >= MOST_POINTS) thin(series);
  }

  all(): readonly ObservedSeries[] {
    return [...this.#series.values()];
  }
}

function thin(series: ObservedSeries & { every: number }): void {
  for (let at = 0; at * 2 + 1 < series.at.length; at += 1) {
    series.at[at] = series.at[at * 2 + 1] ?? 0;
    series.values[at] = series.values[at * 2 + 1] ?? 0;
  }
  series.at.length >>= 1;
  series.values.length >>= 1;
  series.every *= 2;
}
