import type { Block } from '../model/trial.ts';
import { median } from '../stats/quantile.ts';

/** Metrics whose value over a unit is the largest of its blocks. */
const PEAKS = new Set(['memory_peak', 'latency.max']);

/** One number per metric over the blocks of a unit: the median, for peaks the largest. */
export function combineBlocks(blocks: readonly Block[]): {
  readonly measurements: Readonly<Record<string, number>>;
  readonly unavailable: Readonly<Record<string, string>>;
} {
  const values = new Map<string, number[]>();
  const unavailable: Record<string, string> = {};
  for (const block of blocks) {
    Object.assign(unavailable, block.unavailable);
    for (const [name, value] of Object.entries(block.measurements)) {
      const known = values.get(name);
      if (known === undefined) values.set(name, [value]);
      else known.push(value);
    }
  }
  const measurements: Record<string, number> = {};
  for (const [name, sample] of values) {
    measurements[name] = PEAKS.has(name) ? Math.max(...sample) : median(sample);
    delete unavailable[name];
  }
  return { measurements, unavailable };
}
