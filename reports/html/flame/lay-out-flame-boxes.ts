/** Least width, as a share of the whole; less would be invisible and impossible to point at. */
const LEAST_SHARE = 0.001;
/** Deeper calls are cut off. */
const MOST_ROWS = 80;

export interface FlameBox {
  readonly node: number;
  readonly left: number;
  readonly width: number;
  readonly row: number;
  /** Index of its parent box; −1: none. */
  readonly hangsFrom: number;
}

/**
 * Lays out calls from top to bottom, each as wide as its share, the widest first.
 * @param isHidden - True for root nodes that are not drawn, including their subtrees.
 */
export function layOutFlameBoxes(
  parent: readonly number[],
  weight: readonly number[],
  isHidden: (node: number) => boolean,
): readonly FlameBox[] {
  const totals = sumSubtrees(parent, weight);
  const roots = parent.flatMap((above, node) => (above === -1 && !isHidden(node) ? [node] : []));
  const whole = roots.reduce((sum, node) => sum + (totals[node] ?? 0), 0);
  if (whole === 0) return [];
  const children = Map.groupBy(parent.keys(), (node) => parent[node] ?? -1);
  const boxes: FlameBox[] = [];
  const open = [{ nodes: roots, left: 0, row: 0, hangsFrom: -1 }];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    let { left } = level;
    const sorted = level.nodes.toSorted((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
    for (const node of sorted) {
      const width = (totals[node] ?? 0) / whole;
      if (width < LEAST_SHARE) break;
      const { row, hangsFrom } = level;
      const box = boxes.push({ node, left, width, row, hangsFrom }) - 1;
      const below = children.get(node);
      if (below !== undefined && row + 1 < MOST_ROWS) {
        open.push({ nodes: below, left, row: row + 1, hangsFrom: box });
      }
      left += width;
    }
  }
  return boxes;
}

/** Sums the weights of each node's subtree; parents come before their children. */
export function sumSubtrees(
  parent: readonly number[],
  weight: readonly number[],
): readonly number[] {
  const totals = [...weight];
  for (let node = totals.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above >= 0) totals[above] = (totals[above] ?? 0) + (totals[node] ?? 0);
  }
  return totals;
}
