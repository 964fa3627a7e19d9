import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type {
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import {
  enterFunction,
  findPositionNode,
  OUTSIDE_MAP,
} from './call-stack-position-in-performance-map.ts';
import type { MapServices } from './identify-services-in-performance-map.ts';
import {
  getOrCreateChild,
  type MapNode,
  type NodeContainer,
  type WaitFrame,
} from './performance-map-node.ts';
import type { SiteShares, WaitSiteShare } from './wall-time-share-by-wait-site.ts';

/**
 * Adds waits to the nodes of the waiting functions, and continues into answering programs, whose
 * positions are added to `insides`.
 */
export function addWaitsToMapNodes(
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

/** Returns the service waited for: by the program that answered, else by the request. */
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
