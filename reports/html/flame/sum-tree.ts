/** Weight of each node with all below it; a parent stands before its children. */
export function sumTree(parent: readonly number[], weight: readonly number[]): readonly number[] {
  const totals = [...weight];
  for (let node = totals.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above >= 0) totals[above] = (totals[above] ?? 0) + (totals[node] ?? 0);
  }
  return totals;
}
