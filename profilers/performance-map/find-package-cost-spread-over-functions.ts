import { findBlockingCall } from './classify-wait.ts';
import type { BottleneckCandidate } from './describe-bottleneck-cause.ts';
import type { MapNode } from './performance-map-node.ts';

/** Share of a package's time from which a single function of it is reported instead. */
const SPEAKS_FOR_ITSELF = 0.5;

interface PackageWork {
  /** Node of the project's function. */
  readonly node: MapNode;
  readonly packageName: string;
  readonly parts: MapNode[];
  /** True if it calls a service or blocks the thread: its computing belongs to that wait. */
  doesWait: boolean;
}

/** Finds packages whose work is in many small functions, e.g. a template compiled per request. */
export function findScatteredPackageWork(nodes: readonly MapNode[]) {
  const found = Map.groupBy(
    [...callsOf(nodes)],
    ({ node, packageName }) => `${node.key}\0${packageName}`,
  );
  const candidates: BottleneckCandidate[] = [];
  const covered = new Set<MapNode>();
  for (const group of found.values()) {
    const parts = group.flatMap(({ parts: own }) => own);
    const ms = parts.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    const [first] = group;
    if (first === undefined || ms === 0 || group.some(({ doesWait }) => doesWait)) continue;
    if (largestOf(parts) >= SPEAKS_FOR_ITSELF * ms) continue;
    const { node } = group.reduce((most, work) => (sumOf(work) > sumOf(most) ? work : most));
    const { packageName } = first;
    candidates.push({ node, ms, cause: { type: 'package', packageName } });
    for (const part of parts) covered.add(part);
  }
  return {
    candidates,
    /** Nodes whose own time is reported with the whole. */
    covered,
  };
}

function* callsOf(nodes: readonly MapNode[]): Generator<PackageWork> {
  for (const node of nodes) {
    if (node.of.owner !== 'project' || node.wait !== null) continue;
    for (const child of node.children.values()) {
      const { owner, package: packageName } = child.of;
      if (child.wait !== null || owner !== 'package' || packageName === null) continue;
      const work: PackageWork = { node, packageName, parts: [], doesWait: false };
      addParts(work, child);
      yield work;
    }
  }
}

/** Adds nodes down to callbacks into the project, whose time is the project's own. */
function addParts(work: PackageWork, at: MapNode): void {
  const open = [at];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.wait !== null) {
      work.doesWait = true;
      continue;
    }
    if (node.of.owner === 'project') continue;
    if (findBlockingCall(node) !== null) work.doesWait = true;
    if (node.of.owner === 'package') work.parts.push(node);
    open.push(...node.children.values());
  }
}

function sumOf({ parts }: PackageWork): number {
  return parts.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** Returns the time of the most expensive function, over all call paths. */
function largestOf(parts: readonly MapNode[]): number {
  const byFunction = new Map<string, number>();
  for (const { key, cpuMs } of parts) byFunction.set(key, (byFunction.get(key) ?? 0) + cpuMs);
  return Math.max(...byFunction.values());
}
