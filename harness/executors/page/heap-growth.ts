import { medianInterval } from '../../stats/median-interval.ts';
import { median } from '../../stats/quantile.ts';

/** What the heap of a page is made of. */
export const HEAP_PARTS = ['js', 'dom', 'buffers'] as const;
export type HeapPart = (typeof HEAP_PARTS)[number];
/** Bytes of each part after a garbage collection. */
export type HeapSize = Readonly<Record<HeapPart, number>>;

/** Confidence with which a part must have grown. */
const CONFIDENCE = 0.95;

/** What every run of a flow leaves behind. */
export interface HeapGrowth {
  /** Bytes a run, of the parts that are shown to grow; 0 where none is. */
  readonly bytes: number;
  /** The parts that do. */
  readonly parts: Partial<HeapSize>;
}

/**
 * Growth of the heap over the runs of a flow. A leak leaves something behind every time; a cache that
 * fills, code that is compiled, noise do so now and then. So each part of the heap is judged by the
 * median of the differences from run to run, and counts only where its interval, by order statistics,
 * lies above zero: a slope over all runs would be pulled up by the first ones for ever.
 */
export function heapGrowth(sizes: readonly HeapSize[]): HeapGrowth {
  const parts: { [Part in HeapPart]?: number } = {};
  for (const part of HEAP_PARTS) {
    const steps = sizes.slice(1).map((size, index) => size[part] - (sizes[index]?.[part] ?? 0));
    if (medianInterval(steps, CONFIDENCE).low > 0) parts[part] = median(steps);
  }
  const bytes = Object.values(parts).reduce((sum, value) => sum + value, 0);
  return { bytes, parts };
}
