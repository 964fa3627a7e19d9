import { median } from '../../stats/descriptive-statistics.ts';
import { medianInterval } from '../../stats/quantile-confidence-interval.ts';
import type { NotedReadings } from '../metric-readings.ts';
import type { PageObservers } from './load-page.ts';

/** Parts of a page's heap. */
const HEAP_PARTS = ['js', 'dom', 'buffers'] as const;
type HeapPart = (typeof HEAP_PARTS)[number];
export type HeapSize = Readonly<Record<HeapPart, number>>;

/** Confidence with which a part must have grown. */
const CONFIDENCE = 0.95;

interface HeapGrowth {
  /** Bytes a run of the parts that demonstrably grow; 0 if none does. */
  readonly bytes: number;
  readonly parts: Partial<HeapSize>;
}

/**
 * Computes the growth of the heap over the runs of a flow. A leak leaves something behind in every
 * run; a filling cache, compiled code and noise do so only now and then. So each part of the heap
 * is judged by the median of the differences from run to run, and counts only where the interval of
 * the median, by order statistics, lies above zero: a slope over all runs would stay raised by the
 * first runs.
 */
export function computeHeapGrowth(sizes: readonly HeapSize[]): HeapGrowth {
  const parts: { [Part in HeapPart]?: number } = {};
  for (const part of HEAP_PARTS) {
    const steps = sizes.slice(1).map((size, index) => size[part] - (sizes[index]?.[part] ?? 0));
    if (medianInterval(steps, CONFIDENCE).low > 0) parts[part] = median(steps);
  }
  const bytes = Object.values(parts).reduce((sum, value) => sum + value, 0);
  return { bytes, parts };
}

/**
 * Runs that warm a page up: they compile its code and fill its one-time caches. On a page that
 * leaves nothing behind, V8's heap still grew by 24, 7, 15, 7, 1, 0, 30 and 1 kB in the first eight
 * runs, and by nothing after that.
 */
const WARMUP_RUNS = 10;

type Tab = Pick<PageObservers, 'page' | 'session'>;

/** Measures the heap growth per run of a flow, which has already run once. */
export async function measureHeapGrowth(
  tab: Tab,
  run: () => Promise<void>,
  repeat: number,
): Promise<NotedReadings> {
  for (let warmups = 1; warmups < WARMUP_RUNS; warmups += 1) await run();
  const looks: HeapLook[] = [await lookAtHeap(tab)];
  for (let runs = 0; runs < repeat; runs += 1) {
    await run();
    looks.push(await lookAtHeap(tab));
  }
  const { bytes, parts } = computeHeapGrowth(looks.map(({ size }) => size));
  const grown = HEAP_PARTS.filter((part) => parts[part] !== undefined);
  const ofParts = HEAP_PARTS.map((part) => [
    `heap_${part}`,
    looks.map(({ size }) => size[part]).join(' '),
  ]);
  return {
    readings: { heap_growth: bytes },
    notes: {
      ...Object.fromEntries(ofParts),
      dom_nodes: looks.map(({ nodes }) => nodes).join(' '),
      dom_listeners: looks.map(({ listeners }) => listeners).join(' '),
      ...(grown.length === 0 ? {} : { heap_grown: grown.join(', ') }),
    },
  };
}

/** Heap of a page at rest, with its number of nodes and listeners. */
interface HeapLook {
  readonly size: HeapSize;
  readonly nodes: number;
  readonly listeners: number;
}

/** Reads the heap of a page after its frame is painted and garbage has been collected. */
async function lookAtHeap({ page, session }: Tab): Promise<HeapLook> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return {
    size: {
      js: usage.usedSize,
      dom: usage.embedderHeapUsedSize,
      buffers: usage.backingStorageSize,
    },
    nodes,
    listeners: jsEventListeners,
  };
}
