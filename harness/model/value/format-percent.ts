/** Formats a ratio for people: 0.02 as `2 %`. More digits would only show its binary form. */
export function formatPercent(ratio: number, digits = 6): string {
  return `${Number((ratio * 100).toPrecision(digits))} %`;
}

/** The same as an option takes it: `2%`. */
export function formatPercentOption(ratio: number): string {
  return formatPercent(ratio).replace(' ', '');
}
