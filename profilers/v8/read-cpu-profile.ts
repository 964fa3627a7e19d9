import type { Profile } from '../../harness/model/profile.ts';
import type { Stretch } from '../../harness/model/profiler.ts';
import { BadProfile } from '../bad-profile.ts';
import { type CodePlace, nameCode } from '../name-code.ts';
import { createProfileBuilder, NO_PARENT, type ProfileBuilder } from '../profile-builder.ts';
import {
  type CpuProfileFile,
  type CpuProfileNode,
  checkNode,
  parseCpuProfile,
} from './cpu-profile-file.ts';

const US_PER_MS = 1_000;
const ROOT = '(root)';

export interface ReadCpuProfileOptions {
  /** What was seen outside of it is left out; absent: all counts. */
  readonly stretch?: Stretch;
  /** Folder of perf-harness, with a slash at its end. */
  readonly own: string;
}

/**
 * Reads a CPU profile of V8, Chrome's and Node's own files among them. A sample stands for the time
 * until the next one, the last for the time until the end, as in Chrome's timeline.
 * @throws BadProfile where it is none.
 */
export function readCpuProfile(text: string, options: ReadCpuProfileOptions): Profile {
  return profileOfFile(parseCpuProfile(text), options);
}

/** The same of a file that was parsed before. @throws BadProfile */
export function profileOfFile(file: CpuProfileFile, options: ReadCpuProfileOptions): Profile {
  const { weights, samples } = weigh(file, options.stretch);
  const builder = createProfileBuilder();
  const parents = parentsOf(file.nodes);
  const functionOf = functionFinder(builder, options.own);
  /** Of each of V8's nodes that of ours; many of V8's can be one of ours. */
  const ours = new Map<number, number>();
  const placeOf = (start: CpuProfileNode): number => {
    const path: CpuProfileNode[] = [];
    let node: CpuProfileNode | undefined = start;
    while (node !== undefined && !ours.has(node.id)) {
      path.push(node);
      if (path.length > file.nodes.length)
        throw new BadProfile('its nodes call each other in a circle');
      node = parents.get(node.id);
    }
    let above = node === undefined ? NO_PARENT : (ours.get(node.id) ?? NO_PARENT);
    for (const one of path.reverse()) {
      if (!isRoot(one)) above = builder.node(above, functionOf(one.callFrame));
      ours.set(one.id, above);
    }
    return above;
  };
  for (const node of file.nodes) {
    const weight = weights.get(node.id) ?? 0;
    if (weight === 0 || isRoot(node)) continue;
    const place = placeOf(node);
    builder.add(place, weight);
    const index = functionOf(node.callFrame);
    addLines(node, weight, (line, share) => builder.addLine(index, line, share));
  }
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples });
}

/** A function stands at many nodes, and is named once. */
function functionFinder(builder: ProfileBuilder, own: string): (place: CodePlace) => number {
  const found = new Map<string, number>();
  return (place) => {
    const { url, lineNumber, columnNumber, functionName } = place;
    const key = `${lineNumber}:${columnNumber}:${functionName}\0${url}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const index = builder.functionOf(nameCode(place, own));
    found.set(key, index);
    return index;
  };
}

function isRoot({ callFrame }: CpuProfileNode): boolean {
  return callFrame.functionName === ROOT && callFrame.url === '';
}

/** @throws BadProfile where a node is called that is not there, or by two. */
function parentsOf(nodes: CpuProfileFile['nodes']): ReadonlyMap<number, CpuProfileNode> {
  const ids = new Set<number>();
  for (const [index, node] of nodes.entries()) ids.add(checkNode(node, index).id);
  const parents = new Map<number, CpuProfileNode>();
  for (const node of nodes) {
    for (const child of node.children ?? []) {
      if (!ids.has(child))
        throw new BadProfile(`node ${node.id} calls node ${child}, which is missing`);
      parents.set(child, node);
    }
  }
  return parents;
}

interface Weighed {
  /** Milliseconds by id of node. */
  readonly weights: ReadonlyMap<number, number>;
  readonly samples: number;
}

function weigh(file: CpuProfileFile, stretch: Stretch | undefined): Weighed {
  const { samples, timeDeltas } = file;
  return samples === undefined || timeDeltas === undefined
    ? weighByHits(file)
    : weighByTime(file, samples, timeDeltas, stretch);
}

/** Files of old, without times: each hit stands for as much of the whole. */
function weighByHits({ nodes, startTime, endTime }: CpuProfileFile): Weighed {
  const hits = nodes.reduce((sum, { hitCount = 0 }) => sum + hitCount, 0);
  const each = hits === 0 ? 0 : (endTime - startTime) / US_PER_MS / hits;
  const weights = new Map(nodes.map(({ id, hitCount = 0 }) => [id, hitCount * each]));
  return { weights, samples: hits };
}

function weighByTime(
  { startTime, endTime }: CpuProfileFile,
  samples: readonly number[],
  timeDeltas: readonly number[],
  stretch: Stretch | undefined,
): Weighed {
  const fromUs = (stretch?.fromMs ?? Number.NEGATIVE_INFINITY) * US_PER_MS;
  const toUs = (stretch?.toMs ?? Number.POSITIVE_INFINITY) * US_PER_MS;
  const { times, order } = inOrder(startTime, timeDeltas);
  const weights = new Map<number, number>();
  let seen = 0;
  for (const [place, index] of order.entries()) {
    const begin = Math.max(times[index] ?? 0, fromUs);
    const next = order[place + 1];
    const end = Math.min(next === undefined ? endTime : (times[next] ?? 0), toUs);
    if (end <= begin) continue;
    seen += 1;
    const id = samples[index] ?? 0;
    weights.set(id, (weights.get(id) ?? 0) + (end - begin) / US_PER_MS);
  }
  return { weights, samples: seen };
}

/** V8 writes samples of several threads of its own a little out of order now and then. */
function inOrder(
  startTime: number,
  timeDeltas: readonly number[],
): { readonly times: Float64Array; readonly order: readonly number[] } {
  const times = new Float64Array(timeDeltas.length);
  let now = startTime;
  let isSorted = true;
  for (const [index, delta] of timeDeltas.entries()) {
    now += delta;
    times[index] = now;
    if (delta < 0) isSorted = false;
  }
  const order = timeDeltas.map((_, index) => index);
  if (!isSorted) order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return { times, order };
}

/** Shares a node's time out over its lines, by the ticks that were seen at each. */
function addLines(
  { positionTicks = [] }: CpuProfileNode,
  weight: number,
  add: (line: number, share: number) => void,
): void {
  const ticks = positionTicks.reduce((sum, one) => sum + one.ticks, 0);
  for (const one of positionTicks) add(one.line, (weight * one.ticks) / ticks);
}
