/** Maximum gap between values; a larger one adds no information, but costs precision. */
const MAX_GAP = 16;

/** Piecewise quadratic function of the level; each piece is a·x² + b·x + c up to the next edge. */
interface Pieces {
  count: number;
  edge: Float64Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  /** Start of the last segment in the solution of each piece. */
  start: Int32Array;
}

/** Cost of a level due to a point with value 0, as pieces in ascending order. */
export interface PointCost {
  /** Cost, in variances, of a point that is too far from its level to be noise. */
  readonly outlier: number;
  /** Starts of all pieces but the first. */
  readonly edges: readonly number[];
  /** Minimum of the parabola (x − at)² of a piece; null for the cost of an outlier. */
  readonly centers: readonly (number | null)[];
}

/** Returns the squared distance, capped at the cost of an outlier. */
export function oneModeCost(outlier: number): PointCost {
  const reach = Math.sqrt(outlier);
  return { outlier, edges: [-reach, reach], centers: [null, 0, null] };
}

/** Like `oneModeCost`, for points that may lie `distance` standard deviations above the level. */
export function twoModeCost(outlier: number, distance: number): PointCost {
  const reach = Math.sqrt(outlier);
  const isApart = distance >= 2 * reach;
  return {
    outlier,
    edges: isApart
      ? [-distance - reach, -distance + reach, -reach, reach]
      : [-distance - reach, -distance / 2, reach],
    centers: isApart ? [null, -distance, null, 0, null] : [null, -distance, 0, null],
  };
}

/** The best explanation of a series by constant levels. */
export interface Segmentation {
  /** Starts of all levels but the first. */
  readonly starts: number[];
  /** Cost of all points and changes together, in variances. */
  readonly cost: number;
}

/**
 * Returns the starts of the segments of constant level that explain a series best: with the
 * smallest sum of squared distances, each capped at the cost of an outlier, plus a penalty for each
 * change. Exact, by dynamic programming with functional pruning (Fearnhead and Rigaill,
 * "Changepoint Detection in the Presence of Outliers", JASA 114, 2019, with the biweight loss). The
 * first start, 0, is left out.
 * @param values - In standard deviations of the noise.
 * @param penaltyAt - Penalty of a change whose new level begins at this index.
 */
export function robustSegments(
  values: Float64Array,
  penaltyAt: (index: number) => number,
  cost: PointCost,
): Segmentation {
  const n = values.length;
  if (n < 2) return { starts: [], cost: 0 };
  const series = withoutWideGaps(values, MAX_GAP + reachOf(cost));
  const lastStart = new Int32Array(n);
  let [low, high] = [Infinity, -Infinity];
  for (const value of series) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  let current = allocatePieces(64);
  let next = allocatePieces(64);
  current.count = 1;
  current.edge.set([low, high]);
  addPoint(current, next, Infinity, 0, series[0] ?? 0, cost);
  for (let index = 1; index < n; index += 1) {
    [current, next] = [next, current];
    const best = findMinimum(current);
    lastStart[index - 1] = best.start;
    addPoint(current, next, best.cost + penaltyAt(index), index, series[index] ?? 0, cost);
  }
  const starts: number[] = [];
  const { cost: total, start: last } = findMinimum(next);
  for (let start = last; start > 0; start = lastStart[start - 1] ?? 0) starts.push(start);
  return { starts: starts.reverse(), cost: total };
}

