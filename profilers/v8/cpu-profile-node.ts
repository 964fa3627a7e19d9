import { BadProfile } from '../bad-profile.ts';
import type { CodePlace } from '../name-code.ts';

/** A node as V8, Chrome and `node --cpu-prof` write it (DevTools protocol, Profiler.ProfileNode). */
export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CodePlace;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  /** Traces tell it instead of `children`. */
  readonly parent?: number;
  /** Lines from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** @throws BadProfile where a node has not the form of one. */
export function checkNode(node: unknown, index: number): CpuProfileNode {
  const { id, callFrame } = (node ?? {}) as Partial<CpuProfileNode>;
  const isSound =
    Number.isInteger(id) &&
    typeof callFrame?.functionName === 'string' &&
    typeof callFrame.url === 'string';
  if (!isSound) throw new BadProfile(`node ${index} has no \`id\` or no \`callFrame\``);
  return node as CpuProfileNode;
}
