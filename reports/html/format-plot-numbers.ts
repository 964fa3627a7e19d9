import { formatFactor } from '../format-quantity.ts';

/** A coordinate: three digits after the point are finer than any screen. */
export function formatCoordinate(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** A coordinate as a share of the width, so that pictures grow with the page and texts do not. */
export function formatWidthShare(share: number): string {
  return `${formatCoordinate(share * 100)}%`;
}

/** A tick of an axis of ratios: `+5 %`, `0 %`, `×4`. */
export function formatRatioTick(logRatio: number): string {
  const ratio = Math.exp(logRatio);
  if (ratio >= 1.999) return `×${formatFactor(ratio).replace(/\.?0+$/, '')}`;
  const percent = Number(((ratio - 1) * 100).toPrecision(3));
  if (percent === 0) return '0 %';
  return `${percent > 0 ? '+' : ''}${percent} %`;
}
