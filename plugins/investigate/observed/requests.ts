import { ClockWatch } from './clock-watch.ts';
import { ownText } from './own-text.ts';
import { QuantileSketch } from './quantile-sketch.ts';

/** What was answered in one interval of time. */
export interface RequestCell {
  count: number;
  errors: number;
  readonly durations: QuantileSketch;
}

/** Time, cut into intervals of equal width. */
export interface TimeGrid {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly widthMs: number;
  readonly length: number;
}

/** One answered request, or what a log says of one. */
export interface RequestRow {
  /** Milliseconds since 1970. */
  at: number;
  /** Milliseconds; NaN: the log does not say. */
  durationMs: number;
  isError: boolean;
  /** Whose it is, in the table that `RequestTable.endpointOf` numbers. */
  endpoint: number;
  /** Columns that tell requests apart, such as region, in the order of `RequestTable.segments`. */
  segments: readonly string[];
}

/** Endpoints that are told apart; requests to any more are counted together. */
const MOST_ENDPOINTS = 500;
/** Values of one column that are told apart. A column with more names single things. */
const MOST_VALUES = 50;
/** What requests beyond those bounds are counted under. */
export const OTHERS = '(others)';

/** Intervals aim at this many over the whole time: enough to place a change, enough requests in each. */
const INTERVALS = 240;
const NICE_WIDTHS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
].map((seconds) => seconds * 1000);

/** @param start - Milliseconds since 1970. @param end - The same, after it. */
export function timeGrid(start: number, end: number): TimeGrid {
  const wanted = Math.max(10_000, (end - start) / INTERVALS);
  const widthMs =
    NICE_WIDTHS_MS.find((width) => width >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const first = Math.floor(start / widthMs) * widthMs;
  return { start: first, widthMs, length: Math.ceil((end - first) / widthMs) };
}

type Cells = (RequestCell | undefined)[];

/** Requests by endpoint and interval, and by the values of each column and interval. */
export class RequestTable {
  readonly grid: TimeGrid;
  /** Columns that tell requests apart. */
  readonly segments: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #endpoints: { readonly name: string; readonly cells: Cells }[] = [];
  readonly #bySegment: Map<string, Cells>[] = [];
  /** Requests whose time lies outside of the grid, and from when to when they are, in milliseconds since 1970. */
  outside = { count: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  /** Of the log that is being read. */
  readonly clock = new ClockWatch();

  constructor(grid: TimeGrid) {
    this.grid = grid;
  }

  /** Number of an endpoint, by its name. */
  endpointOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (name !== OTHERS && this.#endpoints.length >= MOST_ENDPOINTS) return this.endpointOf(OTHERS);
    const number = this.#endpoints.length;
    const own = ownText(name);
    this.#endpoints.push({ name: own, cells: [] });
    this.#numbers.set(own, number);
    return number;
  }

  /** Place of a column in `segments`; it is added where it is new. */
  segmentOf(name: string): number {
    const known = this.segments.indexOf(name);
    if (known !== -1) return known;
    this.segments.push(name);
    this.#bySegment.push(new Map());
    return this.segments.length - 1;
  }

  add({ at, durationMs, isError, endpoint, segments }: RequestRow): void {
    this.clock.see(at);
    const interval = Math.floor((at - this.grid.start) / this.grid.widthMs);
    if (!(interval >= 0 && interval < this.grid.length)) {
      const { outside } = this;
      outside.count += 1;
      if (at < outside.first) outside.first = at;
      if (at > outside.last) outside.last = at;
      return;
    }
    const found = this.#endpoints[endpoint];
    if (found !== undefined) count(found.cells, interval, durationMs, isError);
    for (const [place, value] of segments.entries()) {
      if (value === '') continue;
      const values = this.#bySegment[place];
      if (values === undefined) continue;
      const key = values.size >= MOST_VALUES && !values.has(value) ? OTHERS : value;
      const cells = values.get(key) ?? [];
      if (cells.length === 0) values.set(key, cells);
      count(cells, interval, durationMs, isError);
    }
  }

  /**
   * The same with so many intervals in one, for services that are asked too seldom for percentiles of
   * single ones.
   */
  merged(factor: number): RequestTable {
    if (factor <= 1) return this;
    const { start, widthMs, length } = this.grid;
    const merged = new RequestTable({
      ...{ start, widthMs: widthMs * factor, length: Math.ceil(length / factor) },
    });
    const inOne = (cells: Cells): Cells =>
      Array.from({ length: merged.grid.length }, (_, index) => {
        const own = cells.slice(index * factor, (index + 1) * factor);
        return own.some((cell) => cell !== undefined) ? sumCells(own) : undefined;
      });
    merged.outside = this.outside;
    for (const { name, cells } of this.#endpoints) {
      merged.#endpoints.push({ name, cells: inOne(cells) });
    }
    for (const [place, name] of this.segments.entries()) {
      merged.segments.push(name);
      const values = [...(this.#bySegment[place] ?? [])];
      merged.#bySegment.push(new Map(values.map(([value, cells]) => [value, inOne(cells)])));
    }
    return merged;
  }

  /** Endpoints that were asked for, with their cells by interval. */
  endpoints(): readonly {
    readonly name: string;
    readonly cells: readonly (RequestCell | undefined)[];
  }[] {
    return this.#endpoints;
  }

  /** Values of a column, with their cells by interval. */
  valuesOf(segment: string): ReadonlyMap<string, readonly (RequestCell | undefined)[]> {
    return this.#bySegment[this.segments.indexOf(segment)] ?? new Map();
  }
}

function count(cells: Cells, interval: number, durationMs: number, isError: boolean): void {
  let cell = cells[interval];
  if (cell === undefined) {
    cell = { count: 0, errors: 0, durations: new QuantileSketch() };
    cells[interval] = cell;
  }
  cell.count += 1;
  if (isError) cell.errors += 1;
  if (durationMs >= 0 && durationMs < Number.POSITIVE_INFINITY) cell.durations.add(durationMs);
}

/** All that was answered in some cells. */
export function sumCells(cells: Iterable<RequestCell | undefined>): RequestCell {
  const sum: RequestCell = { count: 0, errors: 0, durations: new QuantileSketch() };
  for (const cell of cells) {
    if (cell === undefined) continue;
    sum.count += cell.count;
    sum.errors += cell.errors;
    sum.durations.merge(cell.durations);
  }
  return sum;
}
