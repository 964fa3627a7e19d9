/** Rank of each value, from 1, in the order of the sample; equal values share their mean rank. */
export function midRanks(sample: readonly number[]): number[] {
  const order = sample.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(sample.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    // Ranks start + 1 … end.
    for (const { index } of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
