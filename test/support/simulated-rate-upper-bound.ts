/** Returns a promised rate plus three standard errors: the most chance adds in these draws. */
export function simulatedRateUpperBound(rate: number, times: number): number {
  return rate + 3 * Math.sqrt((rate * (1 - rate)) / times);
}
