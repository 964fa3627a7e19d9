import type { Page } from 'playwright-core';
import { median } from '../../stats/descriptive-statistics.ts';
import { medianInterval } from '../../stats/quantile-confidence-interval.ts';
import type { NotedReadings } from '../metric-readings.ts';
import type { PageObservers } from './load-page.ts';
import { findPageError } from './page-errors.ts';
import type { FlowStep } from './run-page-flow-child.ts';
import type { StartedPageFlow } from './start-page-flow-process.ts';
import { waitUntilPageIdle } from './wait-until-page-idle.ts';

export interface Interaction {
  readonly valueMs: number;
  /** The event that it began with, such as `pointerup`. */
  readonly event: string;
  readonly atMs: number;
  /** Start of the page itself, milliseconds since the epoch; distinguishes the pages of a tab. */
  readonly originMs: number;
}

const BINDING = '__perfHarnessInteraction';

/** Script that runs in the page after the collector, and uses its library and its state. */
export const INTERACTION_SCRIPT = `webVitals.onINP(({ value, entries: [entry] }) => {
  globalThis.__perfHarness.lastMs = performance.now();
  const originMs = performance.timeOrigin;
  const atMs = originMs + (entry?.startTime ?? 0);
  globalThis.${BINDING}({ valueMs: value, event: entry?.name ?? '', atMs, originMs });
}, { reportAllChanges: true });`;

/** Collects reports of all pages of a tab, as a flow may navigate; a page's last report counts. */
export async function collectInteractions(page: Page): Promise<() => readonly Interaction[]> {
  const ofPages = new Map<number, Interaction>();
  await page.exposeBinding(BINDING, (_source, interaction: Interaction) => {
    ofPages.set(interaction.originMs, interaction);
  });
  return () => [...ofPages.values()];
}

/** Idle callbacks take longer than this only in a page that is never idle. */
const IDLE_LIMIT_MS = 3_000;

/** Requests animation frames until the page has idle time. */
const UNTIL_IDLE = `new Promise((resolve) => {
  requestIdleCallback(() => { resolve(); resolve = null; }, { timeout: ${IDLE_LIMIT_MS} });
  const draw = () => { if (resolve !== null) requestAnimationFrame(draw); };
  draw();
})`;

/**
 * Waits until an interaction has been reported: web-vitals reports when the page is idle, and
 * Chromium finds no idle time for seconds after an input if it has nothing to draw. Callbacks run
 * in the order in which they were requested.
 */
async function untilReported(page: Page): Promise<void> {
  // A page that is being replaced has nothing more to report.
  await page.evaluate(UNTIL_IDLE).catch(() => undefined);
}

const NONE: NotedReadings = { readings: {}, notes: {} };

/** Runs the flow on the loaded page as often as stated; measures response times, heap growth. */
export async function runPageFlow(
  tab: PageObservers,
  flow: StartedPageFlow,
  interactions: () => readonly Interaction[],
): Promise<NotedReadings> {
  const { page, session, network, watch, scenario } = tab;
  const { restTimeoutMs } = scenario;
  const repeat = scenario.flow?.repeat;
  const using = async (): Promise<NotedReadings> => {
    const steps = [...(await flow.run())];
    const run = async (): Promise<void> => void steps.push(...(await flow.run()));
    const growth =
      repeat === undefined ? NONE : await measureHeapGrowth({ page, session }, run, repeat);
    // The report of the slowest interaction may still be pending.
    await waitUntilPageIdle(page, network, { limitMs: restTimeoutMs, fromNow: true });
    await untilReported(page);
    // Checked first, since a handler that throws responds quickly.
    const error = findPageError(tab);
    if (error !== null) throw error;
    const slowest = answerMetrics(interactions(), steps);
    return {
      readings: { ...slowest.readings, ...growth.readings },
      notes: { ...slowest.notes, ...growth.notes },
    };
  };
  return Promise.race([using(), watch.crashed]);
}

