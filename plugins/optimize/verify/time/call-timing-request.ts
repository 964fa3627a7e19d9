import type { TimedGroup } from './timed-call-groups.ts';

/** Request to the timing process, on its stdin. */
export interface TimeRequest {
  /** Modules that each version loads in this order, absolute; the calls of the last are timed. */
  readonly base: readonly string[];
  readonly head: readonly string[];
  /** Version that is loaded and measured first. */
  readonly first: 'base' | 'head';
  /** File of the groups as JSON, absolute. */
  readonly groups: string;
  /** For the times of all groups, milliseconds. */
  readonly timesMs: number;
  /** Budget for retained memory, milliseconds; 0: it is not measured. */
  readonly memoryMs: number;
  /** True if each call gets arguments of its own, so that none is answered by a cache. */
  readonly isVaried: boolean;
}

/** Times per call of both versions, in pairs; nanoseconds. */
export interface GroupTimes {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** Memory retained by calls of a function with different arguments each time. */
export interface RetainedMemory {
  readonly function: string;
  /** For each call. */
  readonly bytesBefore: number;
  readonly bytes: number;
}

/** Answer of the timing process, as the last line that it prints. */
export interface TimeAnswer {
  /** Times of each group, in their order; null: it could not be timed. */
  readonly times: readonly (GroupTimes | null)[];
  readonly memory: readonly RetainedMemory[];
  /** True if the memory of every function was measured. */
  readonly isMemoryComplete: boolean;
}

/** Contents of the file of groups. */
export type TimedGroups = readonly TimedGroup[];
