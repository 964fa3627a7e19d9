import type { CombinedBlocks, Executor } from '../model/executor.ts';
import type { Block } from '../model/trial.ts';
import { median } from '../stats/descriptive-statistics.ts';

/** Metrics for which the value of a unit is the maximum of its blocks. */
const PEAKS: ReadonlySet<string> = new Set([
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
  overBlocks: Executor['overBlocks'],
): Promise<CombinedBlocks> {
  const each = medians(blocks);
  if (overBlocks === undefined || blocks.length < 2) return each;
  const all = await overBlocks(blocks);
  const measurements = { ...each.measurements, ...all.measurements };
  const reasons = Object.entries({ ...each.unavailable, ...all.unavailable });
  const unavailable = Object.fromEntries(reasons.filter(([name]) => !(name in measurements)));
  return { measurements, unavailable };
}

function medians(blocks: readonly Block[]): CombinedBlocks {
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
