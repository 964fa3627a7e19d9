import type { Host } from '../../harness/host.ts';
import type { CallTree, Profile } from '../../harness/model/program/profile.ts';
import type { ProfileResult } from '../../harness/model/program/profiler.ts';
import type {
  AllocatingFunction,
  BusyFunction,
} from '../../harness/model/program/scenario-runtime-evidence.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { createProfilerForKind } from '../observe/build-profile-report-section.ts';
import { mapProfilesToSources } from '../observe/map-profiles-to-sources.ts';
import type { ObservedTrial } from '../observe/run-trials-with-observer.ts';
import type { RunObservedTrial } from './run-separate-trial-per-evidence-kind.ts';

/** Returns the total CPU time of each function of the project, callees included; null: unknown. */
export async function profileCpuByFunction(
  host: Host,
  scenario: Scenario,
  take: RunObservedTrial,
): Promise<readonly BusyFunction[] | null> {
  const found = await takeTotals(host, scenario, 'cpu', 'its event loop usage', take);
  return (
    found?.map(({ total, ...busyFunction }) => ({ ...busyFunction, requestMs: total })) ?? null
  );
}

/** Returns each project function's total allocation, callees included; null: unknown. */
export async function profileAllocationByFunction(
  host: Host,
  scenario: Scenario,
  take: RunObservedTrial,
): Promise<readonly AllocatingFunction[] | null> {
  const found = await takeTotals(host, scenario, 'allocation', 'its allocations', take);
  return (
    found?.map(({ total, ...allocatingFunction }) => ({
      ...allocatingFunction,
      requestBytes: total,
    })) ?? null
  );
}

interface FunctionTotal {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  /** Total per request. */
  readonly total: number;
}

/** Functions of the project, the heaviest first. */
async function takeTotals(
  ...args: Parameters<typeof takeProfile>
): Promise<readonly FunctionTotal[] | null> {
  const taken = await takeProfile(...args);
  if (taken === null) return null;
  const { profile, requests } = taken;
  const totals = totalOfFunctions(profile);
  return profile.functions
    .flatMap(({ owner, file, name, line }, index): readonly FunctionTotal[] => {
      const total = totals[index] ?? 0;
      if (owner !== 'project' || file === null || total === 0) return [];
      return [{ file, name, line: line ?? 0, total: total / requests }];
    })
    .sort((functionTotal, other) => other.total - functionTotal.total);
}

async function takeProfile(
  host: Host,
  scenario: Scenario,
  kind: 'cpu' | 'allocation',
  what: string,
  take: RunObservedTrial,
): Promise<{ readonly profile: Profile; readonly requests: number } | null> {
  const observed = await take<ProfileResult>(
    what,
    createProfilerForKind(host, kind, scenario).attach,
  );
  if (observed === null) return null;
  const [profile] = mapProfilesToSources(host, [observed.seen.profile]).profiles;
  return profile === undefined
    ? null
    : { profile, requests: countProfiledRequests(observed, scenario) };
}

/** A server is profiled while it is warmed up too, with the same load as later. */
export function countProfiledRequests(
  { trial, stretch }: ObservedTrial<object>,
  scenario: Scenario,
): number {
  const counted = trial.blocks.reduce((sum, { operations }) => sum + operations, 0);
  const measuredMs = trial.blocks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isServed = 'server' in scenario && measuredMs > 0;
  const times = isServed ? Math.max(1, (stretch.toMs - stretch.fromMs) / measuredMs) : 1;
  return Math.max(1, counted * times);
}

/** Returns the inclusive time of each function; recursive calls count once. */
function totalOfFunctions({ functions, tree }: Profile): Float64Array {
  const totals = new Float64Array(functions.length);
  for (const [node, self] of tree.self.entries()) {
    if (self === 0) continue;
    for (const of of new Set(stackOf(tree, node))) totals[of] = (totals[of] ?? 0) + self;
  }
  return totals;
}

function* stackOf({ parent, of }: CallTree, node: number): Generator<number> {
  for (let at = node; at >= 0; at = parent[at] ?? -1) yield of[at] ?? 0;
}
