import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import type { CodePattern } from '../../harness/model/program/code-analysis-results.ts';
import type { CodeOwner } from '../../harness/model/program/profile.ts';
import { classifyWait, findBlockingCall } from './classify-wait.ts';
import type { BottleneckCandidate, TimeCause } from './describe-bottleneck-cause.ts';
import { findScatteredPackageWork } from './find-package-cost-spread-over-functions.ts';
import {
  functionPlaceKey,
  type MapNode,
  walkNodes,
  walkProgramNodes,
} from './performance-map-node.ts';
import type { CodeIndex } from './source-code-index.ts';

/** Number of waits in one operation from which a place counts as waiting repeatedly. */
const MIN_REPEATED_CALLS = 3;
/** Share of a wait without any concurrent wait from which it counts as sequential. */
const MIN_SEQUENTIAL_SHARE = 0.8;
/** Rule that finds waits that could be concurrent. */
const INDEPENDENT_AWAITS = 'sequential-awaits';

/** Owners of time that belongs to no function. */
const WITHOUT_FUNCTION: ReadonlySet<CodeOwner> = new Set(['node', 'gc', 'idle']);

export interface BottleneckContext {
  readonly roots: ReadonlyMap<string, MapNode>;
  /** null: the source was not read. */
  readonly code: CodeIndex | null;
  readonly patterns: readonly CodePattern[];
}

export function findBottleneckCandidates(
  context: BottleneckContext,
): readonly BottleneckCandidate[] {
  const nodes = [...walkNodes(context.roots.values())];
  const inSequence = findSequences(context, nodes);
  const sequentialLeaves = new Set(inSequence.flatMap(({ leaves }) => leaves));
  const spread = findScatteredPackageWork(nodes);
  return [
    ...inSequence.map(({ node, leaves, line }): BottleneckCandidate => {
      const ms = leaves.reduce((sum, leaf) => sum + leaf.wholeMs, 0);
      return { node, ms, cause: { type: 'one-by-one', leaves, line } };
    }),
    ...waitsOf(
      context,
      nodes.filter((node) => node.wait !== null && !sequentialLeaves.has(node)),
    ),
    ...spread.candidates,
    ...functionsOf(nodes.filter((node) => !spread.covered.has(node))),
  ]
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms);
}

interface Sequence {
  readonly node: MapNode;
  readonly leaves: readonly MapNode[];
  readonly line: number;
}

/** Finds functions with needlessly sequential waits, measured: they were never concurrent. */
function findSequences(
  { code, patterns }: BottleneckContext,
  nodes: readonly MapNode[],
): readonly Sequence[] {
  if (code === null) return [];
  const found: Sequence[] = [];
  for (const pattern of patterns.filter(({ rule }) => rule === INDEPENDENT_AWAITS)) {
    const file = code.pathOf(pattern.file);
    for (const node of nodes) {
      if (node.wait !== null || node.of.file !== file) continue;
      if (found.some((candidate) => candidate.node === node)) continue;
      const of = code.functionOf(node.of);
      if (of === null || pattern.line < of.line || pattern.endLine > of.endLine) continue;
      const below = [...walkProgramNodes([node])].filter(({ wait }) => wait !== null);
      const wholeMs = below.reduce((sum, leaf) => sum + leaf.wholeMs, 0);
      const aloneMs = below.reduce((sum, leaf) => sum + leaf.aloneMs, 0);
      const isSingleWait = below.length < 2;
      if (isSingleWait || aloneMs < MIN_SEQUENTIAL_SHARE * wholeMs) continue;
      found.push({ node, leaves: below, line: pattern.line });
    }
  }
  // Nested places count once, as the outermost.
  return found.filter(
    ({ node }) => !found.some((other) => other.node !== node && isAncestor(other.node, node)),
  );
}

function isAncestor(above: MapNode, node: MapNode): boolean {
  for (let at = node.above; at !== null; at = at.above) if (at === above) return true;
  return false;
}

