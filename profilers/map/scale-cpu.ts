import type { AddedCpu } from './add-cpu.ts';
import { type MapNode, sumBelow, walkProgram } from './map-node.ts';

/** How the wall time of an operation divides, milliseconds. */
export interface WallParts {
  /** Running, or ready to run while the thread did something else. */
  readonly cpuMs: number;
  /** Waiting for something that was seen. */
  readonly waitedMs: number;
  /** Neither: waiting for something that nobody saw. */
  readonly unseenMs: number;
}

/**
 * Divides what an operation does not wait for. As much of it as the program was busy for is running;
 * of the rest the operation waited for the thread as long as the thread was busy, and for something
 * unseen as long as it was idle.
 */
export function divideWall(
  wallMs: number,
  waitedMs: number,
  { busyMs, busyShare }: AddedCpu,
): WallParts {
  const restMs = Math.max(0, wallMs - waitedMs);
  const runningMs = Math.min(restMs, busyMs);
  const queuedMs = (restMs - runningMs) * busyShare;
  return { cpuMs: runningMs + queuedMs, waitedMs, unseenMs: restMs - runningMs - queuedMs };
}

/** Bytes that functions allocated, by the key of their nodes. */
export type AllocatedBy = ReadonlyMap<string, number>;

/**
 * Brings the CPU times of all nodes to the part of the wall time that they stand for. The collector
 * works for who allocates: its time goes to nodes by the bytes of their functions, where they are
 * known.
 * @returns Milliseconds of the collector of which nobody knows for whom they were.
 */
export function scaleCpu(
  roots: ReadonlyMap<string, MapNode>,
  added: AddedCpu,
  { cpuMs }: WallParts,
  allocated: AllocatedBy | null,
): number {
  if (added.busyMs === 0) return 0;
  const factor = cpuMs / added.busyMs;
  const nodes = [...walkProgram(roots.values())].filter(({ wait }) => wait === null);
  for (const node of nodes) {
    node.cpuMs *= factor;
    for (const [name, ms] of node.via) node.via.set(name, ms * factor);
  }
  const collectorMs = added.collectorMs * factor;
  const parts = allocated === null ? [] : collectorShares(nodes, allocated, sumBelow(roots));
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
  allocated: AllocatedBy,
  sums: ReadonlyMap<MapNode, number>,
): readonly number[] {
  // A function may stand at several places: its bytes are shared out by the time of each.
  const byKey = Map.groupBy(nodes, ({ key }) => key);
  return nodes.map((node) => {
    const bytes = allocated.get(node.key) ?? 0;
    const group = byKey.get(node.key) ?? [node];
    const time = group.reduce((sum, one) => sum + (sums.get(one) ?? 0), 0);
    return time === 0 ? bytes / group.length : (bytes * (sums.get(node) ?? 0)) / time;
  });
}
