import { detachSubstring } from '../read/sanitize-log-text.ts';
import { ClockJumpDetector } from './clock-jump-detector.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { ClientCounts } from './request-counts-per-client.ts';

export interface RequestCell {
  count: number;
  errors: number;
  readonly durations: QuantileSketch;
}

export interface TimeGrid {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly widthMs: number;
  readonly length: number;
}

export interface RequestRow {
  /** Milliseconds since 1970. */
  at: number;
  /** Milliseconds; NaN if not logged. */
  durationMs: number;
  isError: boolean;
  /** Number of the endpoint, from `RequestTable.endpointOf`. */
  endpoint: number;
  /**
   * Values of the columns that divide requests, such as region, in the order of
   * `RequestTable.segments`; undefined for columns of other logs.
   */
  segments: readonly (string | undefined)[];
  /** Client of the request; absent: not logged. */
  client?: string;
}

/** Limit of distinct endpoints; requests to further endpoints are counted together. */
const MOST_ENDPOINTS = 500;
/** Limit of distinct values of a column. A column with more identifies individual items. */
const MOST_VALUES = 50;
/** Name for the requests beyond those limits. */
export const OTHER_REQUESTS = '(others)';

/** Target number of intervals over the period: enough to locate a change, with enough requests. */
const INTERVALS = 240;
const NICE_WIDTHS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
].map((seconds) => seconds * 1000);

/** @param start - Milliseconds since 1970. @param end - The same, after it. */
export function createTimeGrid(start: number, end: number): TimeGrid {
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
  /** Requests outside the grid: number, first and last time in milliseconds since 1970. */
  outside = { count: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  readonly clients = new ClientCounts();
  /** Clock of the log being read. */
  readonly clock = new ClockJumpDetector();
  /** Requests of the log being read, and those with a logged duration. */
  counted = { requests: 0, timed: 0 };

  constructor(grid: TimeGrid) {
    this.grid = grid;
  }

  endpointOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (name !== OTHER_REQUESTS && this.#endpoints.length >= MOST_ENDPOINTS)
      return this.endpointOf(OTHER_REQUESTS);
    const number = this.#endpoints.length;
    const own = detachSubstring(name);
    this.#endpoints.push({ name: own, cells: [] });
    this.#numbers.set(own, number);
    return number;
  }

  /** Returns the index of a column in `segments`; adds the column if it is new. */
  segmentOf(name: string): number {
    const known = this.segments.indexOf(name);
    if (known !== -1) return known;
    this.segments.push(name);
    this.#bySegment.push(new Map());
    return this.segments.length - 1;
  }

  add({ at, durationMs, isError, endpoint, segments, client = '' }: RequestRow): void {
    this.clock.see(at);
    this.counted.requests += 1;
    if (isDuration(durationMs)) this.counted.timed += 1;
    const interval = Math.floor((at - this.grid.start) / this.grid.widthMs);
    if (!(interval >= 0 && interval < this.grid.length)) {
      const { outside } = this;
      outside.count += 1;
      if (at < outside.first) outside.first = at;
      if (at > outside.last) outside.last = at;
      return;
    }
    if (client !== '') this.clients.add(interval, client);
    const found = this.#endpoints[endpoint];
    if (found !== undefined) count(this.#cellOf(found.cells, interval), durationMs, isError);
    for (const [place, value] of segments.entries()) {
      if (value === undefined || value === '') continue;
      const values = this.#bySegment[place];
      if (values !== undefined)
        count(this.#cellOf(cellsOf(values, value), interval), durationMs, isError);
    }
  }

  /** Table with `factor` intervals merged: single intervals lack requests for percentiles. */
  merged(factor: number): RequestTable {
    if (factor <= 1) return this;
    const { start, widthMs, length } = this.grid;
    const merged = new RequestTable({
      start,
      widthMs: widthMs * factor,
      length: Math.ceil(length / factor),
    });
    const inOne = (cells: Cells): Cells =>
      Array.from({ length: merged.grid.length }, (_, index) => {
        const own = cells.slice(index * factor, (index + 1) * factor);
        return own.some((cell) => cell !== undefined) ? sumRequestCells(own) : undefined;
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

  /** Endpoints that received requests, with their cells by interval. */
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

  #cellOf(cells: Cells, interval: number): RequestCell {
    const known = cells[interval];
    if (known !== undefined) return known;
    const cell = { count: 0, errors: 0, durations: new QuantileSketch() };
    cells[interval] = cell;
    return cell;
  }
}

/** Cells of a value of a column, or of all beyond the bound. */
function cellsOf(values: Map<string, Cells>, value: string): Cells {
  const key = values.size >= MOST_VALUES && !values.has(value) ? OTHER_REQUESTS : value;
  const known = values.get(key);
  if (known !== undefined) return known;
  const cells: Cells = [];
  values.set(key, cells);
  return cells;
}

function count(cell: RequestCell, durationMs: number, isError: boolean): void {
  cell.count += 1;
  if (isError) cell.errors += 1;
  if (isDuration(durationMs)) cell.durations.add(durationMs);
}

function isDuration(ms: number): boolean {
  return ms >= 0 && ms < Number.POSITIVE_INFINITY;
}

export function sumRequestCells(cells: Iterable<RequestCell | undefined>): RequestCell {
  const sum: RequestCell = { count: 0, errors: 0, durations: new QuantileSketch() };
  for (const cell of cells) {
    if (cell === undefined) continue;
    sum.count += cell.count;
    sum.errors += cell.errors;
    sum.durations.merge(cell.durations);
  }
  return sum;
}
