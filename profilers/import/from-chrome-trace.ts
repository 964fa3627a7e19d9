import type { Profile } from '../../harness/model/program/profile.ts';
import type { CodePlace } from '../create-v8-profiled-function.ts';
import {
  isBlank,
  JSON_BYTE,
  NEEDS_MORE_INPUT,
  readJsonArrayItems,
  scanJsonMembers,
} from '../json-stream-reader.ts';

import { readFirstKeys } from '../parse-profile-json.ts';
import { mergeProfiles } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { convertV8CpuProfile } from '../v8/convert-v8-cpu-profile.ts';
import {
  type CpuProfileColumnsBuilder,
  createCpuProfileColumns,
} from '../v8/cpu-profile-columns.ts';
import type { PartsImporter } from './profile-importer.ts';

interface ChunkData {
  readonly startTime?: number;
  readonly endTime?: number;
  readonly cpuProfile?: {
    readonly nodes?: readonly {
      readonly id: number;
      readonly parent?: number;
      readonly callFrame: Partial<CodePlace>;
    }[];
    readonly samples?: readonly number[];
  };
  readonly timeDeltas?: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  /** Microseconds. */
  readonly ts?: number;
  readonly id?: string;
  readonly args?: { readonly data?: ChunkData };
}

interface Gathered {
  readonly nodes: CpuProfileColumnsBuilder;
  readonly samples: number[];
  readonly timeDeltas: number[];
  startTime: number;
  /** null: the trace was cut off before. */
  endTime: number | null;
}

/** Keys of a trace, and of an event, which other forms do not have. */
const FILE_KEYS: ReadonlySet<string> = new Set(['metadata', 'traceEvents', 'displayTimeUnit']);
const EVENT_KEYS: ReadonlySet<string> = new Set(['ph', 'cat', 'ts']);

/** Values of fields that a trace leaves out because they are empty. */
const NOWHERE = { functionName: '', url: '', lineNumber: -1, columnNumber: -1 };

/** A trace of Chrome DevTools or `node --trace-event-categories v8.cpu_profiler`. */
export const chromeTraceImporter: PartsImporter = {
  tool: 'chrome-trace',
  title: 'Chrome DevTools trace with a CPU profile',
  recognises: (head) => {
    const { isList, keys } = readFirstKeys(head);
    const known = isList ? EVENT_KEYS : FILE_KEYS;
    return keys.some((key) => known.has(key));
  },
  readParts: async (parts, own) => {
    const profiles = gather(await eventsOf(parts), own).map(readThread);
    const [first, ...others] = profiles.filter(({ tree }) => tree.of.length > 0);
    if (first === undefined) {
      throw new BadProfile(
        'the trace has no CPU profile: record the trace with JavaScript samples enabled',
      );
    }
    return { ...mergeProfiles([first, ...others]), tool: 'chrome-trace' };
  },
};

/** In the order of their times: Chrome writes chunks as its processes hand them in. */
async function eventsOf(parts: AsyncIterable<Uint8Array>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  await readTraceEvents(parts, (event) => {
    const { name } = (event ?? {}) as Partial<TraceEvent>;
    if (name === 'Profile' || name === 'ProfileChunk') events.push(event as TraceEvent);
  });
  return events.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
}

function gather(events: readonly TraceEvent[], own: string): readonly Gathered[] {
  const threads = new Map<string, Gathered>();
  for (const { pid, id = '', args } of events) {
    const key = `${pid} ${id}`;
    const thread: Gathered = threads.get(key) ?? {
      nodes: createCpuProfileColumns(own),
      samples: [],
      timeDeltas: [],
      startTime: 0,
      endTime: null,
    };
    threads.set(key, thread);
    const { startTime, endTime, cpuProfile, timeDeltas = [] } = args?.data ?? {};
    if (startTime !== undefined) thread.startTime = numberOf(startTime);
    if (endTime !== undefined) thread.endTime = numberOf(endTime);
    for (const node of cpuProfile?.nodes ?? []) {
      thread.nodes.add({ ...node, callFrame: { ...NOWHERE, ...node.callFrame } });
    }
    for (const sample of cpuProfile?.samples ?? []) thread.samples.push(numberOf(sample));
    for (const delta of timeDeltas) thread.timeDeltas.push(numberOf(delta));
  }
  return [...threads.values()];
}

/** @throws BadProfile if it is not a finite number. */
function numberOf(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new BadProfile(`the profile contains ${JSON.stringify(value)} where a number is expected`);
}

function readThread({ nodes, samples, timeDeltas, startTime, endTime }: Gathered): Profile {
  if (samples.length !== timeDeltas.length) {
    throw new BadProfile(
      `a thread has ${samples.length} samples but ${timeDeltas.length} time deltas`,
    );
  }
  const lengthUs = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  const timed = { ids: Int32Array.from(samples), deltas: Float64Array.from(timeDeltas) };
  const end = Math.max(endTime ?? 0, startTime + lengthUs);
  return convertV8CpuProfile({ columns: nodes.build(), timed, startTime, endTime: end }, {});
}

/** Reads events of a list or `traceEvents` singly: traces can be gigabytes. @throws BadProfile */
async function readTraceEvents(
  parts: AsyncIterable<Uint8Array>,
  take: (event: unknown) => void,
): Promise<void> {
  const list = readJsonArrayItems(take);
  const object = scanJsonMembers({ traceEvents: readJsonArrayItems(take) });
  let isList: boolean | null = null;
  let hasEnd = false;
  for await (const part of parts) {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    isList ??= beginsList(bytes);
    if (isList === false) object.push(bytes);
    else if (!hasEnd) hasEnd = list.read(bytes, 0) !== NEEDS_MORE_INPUT;
  }
  if (isList === true) {
    if (!hasEnd) throw new BadProfile('the file is truncated');
    return;
  }
  if (!object.end().has('traceEvents')) throw new BadProfile('the file has no `traceEvents`');
}

/** True if the text begins a list; null if there has been only whitespace so far. */
function beginsList(bytes: Buffer): boolean | null {
  const first = bytes.find((byte) => !isBlank(byte));
  return first === undefined ? null : first === JSON_BYTE.openList;
}
