/** What it costs to leave one out on one side: two of them are dearer than the worst match. */
const LEFT_OUT = 2;
/** Beyond so many the table would take too much memory; they are matched one by one. */
const MOST = 1_000;

/**
 * Pairs of two lists in the order of both, so that the distances and what is left out cost the
 * least together (Needleman and Wunsch, J. Mol. Biol. 48, 1970).
 * @param distance - From 0, the same, to 3, worse than which nothing is.
 */
export function alignInOrder<T>(
  base: readonly T[],
  head: readonly T[],
  distance: (one: T, other: T) => number,
): readonly (readonly [T, T])[] {
  if (base.length === 0 || head.length === 0) return [];
  if (base.length > MOST || head.length > MOST) {
    return base.slice(0, head.length).map((one, index) => [one, head[index] as T]);
  }
  const width = head.length + 1;
  const costs = new Float64Array((base.length + 1) * width);
  const costAt = (row: number, column: number): number => costs[row * width + column] ?? 0;
  /** Of the last two that are matched with each other. */
  const matchCost = (row: number, column: number): number =>
    costAt(row - 1, column - 1) + distance(base[row - 1] as T, head[column - 1] as T);
  for (let row = 0; row <= base.length; row += 1) {
    for (let column = 0; column <= head.length; column += 1) {
      costs[row * width + column] =
        row === 0 || column === 0
          ? LEFT_OUT * (row + column)
          : Math.min(
              matchCost(row, column),
              costAt(row - 1, column) + LEFT_OUT,
              costAt(row, column - 1) + LEFT_OUT,
            );
    }
  }
  const pairs: (readonly [T, T])[] = [];
  let [row, column] = [base.length, head.length];
  while (row > 0 && column > 0) {
    if (costAt(row, column) === matchCost(row, column)) {
      row -= 1;
      column -= 1;
      pairs.push([base[row] as T, head[column] as T]);
    } else if (costAt(row, column) === costAt(row - 1, column) + LEFT_OUT) {
      row -= 1;
    } else {
      column -= 1;
    }
  }
  return pairs.reverse();
}
