import type { Host } from '../../harness/host.ts';
import { inSlotOrder, planPair, trialOfPair } from '../../harness/live/plan-pair.ts';
import type { SideId } from '../../harness/model/side.ts';
import { beginTrial } from '../../harness/sampling/measure-trial.ts';
import type { Random } from '../../harness/stats/random.ts';
import type { RecordedPair, RecordedUnit } from './peers/rule.ts';
import { completed, type Executors, scenarioIn } from './units.ts';
import type { Workload } from './workloads.ts';

/** As many samples as criterion takes in a process, and half a second of them. */
const BLOCKS = 100;
const BLOCK_MS = 5;

export interface RecordingRun {
  /** The project of either side, by slot: the coin of a pair says which side lies where. */
  readonly projectOf: (side: SideId, slot: 0 | 1) => string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Pairs as a live comparison measures them, back to back, by coin and under the same V8 seeds; the
 * units of functions in a hundred blocks, for the rules that look inside a process.
 */
export async function recordPairs(
  host: Host,
  executors: Executors,
  workload: Workload,
  plan: { readonly first: number; readonly count: number; readonly random: Random },
  run: RecordingRun,
): Promise<readonly RecordedPair[]> {
  const pairs: RecordedPair[] = [];
  for (let number = plan.first; number < plan.first + plan.count; number += 1) {
    const pair = planPair({ number, warmup: false, stage: 'screen' }, plan.random);
    const units: Partial<Record<SideId, RecordedUnit>> = {};
    for (const side of inSlotOrder(pair)) {
      const trial = trialOfPair(pair, side);
      const scenario = scenarioIn(run.projectOf(side, trial.slot), workload);
      const open = beginTrial(host, executors.for(workload), scenario, trial, run);
      await open.open();
      if (workload.kind === 'function') {
        for (let index = 0; index < BLOCKS && !open.hasFailed(); index += 1) {
          await open.measure({ index, durationMs: BLOCK_MS });
        }
      } else await open.measure({ index: 0, durationMs: null });
      const ended = completed(await open.end());
      units[side] = {
        centerMs: ended.measurements.wall_time ?? Number.NaN,
        blocksMs:
          workload.kind === 'function'
            ? ended.blocks.map(({ durationMs, operations }) => rounded(durationMs / operations))
            : [],
        seconds: ended.durationMs / 1_000,
      };
    }
    pairs.push({ a: units.a as RecordedUnit, b: units.b as RecordedUnit });
  }
  return pairs;
}

/** Seven digits are more than any clock has. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
