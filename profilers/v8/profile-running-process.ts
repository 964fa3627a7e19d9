import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { InspectorClient } from '../../harness/host/network/inspector-client.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { LoadedTexts, Profile } from '../../harness/model/program/profile.ts';
import type { ReadSourceLine } from './attribute-time-to-callees.ts';
import { LONGEST_SAMPLE_MS, SERVER_SAMPLING_INTERVAL_US } from './cpu-profiler.ts';
import {
  type CallFrame,
  findTransformedScripts,
  groupFramesByScript,
  listHeapFrames,
} from './find-transformed-scripts.ts';
import { readCpuProfile } from './read-cpu-profile.ts';
import { readHeapProfile } from './read-heap-profile.ts';

export type ProcessProfileKind = 'cpu' | 'allocation' | 'heap';

/** Same values as for a program profiled from its start: see heap-profiler.ts. */
const HEAP_INTERVAL_B = { allocation: 131_072, heap: 32_768 } as const;
const OWN = fileURLToPath(new URL('../../', import.meta.url));

export interface ProcessProfile {
  readonly profile: Profile;
  /** True if the process ended by itself before the time was over. */
  readonly hasEnded: boolean;
}

export interface ProcessProfileRequest {
  readonly kind: ProcessProfileKind;
  readonly durationMs: number;
  /** Creates a reader of executed lines. */
  readonly linesOf: (texts: LoadedTexts) => ReadSourceLine;
  readonly signal: AbortSignal;
}

/**
 * Profiles the main thread of a process through its inspector, for a given time, until the process
 * ends or until aborted. It is sampled like a server, so that its clients notice little.
 * @throws InspectorDisconnected if the process is killed in the meantime; its samples are lost.
 * @throws BadProfile if its data is not a profile.
 */
export async function profileRunningProcess(
  client: InspectorClient,
  { kind, durationMs, linesOf, signal }: ProcessProfileRequest,
): Promise<ProcessProfile> {
  await begin(client, kind);
  const timer = new AbortController();
  const hasEnded = await Promise.race([
    sleep(durationMs, false, { signal: AbortSignal.any([signal, timer.signal]) }).catch(
      () => false,
    ),
    client.ending.then(() => true),
    client.closed.then(() => false),
  ]);
  timer.abort();
  return { profile: await end(client, kind, linesOf), hasEnded };
}

async function begin({ post }: InspectorClient, kind: ProcessProfileKind): Promise<void> {
  switch (kind) {
    case 'cpu':
      await post('Profiler.enable');
      await post('Profiler.setSamplingInterval', { interval: SERVER_SAMPLING_INTERVAL_US });
      await post('Profiler.start');
      await nameOptimised(post);
      return;
    case 'allocation':
    case 'heap': {
      const isAll = kind === 'allocation';
      await post('HeapProfiler.startSampling', {
        samplingInterval: HEAP_INTERVAL_B[kind],
        includeObjectsCollectedByMajorGC: isAll,
        includeObjectsCollectedByMinorGC: isAll,
      });
      return;
    }
    default:
      assertNever(kind);
  }
}

/** Counting calls has V8 optimise anew, else the profiler names callers. It ends coverage. */
async function nameOptimised(post: InspectorClient['post']): Promise<void> {
  const { result } = (await post('Runtime.evaluate', {
    expression: `process.env.NODE_V8_COVERAGE ?? ''`,
  })) as { readonly result?: { readonly value?: unknown } };
  if (result?.value !== '') return;
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await post('Profiler.stopPreciseCoverage');
}

async function end(
  { post }: InspectorClient,
  kind: ProcessProfileKind,
  linesOf: ProcessProfileRequest['linesOf'],
): Promise<Profile> {
  const isTime = kind === 'cpu';
  const { profile } = (await post(isTime ? 'Profiler.stop' : 'HeapProfiler.stopSampling')) as {
    readonly profile?: V8Profile;
  };
  const texts = await loadedTexts(post, profile);
  if (isTime) await post('Profiler.disable');
  const text = JSON.stringify(profile ?? null);
  switch (kind) {
    case 'cpu':
      return {
        ...readCpuProfile(Buffer.from(text), {
          own: OWN,
          lineOf: linesOf(texts),
          longestSampleMs: LONGEST_SAMPLE_MS,
        }),
        texts,
      };
    case 'allocation':
      return {
        ...readHeapProfile(text, { own: OWN, tool: 'v8-allocation', weight: 'allocated' }),
        texts,
      };
    case 'heap':
      return { ...readHeapProfile(text, { own: OWN, tool: 'v8-heap', weight: 'held' }), texts };
    default:
      return assertNever(kind);
  }
}

interface V8Profile {
  readonly nodes?: readonly { readonly callFrame: CallFrame }[];
  readonly head?: Parameters<typeof listHeapFrames>[0];
}

/** Reads texts of scripts that differ from their files; enables the debugger only if any do. */
async function loadedTexts(
  post: InspectorClient['post'],
  { nodes = [], head }: V8Profile = {},
): Promise<LoadedTexts> {
  const frames =
    head === undefined ? nodes.map(({ callFrame }) => callFrame) : listHeapFrames(head);
  const wanted = findTransformedScripts(groupFramesByScript(frames));
  const texts = new Map<string, string | null>();
  if (wanted.length === 0) return texts;
  await post('Debugger.enable');
  for (const { scriptId, file } of wanted) {
    const { scriptSource: text } = (await post('Debugger.getScriptSource', { scriptId }).catch(
      () => ({}),
    )) as { readonly scriptSource?: string };
    if (text === undefined) continue;
    texts.set(file, !texts.has(file) || texts.get(file) === text ? text : null);
  }
  await post('Debugger.disable');
  return texts;
}
