import type { Profile } from '../../harness/model/profile.ts';
import { BadProfile } from '../bad-profile.ts';
import type { CodePlace } from '../name-code.ts';
import { parseJson } from '../parse-json.ts';
import { mergeProfiles } from '../profile-builder.ts';
import { profileOfFile } from '../v8/read-cpu-profile.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** A part of a CPU profile, as the trace events `Profile` and `ProfileChunk` of V8 have it. */
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

interface GatheredNode {
  readonly id: number;
  readonly parent: number | null;
  readonly callFrame: Partial<CodePlace>;
  readonly children: number[];
}

/** The parts of one thread's profile, put together. */
interface Gathered {
  readonly nodes: Map<number, GatheredNode>;
  readonly samples: number[];
  readonly timeDeltas: number[];
  startTime: number;
  /** null: the trace was cut off before. */
  endTime: number | null;
}

/** A trace of Chrome DevTools or `node --trace-event-categories v8.cpu_profiler`. */
export const chromeTraceImporter: ProfileImporter = {
  tool: 'chrome-trace',
  title: 'trace of Chrome DevTools with a CPU profile in it',
  recognises: (head) =>
    /^\s*\{\s*"(metadata|traceEvents|displayTimeUnit)"\s*:/.test(head) ||
    /^\s*\[\s*\{[^}]*"(ph|cat|ts)"\s*:/.test(head),
  read: (text, own) => {
    const threads = gather(eventsOf(text));
    const profiles = threads.map((thread) => readThread(thread, own));
    const [first, ...others] = profiles.filter(({ tree }) => tree.of.length > 0);
    if (first === undefined) {
      throw new BadProfile('the trace has no CPU profile: record it with JavaScript samples');
    }
    return { ...mergeProfiles([first, ...others]), tool: 'chrome-trace' };
  },
};

/** In the order of their times: Chrome writes chunks as its processes hand them in. */
function eventsOf(text: string): readonly TraceEvent[] {
  const data = parseJson(text);
  const events = Array.isArray(data)
    ? data
    : (data as { readonly traceEvents?: unknown } | null)?.traceEvents;
  if (!Array.isArray(events)) throw new BadProfile('it has no `traceEvents`');
  return (events as readonly TraceEvent[])
    .filter(({ name }) => name === 'Profile' || name === 'ProfileChunk')
    .toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
}

function gather(events: readonly TraceEvent[]): readonly Gathered[] {
  const threads = new Map<string, Gathered>();
  for (const { pid, id = '', args } of events) {
    const key = `${pid} ${id}`;
    const thread: Gathered = threads.get(key) ?? {
      nodes: new Map(),
      samples: [],
      timeDeltas: [],
      startTime: 0,
      endTime: null,
    };
    threads.set(key, thread);
    const { startTime, endTime, cpuProfile, timeDeltas = [] } = args?.data ?? {};
    if (startTime !== undefined) thread.startTime = startTime;
    if (endTime !== undefined) thread.endTime = endTime;
    for (const { id: node, parent = null, callFrame } of cpuProfile?.nodes ?? []) {
      thread.nodes.set(node, { id: node, parent, callFrame, children: [] });
    }
    for (const sample of cpuProfile?.samples ?? []) thread.samples.push(sample);
    for (const delta of timeDeltas) thread.timeDeltas.push(delta);
  }
  return [...threads.values()];
}

/** Nodes tell who called them, and may be told before that one. */
function link({ nodes }: Gathered): void {
  for (const { id, parent } of nodes.values()) {
    if (parent === null) continue;
    const above = nodes.get(parent);
    if (above === undefined) {
      throw new BadProfile(`node ${id} is called by ${parent}, which is missing`);
    }
    above.children.push(id);
  }
}

function readThread(thread: Gathered, own: string): Profile {
  link(thread);
  const { nodes, samples, timeDeltas, startTime, endTime } = thread;
  const count = Math.min(samples.length, timeDeltas.length);
  const lengthUs = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  const whole = Array.from(nodes.values(), ({ callFrame, ...node }) => ({
    ...node,
    // A trace leaves out what is empty.
    callFrame: { functionName: '', url: '', lineNumber: -1, columnNumber: -1, ...callFrame },
  }));
  const file = {
    nodes: whole,
    samples: samples.slice(0, count),
    timeDeltas: timeDeltas.slice(0, count),
    startTime,
    endTime: Math.max(endTime ?? 0, startTime + lengthUs),
  };
  return profileOfFile(file, { own });
}
