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
  const one = (node ?? {}) as Partial<Record<keyof CpuProfileNode, unknown>>;
  const { id, callFrame, hitCount, children, positionTicks } = one;
  const place = (callFrame ?? {}) as Partial<CodePlace>;
  const isNamed = typeof place.functionName === 'string' && typeof place.url === 'string';
  if (!Number.isInteger(id) || !isNamed) {
    throw new BadProfile(`node ${index} has no \`id\` or no \`callFrame\``);
  }
  const isSound =
    isAbsentOr(place.lineNumber, Number.isInteger) &&
    isAbsentOr(place.columnNumber, Number.isInteger) &&
    isAbsentOr(hitCount, isCount) &&
    isAbsentOr(children, Array.isArray) &&
    isAbsentOr(positionTicks, Array.isArray);
  if (!isSound) throw new BadProfile(`node ${index} has numbers or lists that are none`);
  return node as CpuProfileNode;
}

function isAbsentOr(value: unknown, isSound: (value: unknown) => boolean): boolean {
  return value === undefined || isSound(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
