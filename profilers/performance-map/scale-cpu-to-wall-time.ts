import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import {
  enterFunction,
  findPositionNode,
  type MapNode,
  type MapPosition,
  type NodeContainer,
  OUTSIDE_MAP,
  sumSubtreeTimes,
  walkProgramNodes,
} from './performance-map-node.ts';

/** Parts of an operation's wall time, milliseconds. */
type WallTimeParts = ReturnType<typeof divideWallTime>;

/**
 * Divides the time that an operation spends outside observed waits. As much of it as the program
 * was busy is running time; in the rest, the operation waited for the thread while it was busy, and
 * for an unobserved reason while it was idle.
 */
export function divideWallTime(wallMs: number, waitedMs: number, { busyMs, busyShare }: AddedCpu) {
  const restMs = Math.max(0, wallMs - waitedMs);
  const runningMs = Math.min(restMs, busyMs);
  const queuedMs = (restMs - runningMs) * busyShare;
  return {
    /** Time running, or ready to run while the thread did other work. */
    cpuMs: runningMs + queuedMs,
    waitedMs,
    /** Remaining time: waits without an observed reason. */
    unseenMs: restMs - runningMs - queuedMs,
  };
}

/** Bytes that functions allocated, by the key of their nodes. */
export type AllocatedBytes = ReadonlyMap<string, number>;

/** Scales CPU to wall time, the collector by bytes. @returns Its milliseconds for unknown nodes. */
export function scaleCpuToWallTime(
  roots: ReadonlyMap<string, MapNode>,
  added: AddedCpu,
  { cpuMs }: WallTimeParts,
  allocated: AllocatedBytes | null,
): number {
  if (added.busyMs === 0) return 0;
  const factor = cpuMs / added.busyMs;
  const nodes = [...walkProgramNodes(roots.values())].filter(({ wait }) => wait === null);
  for (const node of nodes) {
    node.cpuMs *= factor;
    for (const [name, ms] of node.via) node.via.set(name, ms * factor);
  }
  const collectorMs = added.collectorMs * factor;
  const parts = allocated === null ? [] : collectorShares(nodes, allocated, sumSubtreeTimes(roots));
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum === 0) return collectorMs;
  for (const [index, node] of nodes.entries()) {
    const ms = (collectorMs * (parts[index] ?? 0)) / sum;
    if (ms <= 0) continue;
    node.collectorMs += ms;
    node.cpuMs += ms;
  }
  return 0;
}

function collectorShares(
  nodes: readonly MapNode[],
  allocated: AllocatedBytes,
  sums: ReadonlyMap<MapNode, number>,
): readonly number[] {
  // A function may have several nodes: its bytes are divided by the time of each.
  const byKey = Map.groupBy(nodes, ({ key }) => key);
  return nodes.map((node) => {
    const bytes = allocated.get(node.key) ?? 0;
    const group = byKey.get(node.key) ?? [node];
    const time = group.reduce((sum, groupNode) => sum + (sums.get(groupNode) ?? 0), 0);
    return time === 0 ? bytes / group.length : (bytes * (sums.get(node) ?? 0)) / time;
  });
}

export interface AddedCpu {
  /** All time except idle time, including time that belongs to no node. */
  readonly busyMs: number;
  /** The garbage collector, separate from the code that made it work. */
  readonly collectorMs: number;
  /** Node.js and the engine, without a caller in project or package code. */
  readonly runtimeMs: number;
  /** Share of the threads' time that was not idle, from 0 to 1. */
  readonly busyShare: number;
}

/** Adds CPU time to nodes. @param operations - Operations done during the profile. */
export function addCpu(
  ground: NodeContainer,
  { functions, tree }: Profile,
  operations: number,
): AddedCpu {
  const { parent, of, self } = tree;
  const added = { busyMs: 0, collectorMs: 0, runtimeMs: 0 };
  let idleMs = 0;
  const places: MapPosition[] = [];
  for (let node = 0; node < of.length; node += 1) {
    const profiledFunction = functions[of[node] ?? 0];
    if (profiledFunction === undefined) throw new TypeError(`there is no function ${of[node]}`);
    const place = enterFunction(
      ground,
      places[parent[node] ?? -1] ?? OUTSIDE_MAP,
      profiledFunction,
    );
    places.push(place);
    const ms = (self[node] ?? 0) / operations;
    if (ms <= 0 || profiledFunction.owner === 'harness') continue;
    if (profiledFunction.owner === 'idle') {
      idleMs += ms;
      continue;
    }
    added.busyMs += ms;
    if (profiledFunction.owner === 'gc') added.collectorMs += ms;
    else addTo(findPositionNode(ground, place), place.via, ms, added);
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
