import type { CallLoss, CallSize } from '../../document/behavior-check-result.ts';
import { filterCalls, findRequiredCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import { type Call, type Session, walkCalls } from '../sessions/recorded-call-session.ts';
import type { ObjectState, ObjectStates } from '../values/encoded-value.ts';
import { collectReachableStates } from '../values/object-contents.ts';

/** Calls of one function with input of similar size. */
export interface TimedGroup {
  readonly function: string;
  readonly size: CallSize;
  /** Number of observed calls; 0 where the input was enlarged. */
  readonly calls: number;
  /** Duration of a single call while it was recorded, milliseconds. */
  readonly recordedMs: number;
  /** Sample of these calls, each with calls it needs, itself last; empty: they need too many. */
  readonly slices: readonly Session[];
}

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
export type RetainedMemory = Extract<CallLoss, { readonly kind: 'memory' }>;

/** Answer of the timing process. */
export interface TimeAnswer {
  /** Times of each group, in their order; null: it could not be timed. */
  readonly times: readonly (GroupTimes | null)[];
  readonly memory: readonly RetainedMemory[];
  /** True if the memory of every function was measured. */
  readonly isMemoryComplete: boolean;
}

const MOST_CALLS = 4_000;
const MOST_CALLS_IN_TOTAL = 12_000;
const MOST_SLICES = 6;
/** Maximum number of calls that another call needs; more are slow to repeat in each measurement. */
const MOST_NEEDED = 40;
/** The same, and the slices, of calls that all need more, such as the queries of an index. */
const MANY_NEEDED = 600;
const MOST_LONG_SLICES = 2;
const MOST_GROUPS = 24;

interface CallGroup {
  readonly name: string;
  readonly size: CallSize;
  readonly samples: (readonly [session: Session, index: number])[];
  readonly durationsMs: number[];
  calls: number;
  count: number;
}

/** Groups captured synchronous calls, those with the most time first. */
export function groupTimedCalls(
  sessions: readonly Session[],
  isTimed: (name: string) => boolean = () => true,
): readonly TimedGroup[] {
  const found = new Map<string, CallGroup>();
  let inspectedCalls = 0;
  for (const session of sessions.toSorted((a, b) => a.calls.length - b.calls.length)) {
    if (inspectedCalls >= MOST_CALLS_IN_TOTAL) break;
    for (const { call, index, name, states } of walkCalls(session)) {
      if (index >= MOST_CALLS) break;
      inspectedCalls += 1;
      if (call.outcome.type !== 'returned' || readsRemovedFile(call) || !isTimed(name)) continue;
      const size = measureCallSize(call, states);
      const key = JSON.stringify([name, size]);
      const start = { name, size, samples: [], durationsMs: [], calls: 0, count: 0 };
      const group: CallGroup = found.get(key) ?? start;
      found.set(key, group);
      group.count += 1;
      group.calls += call.weight ?? 1;
      if (call.ms !== undefined) group.durationsMs.push(call.ms);
      // Later calls are as good, and differ more from each other.
      if (group.samples.length < MOST_SLICES * 2 || group.count % 7 === 0)
        group.samples.push([session, index]);
    }
  }
  return [...found.values()]
    .map((group) => ({ ...group, recordedMs: medianOf(group.durationsMs) }))
    .toSorted((a, b) => b.calls * b.recordedMs - a.calls * a.recordedMs)
    .map(({ name, size, samples, calls, recordedMs }, index) => ({
      function: name,
      size,
      calls,
      recordedMs,
      slices: index < MOST_GROUPS ? sliceSamples(samples) : [],
    }));
}

/** True if a call reads a file outside the project, which is gone when calls are timed. */
function readsRemovedFile({ files = [] }: Call): boolean {
  return files.some(({ project }) => project === undefined);
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function sliceSamples(samples: CallGroup['samples']): readonly Session[] {
  const short = cutSlices(samples, MOST_SLICES, MOST_NEEDED);
  return short.length > 0 ? short : cutSlices(samples, MOST_LONG_SLICES, MANY_NEEDED);
}

/** Takes evenly spread calls, each with those that it needs. */
function cutSlices(
  samples: CallGroup['samples'],
  mostSlices: number,
  mostNeeded: number,
): readonly Session[] {
  const step = Math.max(1, Math.floor(samples.length / mostSlices));
  return samples
    .values()
    .filter((_, at) => at % step === 0)
    .flatMap(([session, index]) => {
      const needed = new Set(findRequiredCalls(session, index, mostNeeded));
      return needed.size > mostNeeded ? [] : [filterCalls(session, (each) => needed.has(each))];
    })
    .take(mostSlices)
    .toArray();
}

/** Ratio of the upper bounds of consecutive size classes. */
const CLASS_RATIO = 4;
/** Objects with more properties are dictionaries, and counted as lists are. */
const MOST_FIELDS = 12;

/**
 * Returns the size of a call's input: its longest list, map, set or dictionary, `this` included;
 * its longest text if it has none of these.
 */
function measureCallSize({ self, given, callee }: Call, states: ObjectStates): CallSize {
  const roots = [self, ...given, ...('of' in callee ? [callee.of] : [])];
  const all = collectReachableStates(roots, states);
  const lists = all.flatMap((state) => lengthOf(state) ?? []);
  if (lists.length > 0) return { of: 'lists', up_to: sizeClassOf(lists) };
  const values = [...roots, ...all.flatMap(({ properties }) => properties.map((own) => own.value))];
  const texts = [
    ...values.flatMap((value) => (typeof value === 'string' ? value.length : [])),
    ...all.flatMap(({ shape }) =>
      shape.kind === 'bytes' ? Math.floor((shape.base64.length * 3) / 4) : [],
    ),
  ];
  return texts.length > 0 ? { of: 'texts', up_to: sizeClassOf(texts) } : { of: 'any', up_to: 0 };
}

function sizeClassOf(lengths: readonly number[]): number {
  const longest = Math.max(...lengths);
  let upTo = 1;
  while (upTo < longest) upTo *= CLASS_RATIO;
  return upTo;
}

function lengthOf({ shape, properties }: ObjectState): number | null {
  switch (shape.kind) {
    case 'array':
    case 'set':
      return shape.items.length;
    case 'map':
      return shape.entries.length;
    case 'object':
      return properties.length > MOST_FIELDS ? properties.length : null;
    default:
      return null;
  }
}
