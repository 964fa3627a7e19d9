/** A number that was observed over time: use of a processor, of a pool, latency of a network. */
export interface ObservedSeries {
  readonly name: string;
  /** Labels that distinguish it from series of the same name, such as `host=web-1`; empty: none. */
  readonly labels: string;
  /** Milliseconds since 1970, in the order of reading. */
  readonly at: number[];
  readonly values: number[];
}

const MOST_SERIES = 2_000;
/** Maximum number of points per series; beyond it, every second point is dropped, repeatedly. */
const MOST_POINTS = 20_000;

/** Series that is thinned if it has many points. */
interface ThinnedSeries extends ObservedSeries {
  /** The file that it was read from last. */
  file: string;
  /** Thinning factor: one of so many points is stored. */
  every: number;
  /** Points added, including dropped points. */
  seen: number;
}

/** Series by name and labels, bounded in number and length. */
export class SeriesTable {
  /** Series by name and labels; several if files have the same series at the same time. */
  readonly #series = new Map<string, ThinnedSeries[]>();
  #size = 0;
  #file = '';
  /** Points added, including dropped points. */
  added = 0;

  /** Starts another file: points of a known name at times that overlap form a separate series. */
  begin(file: string): void {
    this.#file = file;
  }

  add(name: string, labels: string, at: number, value: number): void {
    if (!Number.isFinite(value) || !Number.isFinite(at)) return;
    this.added += 1;
    const series = this.#of(name, labels, at);
    if (series !== null) addPoint(series, at, value);
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
  #of(name: string, labels: string, from: number): ThinnedSeries | null {
    const file = this.#file;
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

/** A file of a rotated log that is read out of order begins at least this much earlier. */
const ROTATED_MS = 10 * 60_000;

function addPoint(series: ThinnedSeries, at: number, value: number): void {
  series.seen += 1;
  if (series.seen % series.every !== 0) return;
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

const USED = /^(.*[._])?(?:in_?use|used|active|busy|acquired|checked_?out)$/iu;
const SIZE = /^(.*[._])?(?:size|max|limit|total|capacity)$/iu;

/**
 * Adds to each pair of series for the amount in use and the size its utilization in percent, which
 * shows exhaustion: `connection_pool.used` of `connection_pool.size` becomes
 * `connection_pool.utilization`.
 */
export function addUtilizationSeries(series: readonly ObservedSeries[]): readonly ObservedSeries[] {
  const sizes = new Map(
    series.flatMap((observedSeries) => {
      const found = SIZE.exec(observedSeries.name);
      return found === null
        ? []
        : [[keyOf(found[1], observedSeries.labels), observedSeries] as const];
    }),
  );
  const shares = series.flatMap((used): readonly ObservedSeries[] => {
    const found = USED.exec(used.name);
    const size = found === null ? undefined : sizes.get(keyOf(found[1], used.labels));
    if (found === null || size === undefined) return [];
    const byMoment = new Map(size.at.map((moment, index) => [moment, size.values[index] ?? 0]));
    const share: ObservedSeries = {
      name: `${found[1] ?? ''}utilization`,
      labels: used.labels,
      at: [],
      values: [],
    };
    for (const [index, moment] of used.at.entries()) {
      const whole = byMoment.get(moment) ?? 0;
      if (whole <= 0) continue;
      share.at.push(moment);
      share.values.push((100 * (used.values[index] ?? 0)) / whole);
    }
    return share.at.length === 0 ? [] : [share];
  });
  return [...series, ...shares];
}

function keyOf(prefix: string | undefined, labels: string): string {
  return `${prefix ?? ''}\u0000${labels}`;
}
