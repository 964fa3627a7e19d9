import type { Profile } from '../../harness/model/profile.ts';
import { BadProfile } from '../bad-profile.ts';
import type { CodePlace } from '../name-code.ts';
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
  readonly id?: string;
  readonly args?: { readonly data?: ChunkData };
}

interface GatheredNode {
  readonly id: number;
  readonly callFrame: Partial<CodePlace>;
  readonly children: number[];
}

/** The parts of one thread's profile, put together. */
interface Gathered {
  readonly nodes: Map<number, GatheredNode>;
  readonly samples: number[];
  readonly timeDeltas: number[];
  startTime: number;
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

function eventsOf(text: string): readonly TraceEvent[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const isCut = !/[}\]]\s*$/.test(text);
    throw new BadProfile(
      isCut ? 'the file is cut short' : `it is not JSON: ${(error as Error).message}`,
    );
  }
  const events = Array.isArray(data)
    ? data
    : (data as { readonly traceEvents?: unknown } | null)?.traceEvents;
  if (!Array.isArray(events)) throw new BadProfile('it has no `traceEvents`');
  return events as readonly TraceEvent[];
}

function gather(events: readonly TraceEvent[]): readonly Gathered[] {
  const threads = new Map<string, Gathered>();
  for (const { name, pid, id = '', args } of events) {
    if (name !== 'Profile' && name !== 'ProfileChunk') continue;
    const key = `${pid} ${id}`;
    const thread: Gathered = threads.get(key) ?? {
      nodes: new Map(),
      samples: [],
      timeDeltas: [],
      startTime: 0,
    };
    threads.set(key, thread);
    const { startTime, cpuProfile, timeDeltas = [] } = args?.data ?? {};
    if (startTime !== undefined) thread.startTime = startTime;
    for (const node of cpuProfile?.nodes ?? []) addNode(thread, node);
    for (const sample of cpuProfile?.samples ?? []) thread.samples.push(sample);
    for (const delta of timeDeltas) thread.timeDeltas.push(delta);
  }
  return [...threads.values()];
}

function addNode(
  { nodes }: Gathered,
  {
    id,
    parent,
    callFrame,
  }: { readonly id: number; readonly parent?: number; readonly callFrame: Partial<CodePlace> },
): void {
  nodes.set(id, { id, callFrame, children: [] });
  if (parent === undefined) return;
  // Chunks tell a node after the one that called it.
  const above = nodes.get(parent);
  if (above === undefined)
    throw new BadProfile(`node ${id} is called by ${parent}, which is missing`);
  above.children.push(id);
}

function readThread({ nodes, samples, timeDeltas, startTime }: Gathered, own: string): Profile {
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
    endTime: startTime + lengthUs,
  };
  return profileOfFile(file, { own });
}
