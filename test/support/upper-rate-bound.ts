/**
 * Returns three standard errors above a promised rate: the most that chance should add in this many
 * draws.
 */
export function upperRateBound(rate: number, times: number): number {
  return rate + 3 * Math.sqrt((rate * (1 - rate)) / times);
}