function waitsOf(
  { code }: BottleneckContext,
  leaves: readonly MapNode[],
): readonly BottleneckCandidate[] {
  return leaves.flatMap((leaf): BottleneckCandidate[] => {
    const loop = code === null ? null : findLoop(leaf, code);
    const isSequence = leaf.aloneMs >= MIN_SEQUENTIAL_SHARE * leaf.wholeMs;
    const isRepeated = leaf.calls >= MIN_REPEATED_CALLS && isSequence;
    const owner = ownerOf(leaf);
    if (isRepeated && (loop !== null || code === null)) {
      const node = loop?.node ?? owner;
      if (node === null) return [];
      return [
        { node, ms: leaf.wholeMs, cause: { type: 'repeated', leaf, line: loop?.line ?? null } },
      ];
    }
    return owner === null ? [] : [{ node: owner, ms: leaf.waitMs, cause: { type: 'wait', leaf } }];
  });
}

/** Returns the innermost project function that waits; if none, a package's function. */
function ownerOf(leaf: MapNode): MapNode | null {
  for (let at = leaf.above; at !== null && at.wait === null; at = at.above) {
    if (at.of.owner === 'project') return at;
  }
  return leaf.above;
}

/** Functions by their own time, over all the ways that lead to them. */
function functionsOf(nodes: readonly MapNode[]): readonly BottleneckCandidate[] {
  const groups = Map.groupBy(
    nodes.filter(({ wait, of }) => wait === null && !WITHOUT_FUNCTION.has(of.owner)),
    ({ key }) => key,
  );
  return [...groups.values()].flatMap((group): BottleneckCandidate[] => {
    const node = group.reduce((most, groupNode) =>
      groupNode.cpuMs > most.cpuMs ? groupNode : most,
    );
    const ms = group.reduce((sum, groupNode) => sum + groupNode.cpuMs, 0);
    const blocking = group
      .map(findBlockingCall)
      .filter((call) => call !== null)
      .reduce<{ name: string; step: BottleneckClass; ms: number } | null>(
        (all, { name, type, ms: own }) => ({
          name: all?.name ?? name,
          step: all?.step ?? type,
          ms: (all?.ms ?? 0) + own,
        }),
        null,
      );
    const collectorMs = group.reduce((sum, groupNode) => sum + groupNode.collectorMs, 0);
    const cpu: BottleneckCandidate = {
      node,
      ms: ms - (blocking?.ms ?? 0),
      cause: { type: 'cpu', collectorMs },
    };
    if (blocking === null) return [cpu];
    const { name, step } = blocking;
    return [cpu, { node, ms: blocking.ms, cause: { type: 'blocking', name, step } }];
  });
}

export function classifyCause(cause: TimeCause): BottleneckClass {
  switch (cause.type) {
    case 'cpu':
    case 'package':
      return 'CPU';
    case 'blocking':
      return cause.step;
    case 'repeated':
    case 'one-by-one':
      return 'Architecture';
    case 'wait':
      return cause.leaf.wait === null
        ? 'Unknown'
        : classifyWait(cause.leaf.wait, cause.leaf.awaitedService);
  }
}

interface FoundLoop {
  readonly node: MapNode;
  readonly line: number;
}

/** The innermost loop around a wait: from its own call outwards, through who called it. */
function findLoop(wait: MapNode, code: CodeIndex): FoundLoop | null {
  const lines = new Map(wait.wait?.frames.map(({ of, line }) => [functionPlaceKey(of), line]));
  let below: MapNode | null = null;
  for (let node = wait.above; node !== null; node = node.above) {
    const of = code.functionOf(node.of);
    const line = lines.get(node.key);
    const called = below === null ? null : code.functionOf(below.of);
    below = node;
    if (of === null) continue;
    const calls =
      line === undefined || line === 0 ? code.callsTo(of, called) : code.callsAt(of, line);
    const loop = calls.find(({ loops }) => loops > 0);
    if (loop !== undefined) return { node, line: loop.line };
  }
  return null;
}
