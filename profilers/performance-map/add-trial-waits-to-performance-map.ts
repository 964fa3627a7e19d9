import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import { addWaitsToMapNodes } from './add-wait-sites-to-performance-map-nodes.ts';
import {
  distributeTimeOverWaits,
  shareProgramWaits,
  type WaitShares,
} from './distribute-time-over-waits.ts';
import type { MapServices } from './identify-services-in-performance-map.ts';
import type { MapNode } from './performance-map-node.ts';

export interface UnitWaits {
  readonly record: WaitRecord;
  readonly stretch: { readonly fromMs: number; readonly toMs: number };
  /** Time in which the unit was active, milliseconds. Absent if it was active all the time. */
  readonly busyMs?: number;
  /** Number of calls, runs or requests of the unit in that time. */
  readonly operations: number;
}

/** Means per operation over all units, milliseconds. */
export interface MeanWaits {
  readonly wallMs: number;
  readonly waitedMs: number;
  readonly names: PerformanceMap['operations'];
  /** Programs that answered requests; empty if the program serves none. */
  readonly programs: ReadonlySet<string | null>;
}

export function addMeasuredWaitsToMap(
  roots: Map<string, MapNode>,
  units: readonly UnitWaits[],
  services: MapServices,
): MeanWaits {
  const shared = units.map((unit) => ({ unit, ...shareUnit(unit) }));
  const operations = shared.reduce((sum, unitShare) => sum + unitShare.operations, 0);
  const programs = new Set(shared.flatMap((unitShare) => [...unitShare.programs]));
  const [first = null, ...others] = programs;
  const program = others.length === 0 ? first : null;
  const names = new Map<string, { count: number; wallMs: number }>();
  for (const { unit, sites, names: own } of shared) {
    addWaitsToMapNodes(
      { roots, above: null, program },
      unit.record,
      sites,
      Math.max(1, operations),
      services,
    );
    for (const [name, { count, wallMs }] of own) {
      const known = names.get(name) ?? { count: 0, wallMs: 0 };
      names.set(name, { count: known.count + count, wallMs: known.wallMs + wallMs });
    }
  }
  const meanOf = (pick: (unitShare: (typeof shared)[number]) => number): number =>
    operations === 0 ? 0 : shared.reduce((sum, unitShare) => sum + pick(unitShare), 0) / operations;
  return {
    programs,
    wallMs: meanOf((unitShare) => unitShare.wallMs),
    waitedMs: meanOf((unitShare) => unitShare.waitedMs),
    names: [...names]
      .map(([name, { count, wallMs }]) => ({ name, count, wall_time_ms: wallMs / count }))
      .sort((a, b) => b.count * b.wall_time_ms - a.count * a.wall_time_ms),
  };
}

/** Uses the requests that a server answered; for any other unit its measured operations. */
function shareUnit({ record, stretch, busyMs, operations }: UnitWaits): WaitShares {
  const served = distributeTimeOverWaits(record, (index) => record.operations[index]?.cause === -1);
  if (served.operations > 0) return served;
  return {
    ...shareProgramWaits(record, stretch),
    operations,
    wallMs: busyMs ?? stretch.toMs - stretch.fromMs,
    names: new Map(),
    programs: new Set(),
  };
}
