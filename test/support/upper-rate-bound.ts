/** Three standard errors above a promised rate: what is seen of it in so many draws, but for chance. */
export function upperRateBound(rate: number, times: number): number {
  return rate + 3 * Math.sqrt((rate * (1 - rate)) / times);
}
