import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { Ground, MapNode } from './map-node.ts';
import { type MapPlace, nodeOf, OUTSIDE, stepInto } from './map-place.ts';

/** What a profile of the CPU gave the map, milliseconds of one operation. */
export interface AddedCpu {
  /** Everything that was not idle, with what stands in no node. */
  readonly busyMs: number;
  /** The garbage collector, which is told apart from who made it work. */
  readonly collectorMs: number;
  /** Node.js and the engine, called by nobody's code. */
  readonly runtimeMs: number;
  /** Share of the threads' time that was not idle, from 0 to 1. */
  readonly busyShare: number;
}

/**
 * Adds the time on a CPU to the nodes of its functions.
 * @param operations - Done while it was seen.
 */
export function addCpu(ground: Ground, { functions, tree }: Profile, operations: number): AddedCpu {
  const { parent, of, self } = tree;
  const added = { busyMs: 0, collectorMs: 0, runtimeMs: 0 };
  let idleMs = 0;
  const places: MapPlace[] = [];
  for (let node = 0; node < of.length; node += 1) {
    const one = functions[of[node] ?? 0];
    if (one === undefined) throw new TypeError(`there is no function ${of[node]}`);
    const place = stepInto(ground, places[parent[node] ?? -1] ?? OUTSIDE, one);
    places.push(place);
    const ms = (self[node] ?? 0) / operations;
    if (ms <= 0 || one.owner === 'harness') continue;
    if (one.owner === 'idle') {
      idleMs += ms;
      continue;
    }
    added.busyMs += ms;
    if (one.owner === 'gc') added.collectorMs += ms;
    else addTo(nodeOf(ground, place), place.via, ms, added);
  }
  const all = added.busyMs + idleMs;
  return { ...added, busyShare: all === 0 ? 0 : added.busyMs / all };
}

function addTo(
  node: MapNode | null,
  via: ProfiledFunction | null,
  ms: number,
  added: { runtimeMs: number },
): void {
  if (node === null) {
    added.runtimeMs += ms;
    return;
  }
  node.cpuMs += ms;
  if (via !== null) node.via.set(via, (node.via.get(via) ?? 0) + ms);
}
