/** A change as tables show it: `+5.10 %`, with a true minus sign. */
export function formatSignedPercent(share: number): string {
  return `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(2)} %`;
}
