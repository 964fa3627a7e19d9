import { BadProfile } from '../bad-profile.ts';
import type { CodePlace } from '../name-code.ts';
import { parseJson } from '../parse-json.ts';

/** A node as V8, Chrome and `node --cpu-prof` write it (DevTools protocol, Profiler.ProfileNode). */
export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CodePlace;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  /** Lines from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** The whole file (Profiler.Profile). */
export interface CpuProfileFile {
  readonly nodes: readonly CpuProfileNode[];
  /** Microseconds, by the machine's monotonic clock. */
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes. */
  readonly samples?: readonly number[];
  /** Microseconds from each sample to the one before it, the first to the start. */
  readonly timeDeltas?: readonly number[];
}

/**
 * Only as much is checked as reading relies on, node by node while it is read: files of hundreds of
 * megabytes are common.
 * @throws BadProfile
 */
export function parseCpuProfile(text: string): CpuProfileFile {
  const data = parseJson(text);
  const isObject = typeof data === 'object' && data !== null;
  const { nodes, startTime, endTime, samples, timeDeltas } = (isObject ? data : {}) as Partial<
    Record<keyof CpuProfileFile, unknown>
  >;
  if (!Array.isArray(nodes)) throw new BadProfile('it has no `nodes`, as a CPU profile of V8 has');
  if (typeof startTime !== 'number' || typeof endTime !== 'number') {
    throw new BadProfile('it has no `startTime` and `endTime`');
  }
  if ((samples === undefined) !== (timeDeltas === undefined)) {
    throw new BadProfile('it has one of `samples` and `timeDeltas` without the other');
  }
  if (samples !== undefined && !sameLength(samples, timeDeltas)) {
    throw new BadProfile('its `samples` and `timeDeltas` are not lists of one length');
  }
  return data as CpuProfileFile;
}

function sameLength(first: unknown, second: unknown): boolean {
  return Array.isArray(first) && Array.isArray(second) && first.length === second.length;
}

/** @throws BadProfile where a node has not the form of one. */
export function checkNode(node: unknown, index: number): CpuProfileNode {
  const { id, callFrame } = (node ?? {}) as Partial<CpuProfileNode>;
  const isSound =
    typeof id === 'number' &&
    typeof callFrame?.functionName === 'string' &&
    typeof callFrame.url === 'string';
  if (!isSound) throw new BadProfile(`node ${index} has no \`id\` or no \`callFrame\``);
  return node as CpuProfileNode;
}