/** Computes min(now, ceiling) + the point's cost; pieces of the ceiling start at `start`. */
function addPoint(
  now: Pieces,
  next: Pieces,
  ceiling: number,
  start: number,
  value: number,
  cost: PointCost,
): void {
  next.count = 0;
  const { edges, centers, outlier } = cost;
  let section = 0;
  const emit = (from: number, to: number, a: number, b: number, c: number, own: number): void => {
    let at = from;
    while (at < to) {
      while (section < edges.length && (edges[section] ?? 0) + value <= at) section += 1;
      const end = Math.min(to, section < edges.length ? (edges[section] ?? 0) + value : to);
      const center = centers[section] ?? null;
      if (center === null) appendPiece(next, at, end, a, b, c + outlier, own);
      else {
        const middle = value + center;
        appendPiece(next, at, end, a + 1, b - 2 * middle, c + middle * middle, own);
      }
      at = end;
    }
  };
  for (let index = 0; index < now.count; index += 1) {
    const [from, to] = [now.edge[index] as number, now.edge[index + 1] as number];
    const [a, b, c] = [now.a[index] as number, now.b[index] as number, now.c[index] as number];
    const own = now.start[index] as number;
    if (ceiling === Infinity) emit(from, to, a, b, c, own);
    else if (a === 0) {
      if (c <= ceiling) emit(from, to, a, b, c, own);
      else emit(from, to, 0, 0, ceiling, start);
    } else {
      const middle = -b / (2 * a);
      const below = ceiling - (c - a * middle * middle);
      const half = below > 0 ? Math.sqrt(below / a) : -1;
      const left = half < 0 ? to : Math.min(to, Math.max(from, middle - half));
      const right = half < 0 ? to : Math.min(to, Math.max(from, middle + half));
      if (from < left) emit(from, left, 0, 0, ceiling, start);
      if (left < right) emit(left, right, a, b, c, own);
      if (right < to) emit(right, to, 0, 0, ceiling, start);
    }
  }
  // The domain of a series of equal values is a single point.
  if (next.count === 0)
    emit(now.edge[0] ?? 0, (now.edge[0] ?? 0) + 1, now.a[0] ?? 0, now.b[0] ?? 0, now.c[0] ?? 0, 0);
}

function appendPiece(
  to: Pieces,
  from: number,
  end: number,
  a: number,
  b: number,
  c: number,
  start: number,
): void {
  const last = to.count - 1;
  if (
    last >= 0 &&
    to.start[last] === start &&
    to.a[last] === a &&
    to.b[last] === b &&
    to.c[last] === c
  ) {
    to.edge[to.count] = end;
    return;
  }
  if (to.count + 2 > to.edge.length) doubleCapacity(to);
  to.edge[to.count] = from;
  to.edge[to.count + 1] = end;
  to.a[to.count] = a;
  to.b[to.count] = b;
  to.c[to.count] = c;
  to.start[to.count] = start;
  to.count += 1;
}

function findMinimum(pieces: Pieces): { readonly cost: number; readonly start: number } {
  let cost = Infinity;
  let start = 0;
  for (let index = 0; index < pieces.count; index += 1) {
    const [a, b, c] = [
      pieces.a[index] as number,
      pieces.b[index] as number,
      pieces.c[index] as number,
    ];
    let own = c;
    if (a > 0) {
      const middle = -b / (2 * a);
      const at = Math.min(
        pieces.edge[index + 1] as number,
        Math.max(pieces.edge[index] as number, middle),
      );
      own = c - a * middle * middle + a * (at - middle) * (at - middle);
    }
    if (own < cost) {
      cost = own;
      start = pieces.start[index] as number;
    }
  }
  return { cost, start };
}

/** Narrows wide gaps between neighboring values, in which no level lies, for precision. */
function withoutWideGaps(values: Float64Array, widest: number): Float64Array {
  const order = values.toSorted();
  const moved = new Float64Array(order.length);
  let isWide = false;
  for (let index = 1; index < order.length; index += 1) {
    const gap = (order[index] as number) - (order[index - 1] as number);
    if (gap > widest) isWide = true;
    moved[index] = (moved[index - 1] as number) + Math.min(widest, gap);
  }
  const middle = order[order.length >> 1] ?? 0;
  if (!isWide) return values.map((value) => value - middle);
  const movedByValue = new Map<number, number>();
  for (const [index, value] of order.entries()) movedByValue.set(value, moved[index] as number);
  return values.map((value) => movedByValue.get(value) ?? 0);
}

function reachOf({ edges }: PointCost): number {
  return (edges.at(-1) ?? 0) - (edges[0] ?? 0);
}

function allocatePieces(size: number): Pieces {
  return {
    count: 0,
    edge: new Float64Array(size + 1),
    a: new Float64Array(size),
    b: new Float64Array(size),
    c: new Float64Array(size),
    start: new Int32Array(size),
  };
}

function doubleCapacity(full: Pieces): void {
  const larger = allocatePieces(full.a.length * 2);
  for (const key of ['edge', 'a', 'b', 'c', 'start'] as const) {
    larger[key].set(full[key]);
    full[key] = larger[key] as never;
  }
}
