import type { CombinedBlocks, Executor } from '../model/executor.ts';
import type { Block } from '../model/trial.ts';
import { median } from '../stats/descriptive-statistics.ts';

/** Metrics of which the value of a unit is the maximum of its blocks. */
const PEAK_METRICS: ReadonlySet<string> = new Set([
  'memory_peak',
  'latency.max',
  'event_loop_delay.max',
  'pool_wait.max',
  'pool_waiting',
  'open_handles',
  'open_sockets',
]);

/**
 * Returns one value per metric over the blocks: the executor's own combination if it has one, else
 * the maximum for peaks and the median otherwise.
 */
export async function combineTrialBlocks(
  blocks: readonly Block[],
  overBlocks: Executor['combineBlocks'],
): Promise<CombinedBlocks> {
  const perMetric = combinePerMetric(blocks);
  if (overBlocks === undefined || blocks.length < 2) return perMetric;
  const combined = await overBlocks(blocks);
  const measurements = { ...perMetric.measurements, ...combined.measurements };
  const reasons = Object.entries({ ...perMetric.unavailable, ...combined.unavailable });
  const unavailable = Object.fromEntries(reasons.filter(([name]) => !(name in measurements)));
  return { measurements, unavailable };
}

function combinePerMetric(blocks: readonly Block[]): CombinedBlocks {
  const values = new Map<string, number[]>();
  const unavailable: Record<string, string> = {};
  for (const block of blocks) {
    Object.assign(unavailable, block.unavailable);
    for (const [name, value] of Object.entries(block.measurements)) {
      const sample = values.get(name);
      if (sample === undefined) values.set(name, [value]);
      else sample.push(value);
    }
  }
  const measurements: Record<string, number> = {};
  for (const [name, sample] of values) {
    measurements[name] = PEAK_METRICS.has(name) ? Math.max(...sample) : median(sample);
    delete unavailable[name];
  }
  return { measurements, unavailable };
}
