import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { measureTrial } from '../../harness/sampling/measure-trial.ts';
import { median } from '../../harness/stats/quantile.ts';
import { completed, type Executors, scenarioIn } from './units.ts';
import { AMOUNT_FILE, amountOf, amountText, type Workload } from './workloads.ts';

/** What a share of a workload's metric is worth in work. */
export interface Dose {
  /** Of the metric, at the base's amount, that the work makes up; the rest is start-up and overhead. */
  readonly workShare: number;
}

/** Units a side for finding the share. */
const UNITS = 12;

/**
 * Finds how much of a metric the counted work makes up, from units without any of it beside units
 * with all of it, in turn. All of a function is its work; a command also starts, a server also
 * speaks HTTP.
 */
export async function measureDose(
  host: Host,
  executors: Executors,
  workload: Workload,
  metric: string,
  run: { readonly project: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<Dose> {
  if (workload.kind === 'function') return { workShare: 1 };
  const amounts = [0, amountOf(workload)] as const;
  const scenario = scenarioIn(run.project, workload);
  const executor = executors.for(workload);
  const values: [number[], number[]] = [[], []];
  for (let index = 0; index < 2 * UNITS + 2; index += 1) {
    const which = index % 2 === 0 ? 0 : 1;
    writeFileSync(join(run.project, AMOUNT_FILE), amountText(amounts[which]));
    const planned = { index, warmup: false, side: 'a', pair: index, slot: 0, seed: 1 } as const;
    const trial = completed(await measureTrial(host, executor, scenario, planned, run));
    // The first of each warms the machine's caches up.
    if (index >= 2) values[which].push(trial.measurements[metric] ?? Number.NaN);
  }
  const [without, withWork] = values.map((sample) => median(sample)) as [number, number];
  return { workShare: 1 - without / withWork };
}

/** How often the work is done so that the metric is larger by this share. */
export function plantedAmount(base: number, share: number, { workShare }: Dose): number {
  return Math.round(base * (1 + share / workShare));
}
