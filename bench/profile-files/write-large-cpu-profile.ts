/**
 * Writes a CPU profile like that of V8 for a large server profiled for hours: tens of thousands of
 * functions, mostly from packages, with many call sites; one sample per millisecond.
 */
import * as fs from 'node:fs';
import { createRandom, type Random } from '../../harness/stats/seeded-random.ts';

const FUNCTIONS = 20_000;
const PACKAGES = 400;
/** Average bytes of a node, and of a sample with its time, as written. */
const NODE_BYTES = 285;
const SAMPLE_BYTES = 12.1;
/** Share of the file taken by nodes; the rest are samples. */
const NODES_SHARE = 0.65;
const PART = 4_000;
const DEEPEST = 60;
/** Lines of a function that has samples. */
const LINES = 20;

export interface LargeProfile {
  readonly nodes: number;
  readonly samples: number;
  readonly bytes: number;
}

export function writeLargeCpuProfile(path: string, bytes: number, seed: number): LargeProfile {
  const random = createRandom(seed);
  const nodes = Math.round((bytes * NODES_SHARE) / NODE_BYTES);
  const samples = Math.round((bytes * (1 - NODES_SHARE)) / SAMPLE_BYTES);
  const descriptor = fs.openSync(path, 'w');
  const write = (text: string): void => void fs.writeSync(descriptor, text);
  const children = childrenOf(nodes, random);
  const frames = Array.from({ length: FUNCTIONS }, (_, index) => frameOf(index, random));
  write('{"nodes":[');
  writeList(nodes, write, (index) => nodeText(index, children[index] ?? [], frames, random));
  const startTime = 10_000_000;
  write(`],"startTime":${startTime},"endTime":${startTime + samples * 1_000},"samples":[`);
  // Consecutive samples often share the same node.
  let node = 1;
  writeList(samples, write, () => {
    if (random.integer(4) === 0) node = 1 + random.integer(nodes);
    return String(node);
  });
  write('],"timeDeltas":[');
  writeList(samples, write, () => String(900 + random.integer(200)));
  write(']}');
  fs.closeSync(descriptor);
  return { nodes, samples, bytes: fs.statSync(path).size };
}

function writeList(count: number, write: (text: string) => void, item: (index: number) => string) {
  for (let from = 0; from < count; from += PART) {
    const size = Math.min(PART, count - from);
    const items = Array.from({ length: size }, (_, index) => item(from + index));
    write(`${from === 0 ? '' : ','}${items.join(',')}`);
  }
}

/** Generates a tree in which every node's parent comes before it. */
function childrenOf(nodes: number, random: Random): readonly (readonly number[])[] {
  const children: number[][] = Array.from({ length: nodes }, () => []);
  const depths = new Uint8Array(nodes);
  for (let node = 1; node < nodes; node += 1) {
    // Most nodes are called by their predecessor.
    let above = random.integer(8) === 0 ? random.integer(node) : node - 1;
    while ((depths[above] ?? 0) >= DEEPEST) above = random.integer(node);
    depths[node] = (depths[above] ?? 0) + 1;
    children[above]?.push(node + 1);
  }
  return children;
}

function frameOf(index: number, random: Random): string {
  const name = `handle${(index * 7_919).toString(36)}Request`;
  const owner = random.integer(PACKAGES);
  const folder = owner < 40 ? `src/part-${owner}` : `node_modules/package-${owner}/dist/commonjs`;
  const place = `"lineNumber":${random.integer(3_000)},"columnNumber":${random.integer(80)}`;
  return `"callFrame":{"functionName":"${name}","scriptId":"${100 + (index % 2_000)}","url":"file:///srv/application/${folder}/module-${index % 50}.js",${place}}`;
}

function nodeText(
  index: number,
  children: readonly number[],
  frames: readonly string[],
  random: Random,
): string {
  const id = index + 1;
  if (index === 0) {
    return `{"id":1,"callFrame":{"functionName":"(root)","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1},"hitCount":0,"children":[${children.join(',')}]}`;
  }
  // Few functions are called from most places.
  const frame = frames[random.integer(1 + random.integer(frames.length))] ?? '';
  const called = children.length === 0 ? '' : `"children":[${children.join(',')}],`;
  const line = 1 + random.integer(LINES);
  return `{"id":${id},${frame},"hitCount":2,${called}"positionTicks":[{"line":${line},"ticks":1},{"line":${line + 3},"ticks":1}]}`;
}
