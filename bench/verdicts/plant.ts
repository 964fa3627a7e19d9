import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { measureTrial } from '../../harness/sampling/measure-trial.ts';
import { median } from '../../harness/stats/quantile.ts';
import { completed, type Executors, scenarioIn } from './units.ts';
import { AMOUNT_FILE, amountOf, amountText, type Workload } from './workloads.ts';

/** What a share of a workload's metric is worth in work. */
export interface Dose {
  /** Growth of the metric over growth of the work, near the base's amount. */
  readonly workShare: number;
}

/** Units a side for finding the share. */
const UNITS = 16;
/** How much more work the one half of them does. */
const MORE = 0.5;

/**
 * Finds how much a metric grows with the counted work, from units with the base's amount beside
 * units with half as much again, in turn and under the same V8 seeds. A command also starts, a
 * server also speaks HTTP, and calls of a function cost something too.
 */
export async function measureDose(
  host: Host,
  executors: Executors,
  workload: Workload,
  metric: string,
  run: { readonly project: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<Dose> {
  const base = amountOf(workload);
  const more = Math.round(base * (1 + MORE));
  const scenario = scenarioIn(run.project, workload);
  const executor = executors.for(workload);
  const growths: number[] = [];
  let before = Number.NaN;
  for (let index = 0; index < 2 * UNITS + 2; index += 1) {
    const pair = Math.floor(index / 2);
    const isMore = index % 2 === 1;
    writeFileSync(join(run.project, AMOUNT_FILE), amountText(isMore ? more : base));
    const planned = {
      index,
      warmup: false,
      side: 'a',
      pair,
      slot: 0,
      seed: pair + 1,
      stage: 'screen',
    } as const;
    const trial = completed(await measureTrial(host, executor, scenario, planned, run));
    const value = trial.measurements[metric] ?? Number.NaN;
    // The first pair warms the machine's caches up.
    if (isMore && pair > 0) growths.push(value / before);
    before = value;
  }
  return { workShare: (median(growths) - 1) / MORE };
}

/** How often the work is done so that the metric is larger by this share. */
export function plantedAmount(base: number, share: number, { workShare }: Dose): number {
  return Math.round(base * (1 + share / workShare));
}