/** Returns the slowest interaction by the rules of web-vitals, and the flow step that caused it. */
function answerMetrics(found: readonly Interaction[], steps: readonly FlowStep[]): NotedReadings {
  const slowest = found.toSorted((interaction, other) => other.valueMs - interaction.valueMs)[0];
  if (slowest === undefined) {
    const inp =
      'the flow performed no measurable interaction; only clicks, taps and key presses are measured';
    return { readings: { inp }, notes: {} };
  }
  const { valueMs, event, atMs } = slowest;
  const step = steps.find(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
  return {
    readings: { inp: valueMs },
    notes: { inp_event: event, ...(step === undefined ? {} : { inp_step: step.name }) },
  };
}

/** Parts of a page's heap. */
const HEAP_PARTS = ['js', 'dom', 'buffers'] as const;
type HeapPart = (typeof HEAP_PARTS)[number];
export type HeapSize = Readonly<Record<HeapPart, number>>;

/** Confidence with which a part must have grown. */
const CONFIDENCE = 0.95;

interface HeapGrowth {
  /** Bytes a run of the parts that demonstrably grow; 0 if none does. */
  readonly bytes: number;
  readonly parts: Partial<HeapSize>;
}

/**
 * Computes the growth of the heap over the runs of a flow. A leak leaves something behind in every
 * run; a filling cache, compiled code and noise do so only now and then. So each part of the heap
 * is judged by the median of the differences from run to run, and counts only where the interval of
 * the median, by order statistics, lies above zero: a slope over all runs would stay raised by the
 * first runs.
 */
export function computeHeapGrowth(sizes: readonly HeapSize[]): HeapGrowth {
  const parts: { [Part in HeapPart]?: number } = {};
  for (const part of HEAP_PARTS) {
    const steps = sizes.slice(1).map((size, index) => size[part] - (sizes[index]?.[part] ?? 0));
    if (medianInterval(steps, CONFIDENCE).low > 0) parts[part] = median(steps);
  }
  const bytes = Object.values(parts).reduce((sum, value) => sum + value, 0);
  return { bytes, parts };
}

/**
 * Runs that warm a page up: they compile its code and fill its one-time caches. On a page that
 * leaves nothing behind, V8's heap still grew by 24, 7, 15, 7, 1, 0, 30 and 1 kB in the first eight
 * runs, and by nothing after that.
 */
const WARMUP_RUNS = 10;

type Tab = Pick<PageObservers, 'page' | 'session'>;

/** Measures the heap growth per run of a flow, which has already run once. */
async function measureHeapGrowth(
  tab: Tab,
  run: () => Promise<void>,
  repeat: number,
): Promise<NotedReadings> {
  for (let warmups = 1; warmups < WARMUP_RUNS; warmups += 1) await run();
  const looks: HeapLook[] = [await lookAtHeap(tab)];
  for (let runs = 0; runs < repeat; runs += 1) {
    await run();
    looks.push(await lookAtHeap(tab));
  }
  const { bytes, parts } = computeHeapGrowth(looks.map(({ size }) => size));
  const grown = HEAP_PARTS.filter((part) => parts[part] !== undefined);
  const ofParts = HEAP_PARTS.map((part) => [
    `heap_${part}`,
    looks.map(({ size }) => size[part]).join(' '),
  ]);
  return {
    readings: { heap_growth: bytes },
    notes: {
      ...Object.fromEntries(ofParts),
      dom_nodes: looks.map(({ nodes }) => nodes).join(' '),
      dom_listeners: looks.map(({ listeners }) => listeners).join(' '),
      ...(grown.length === 0 ? {} : { heap_grown: grown.join(', ') }),
    },
  };
}

/** Heap of a page at rest, with its number of nodes and listeners. */
interface HeapLook {
  readonly size: HeapSize;
  readonly nodes: number;
  readonly listeners: number;
}

/** Reads the heap of a page after its frame is painted and garbage has been collected. */
async function lookAtHeap({ page, session }: Tab): Promise<HeapLook> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return {
    size: {
      js: usage.usedSize,
      dom: usage.embedderHeapUsedSize,
      buffers: usage.backingStorageSize,
    },
    nodes,
    listeners: jsEventListeners,
  };
}
