import type { Profile } from '../../harness/model/program/profile.ts';
import { type CodePlace, createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { parseProfileJson } from '../parse-profile-json.ts';
import { createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';

/** A node as V8 writes it (DevTools protocol, HeapProfiler.SamplingHeapProfileNode). */
interface HeapProfileNode {
  readonly callFrame: CodePlace;
  /** Bytes, extrapolated by V8 from its samples. */
  readonly selfSize: number;
  readonly children: readonly HeapProfileNode[];
}

export interface ReadHeapProfileOptions {
  /** Folder of perf-harness, with a slash at its end. */
  readonly own: string;
  readonly tool: string;
  readonly weight: 'allocated' | 'held';
}

const ROOT = '(root)';

/** Reads a sampling heap profile, `node --heap-prof`'s too. @throws BadProfile */
export function readHeapProfile(text: string, options: ReadHeapProfileOptions): Profile {
  const { own, tool, weight } = options;
  const data = parseProfileJson(text) as {
    readonly head?: unknown;
    readonly samples?: unknown;
  } | null;
  if (typeof data !== 'object' || data?.head === undefined) {
    throw new BadProfile('the file is not a V8 heap profile: it has no `head`');
  }
  const builder = createProfileBuilder();
  // Uses an explicit stack, since a tree may be deeper than the call stack.
  const open: { readonly node: HeapProfileNode; readonly above: number }[] = [
    { node: checkNode(data.head), above: NO_PARENT },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above } = next;
    const isRoot = node.callFrame.functionName === ROOT && node.callFrame.url === '';
    const place = isRoot
      ? NO_PARENT
      : builder.node(above, builder.functionOf(createV8ProfiledFunction(node.callFrame, own)));
    if (!isRoot) builder.add(place, node.selfSize);
    for (const child of node.children) open.push({ node: checkNode(child), above: place });
  }
  const samples = Array.isArray(data.samples) ? data.samples.length : null;
  return builder.build({ tool, weight, threads: 1, samples });
}

/** @throws BadProfile if the structure of a node is wrong. */
function checkNode(node: unknown): HeapProfileNode {
  const { callFrame, selfSize, children } = (node ?? {}) as Partial<HeapProfileNode>;
  const isSound =
    typeof callFrame?.functionName === 'string' &&
    typeof callFrame.url === 'string' &&
    typeof selfSize === 'number' &&
    Array.isArray(children);
  if (!isSound) throw new BadProfile('a node has no `callFrame`, no `selfSize` or no `children`');
  return node as HeapProfileNode;
}
