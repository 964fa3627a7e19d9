import { type Profiler, Session } from 'node:inspector';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { currentProcess } from '../../harness/host/platform/current-process-resource-readings.ts';
import { monotonicMs } from '../../harness/probe/monotonic-clock.ts';
import { DELAY_COLUMNS, type WrittenFunction, type WrittenWaits } from './wait-file-format.ts';
import { createColumns } from './wait-span-store.ts';

/** Runs in the measured process: stretches of synchronous code that hold its event loop. */

/** Interval of the timer that finds a stall, and of the samples that explain it, milliseconds. */
const TIMER_MS = 10;
const SAMPLE_MS = 5;
/** Shortest stall, as asyncio: https://docs.python.org/3/library/asyncio-dev.html#debug-mode */
const SHORTEST_MS = 100;
/** Fewest samples with the function that holds the loop: more than half of a stall's, and these. */
const FEWEST_SAMPLES = 10;
const US_PER_MS = 1_000;

/** A stretch in which no timer ran, by the monotonic clock. */
interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** A stretch with the function that ran for most of it, and its callers, innermost first. */
export interface Stall extends Stretch {
  readonly functions: readonly WrittenFunction[];
}

/**
 * Starts looking for stalls. The returned function takes those since its last call that V8's samples
 * explain. Time in which the thread waited for a processor is no part of them. Each is explained
 * when it is over, since some test runners kill a process that does not end at once.
 */
export function watchEventLoopStalls(): () => readonly Stall[] {
  const session = new Session();
  session.connect();
  const begin = (): void => {
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MS * US_PER_MS });
    session.post('Profiler.start');
  };
  let stalls: Stall[] = [];
  const add = (stretch: Stretch): void => {
    // The thread's own session answers before `post` returns.
    session.post('Profiler.stop', (error, answer) => {
      if (error === null && answer !== undefined) stalls.push(...explain(stretch, answer.profile));
    });
    begin();
  };
  const readWaits = currentProcess().openWaitClock();
  const readRunDelayMs = (): number => readWaits?.().ms ?? 0;
  let [lastMs, lastDelayMs] = [monotonicMs(), readRunDelayMs()];
  const look = (): void => {
    const [nowMs, delayMs] = [monotonicMs(), readRunDelayMs()];
    const isStall = nowMs - lastMs - TIMER_MS - (delayMs - lastDelayMs) >= SHORTEST_MS;
    if (isStall) add({ startMs: lastMs, endMs: nowMs });
    [lastMs, lastDelayMs] = isStall ? [monotonicMs(), readRunDelayMs()] : [nowMs, delayMs];
  };
  begin();
  setInterval(look, TIMER_MS).unref();
  return () => {
    const taken = stalls;
    stalls = [];
    return taken;
  };
}

/** Returns the stretch with the function of the project that holds it; nothing: there is none. */
export function explain(
  stretch: Stretch,
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
): readonly Stall[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const stackOf = (id: number): readonly number[] => {
    const stack: number[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) stack.push(at);
    return stack;
  };
  let atUs = startTime;
  const within = samples.filter((_, index) => {
    atUs += timeDeltas[index] ?? 0;
    return atUs >= stretch.startMs * US_PER_MS && atUs <= stretch.endMs * US_PER_MS;
  });
  const counts = new Map<number, number>();
  for (const id of within) {
    for (const at of stackOf(id)) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  const least = Math.max(FEWEST_SAMPLES, Math.floor(within.length / 2) + 1);
  const [held] = [...counts]
    .filter(([id, count]) => count >= least && isOfProject(byId.get(id)))
    .map(([id]) => stackOf(id))
    .toSorted((a, b) => b.length - a.length);
  if (held === undefined) return [];
  return [{ ...stretch, functions: held.flatMap((id) => functionOf(byId.get(id)) ?? []) }];
}

function isOfProject(node: Profiler.ProfileNode | undefined): boolean {
  const url = node?.callFrame.url ?? '';
  return /^(?:file:|[/\\]|[a-z]:[/\\])/iu.test(url) && !/[/\\]node_modules[/\\]/u.test(url);
}

/** Returns a function of a file; null: it is V8's or Node.js's own. */
function functionOf(node: Profiler.ProfileNode | undefined): WrittenFunction | null {
  if (node === undefined || !/[/\\]/u.test(node.callFrame.url)) return null;
  const { functionName: name, url, lineNumber, columnNumber } = node.callFrame;
  return { name, url, line: lineNumber + 1, column: columnNumber + 1 };
}

/** Runs in the measured process: how late its event loop is, again and again. */

/** Interval of the timer that feels the delay, milliseconds; the default of Node.js. */
const RESOLUTION_MS = 10;
const LOOK_MS = 100;
const NS_PER_MS = 1e6;

/** Starts reading the delay. The returned function takes a last reading and returns all. */
export function watchEventLoopDelay(): () => WrittenWaits['delays'] {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const looks = createColumns(DELAY_COLUMNS);
  const look = (): void => {
    const { count, mean } = histogram;
    if (count === 0) return;
    // The histogram contains the time between two firings of the timer.
    looks.add({ at: monotonicMs(), mean: Math.max(0, mean / NS_PER_MS - RESOLUTION_MS), count });
    histogram.reset();
  };
  histogram.enable();
  setInterval(look, LOOK_MS).unref();
  return () => {
    look();
    return looks.encoded();
  };
}
