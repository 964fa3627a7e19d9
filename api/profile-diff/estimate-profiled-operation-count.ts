import { assertNever } from '../../harness/model/assert-never.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ScenarioKind } from '../../harness/model/scenario/scenario.ts';
import type { Block } from '../../harness/model/trial.ts';
import { ascending } from '../../harness/stats/order-statistics.ts';

/** Share of the rounds in a trial, fastest first, that the time per operation is estimated from. */
const QUICKEST = 0.25;

/**
 * Estimates the number of operations in a profile. Samples show well how time is distributed among
 * functions, but not its total: under contention for processors, some are lost or late. So the
 * total comes from the trial's own clocks: for a call that never waits, the wall time or the CPU
 * time, whichever is less disturbed; for everything else, the CPU time. For a program profiled from
 * start to end, the profile is taken as it is.
 */
export function estimateProfiledOperationCount(
  kind: ScenarioKind,
  profile: Profile,
  blocks: readonly Block[],
): number {
  const counted = blocks.reduce((sum, { operations }) => sum + operations, 0);
  const waits = blocks.some(({ notes }) => notes?.gives_way === true);
  const times = ascending(blocks.flatMap((block) => timeOfOne(kind, block, waits) ?? []));
  const eachMs = times[Math.floor(QUICKEST * times.length)] ?? 0;
  const busyMs = busyOf(profile);
  return eachMs > 0 && busyMs > 0 ? busyMs / eachMs : Math.max(1, counted);
}

function timeOfOne(
  kind: ScenarioKind,
  { measurements }: Block,
  waits: boolean,
): number | undefined {
  const { wall_time: wallMs, cpu_time: cpuMs } = measurements;
  switch (kind) {
    case 'function':
      if (waits) return cpuMs;
      return wallMs === undefined || cpuMs === undefined ? wallMs : Math.min(wallMs, cpuMs);
    case 'http':
    case 'k6':
      return cpuMs;
    case 'command':
    case 'page':
      return undefined;
    default:
      return assertNever(kind);
  }
}

/** Returns the time of a profile to be compared: all but idle time and perf-harness itself. */
function busyOf({ functions, tree }: Profile): number {
  return tree.of.reduce((sum, of, node) => {
    const owner = functions[of]?.owner;
    return owner === 'idle' || owner === 'harness' ? sum : sum + (tree.self[node] ?? 0);
  }, 0);
}
