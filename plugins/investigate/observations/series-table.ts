/** A number that was observed over time: use of a processor, of a pool, latency of a network. */
export interface ObservedSeries {
  readonly name: string;
  /** Labels that distinguish it from series of the same name, such as `host=web-1`; empty: none. */
  readonly labels: string;
  /** Milliseconds since 1970, in the order of reading. */
  readonly at: number[];
  readonly values: number[];
}

/** Limit of distinct series. */
const MOST_SERIES = 2_000;
/** Points of one series that are kept; of more, every second one is left out, again and again. */
const MOST_POINTS = 20_000;

/** A series of which points are left out where there are many. */
interface ThinnedSeries extends ObservedSeries {
  /** The file that it was read from last. */
  file: string;
  /** Thinning factor: one of so many points is stored. */
  every: number;
  /** Points that were added, kept or not. */
  seen: number;
}

/** A table as JSON holds it. */
export type SerializedSeries = readonly Readonly<ThinnedSeries>[];

/** Series by name and labels, bounded in number and length. */
export class SeriesTable {
  /** By name and labels; several where files have the same at the same time. */
  readonly #series = new Map<string, ThinnedSeries[]>();
  #size = 0;
  #file = '';
  /** Points that were added, left out or not. */
  added = 0;

  /** Another file is read: what it has of a name at the time of others is of another thing. */
  begin(file: string): void {
    this.#file = file;
  }

  add(name: string, labels: string, at: number, value: number): void {
    if (!Number.isFinite(value) || !Number.isFinite(at)) return;
    this.added += 1;
    const series = this.#of(name, labels, this.#file, at);
    if (series !== null) addPoint(series, { at, value, weight: 1 });
  }

  toKept(): SerializedSeries {
    return [...this.#series.values()].flat();
  }

  /** Adds what another table kept, within the same bounds: point by point, as if it came now. */
  addKept(kept: SerializedSeries): void {
    for (const { name, labels, file, at, values, every, seen } of kept) {
      const series = this.#of(name, labels, file, at[0] ?? Number.NaN);
      if (series === null) continue;
      // No part of a series has more points for its length than another.
      while (series.every < every) thin(series);
      const end = series.seen + seen;
      for (const [index, moment] of at.entries())
        addPoint(series, { at: moment, value: values[index] ?? 0, weight: every });
      series.seen = end;
    }
  }

  all(): readonly ObservedSeries[] {
    return [...this.#series.values()].flatMap((same) =>
      same.length < 2
        ? same
        : same.map((series) => ({
            ...series,
            labels: [series.labels, `file=${series.file}`].filter((part) => part !== '').join(','),
          })),
    );
  }

  /**
   * Finds the series of the same file, or the series that this file continues, as rotated logs do.
   * null: the limit of series is reached.
   */
  #of(name: string, labels: string, file: string, from: number): ThinnedSeries | null {
    const key = `${name}\u0000${labels}`;
    const same = this.#series.get(key) ?? [];
    const known =
      same.find((series) => series.file === file) ??
      same.find(({ at }) => from >= (at.at(-1) ?? 0) || from < (at[0] ?? 0) - ROTATED_MS);
    if (known !== undefined) {
      known.file = file;
      return known;
    }
    if (this.#size >= MOST_SERIES) return null;
    this.#size += 1;
    const series: ThinnedSeries = { name, labels, file, at: [], values: [], every: 1, seen: 0 };
    if (same.length === 0) this.#series.set(key, same);
    same.push(series);
    return series;
  }
}

/** A file of a rotated log that is read after a later one begins this much before it at least. */
const ROTATED_MS = 10 * 60_000;

/** Adds a point that stands for itself and those left out before it, `weight` in all, where its turn is among them. */
function addPoint(
  series: ThinnedSeries,
  { at, value, weight }: { readonly at: number; readonly value: number; readonly weight: number },
): void {
  const turns = Math.floor(series.seen / series.every);
  series.seen += weight;
  if (Math.floor(series.seen / series.every) === turns) return;
  series.at.push(at);
  series.values.push(value);
  if (series.at.length >= MOST_POINTS) thin(series);
}

function thin(series: ThinnedSeries): void {
  for (let at = 0; at * 2 + 1 < series.at.length; at += 1) {
    series.at[at] = series.at[at * 2 + 1] ?? 0;
    series.values[at] = series.values[at * 2 + 1] ?? 0;
  }
  series.at.length >>= 1;
  series.values.length >>= 1;
  series.every *= 2;
}
