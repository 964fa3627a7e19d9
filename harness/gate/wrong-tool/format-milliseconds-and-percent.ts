/** A number of milliseconds as the gate writes it, without a unit: 6300, 312, 3.14, 0.0042. */
export function formatMilliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** A share from 0 to 1: `89.9 %`, `90 %`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
