/** A coordinate: three digits after the point are finer than any screen. */
export function coordinate(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** A coordinate as a share of the width, so that pictures grow with the page and texts do not. */
export function percent(share: number): string {
  return `${coordinate(share * 100)}%`;
}
