import { formatFactor } from '../scale.ts';

/** A tick of an axis of ratios: `+5 %`, `0 %`, `×4`. */
export function ratioTick(logRatio: number): string {
  const ratio = Math.exp(logRatio);
  if (ratio >= 1.999) return `×${formatFactor(ratio).replace(/\.?0+$/, '')}`;
  const percent = Number(((ratio - 1) * 100).toPrecision(3));
  if (percent === 0) return '0 %';
  return `${percent > 0 ? '+' : ''}${percent} %`;
}
