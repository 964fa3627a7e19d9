import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type {
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import {
  distributeTimeOverWaits,
  shareProgramWaits,
  type WaitShares,
} from './distribute-time-over-waits.ts';
import type { MapServices } from './identify-services-in-performance-map.ts';
import {
  enterFunction,
  findPositionNode,
  getOrCreateChild,
  type MapNode,
  type NodeContainer,
  OUTSIDE_MAP,
  type WaitFrame,
} from './performance-map-node.ts';
import type { SiteShares, WaitSiteShare } from './wall-time-share-by-wait-site.ts';

export interface UnitWaits {
  readonly record: WaitRecord;
  readonly stretch: { readonly fromMs: number; readonly toMs: number };
  /** Time in which the unit was active, milliseconds. Absent if it was active all the time. */
  readonly busyMs?: number;
  /** Number of calls, runs or requests of the unit in that time. */
  readonly operations: number;
}

export function addMeasuredWaitsToMap(
  roots: Map<string, MapNode>,
  units: readonly UnitWaits[],
  services: MapServices,
) {
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
    /** Programs that answered requests; empty if the program serves none. */
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

/**
 * Adds waits to the nodes of the waiting functions, and continues into answering programs, whose
 * positions are added to `insides`.
 */
function addWaitsToMapNodes(
  ground: NodeContainer,
  record: WaitRecord,
  sites: SiteShares,
  operations: number,
  services: MapServices,
): void {
  for (const [index, share] of sites) {
    const site = record.sites[index];
    if (site === undefined || share.calls === 0) continue;
    const awaitedService = findAwaitedService(record, site, share, services);
    const leaf = leafOf(ground, record.functions, withoutPort(site, awaitedService, share));
    leaf.waitingProgram = ground.program;
    let insideMs = 0;
    for (const [key, { program, name, ms, restMs, sites: below }] of share.inside) {
      insideMs += ms;
      const known = leaf.insides.get(key) ?? { program, name, restMs: 0 };
      leaf.insides.set(key, known);
      known.restMs += restMs / operations;
      const own = { roots: leaf.children, above: leaf, program };
      addWaitsToMapNodes(own, record, below, operations, services);
    }
    const isProfiled = leaf.insides.size > 0;
    if (awaitedService !== null || isProfiled)
      leaf.awaitedService = { name: awaitedService, isProfiled };
    leaf.waitMs += Math.max(0, share.ms - insideMs) / operations;
    leaf.wholeMs += share.ms / operations;
    leaf.calls += share.calls / operations;
    leaf.aloneMs += share.aloneMs / operations;
  }
}

function findAwaitedService(
  record: WaitRecord,
  site: WaitSite,
  share: WaitSiteShare,
  services: MapServices,
): string | null {
  const [inside] = share.inside.values();
  if (inside === undefined) return services.ofSite(site);
  const named = services.ofFile(inside.program);
  if (named !== null) return named;
  // The file that it was started with is a tool's, so the code that ran decides.
  for (const index of inside.sites.keys()) {
    for (const frame of record.sites[index]?.stack ?? []) {
      const of = record.functions[frame];
      const service = of?.owner === 'project' ? services.ofFile(of.file) : null;
      if (service !== null) return service;
    }
  }
  return null;
}

/**
 * Replaces host and port by the service's name, or by the host alone, since the project's own
 * services get a different port in each trial.
 */
function withoutPort(
  site: WaitSite,
  awaitedService: string | null,
  share: WaitSiteShare,
): WaitSite {
  if (awaitedService === null && share.inside.size === 0) return site;
  const host = awaitedService ?? site.target?.replace(/:\d+$/, '') ?? '';
  return { ...site, detail: site.detail.replace(/^(\S+) [^/\s]*/, `$1 ${host}`) };
}

function leafOf(
  ground: NodeContainer,
  functions: readonly ProfiledFunction[],
  site: WaitSite,
): MapNode {
  let place = OUTSIDE_MAP;
  const frames: WaitFrame[] = [];
  for (let depth = site.stack.length - 1; depth >= 0; depth -= 1) {
    const profiledFunction = functions[site.stack[depth] ?? 0];
    if (profiledFunction === undefined) continue;
    place = enterFunction(ground, place, profiledFunction);
    if (profiledFunction.owner === 'project' || profiledFunction.owner === 'package') {
      frames.unshift({ of: profiledFunction, line: site.lines[depth] ?? 0 });
    }
  }
  const above = findPositionNode(ground, place);
  const what: ProfiledFunction = {
    name: site.detail,
    owner: 'idle',
    package: null,
    file: null,
    line: null,
    column: null,
  };
  const children = above?.children ?? ground.roots;
  return getOrCreateChild(above ?? ground.above, children, what, { site, frames });
}
