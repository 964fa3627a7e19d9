import type { Page } from 'playwright-core';
import type { NotedReadings } from '../metric-readings.ts';
import { findPageError } from './find-failed-page-requests-and-errors.ts';
import type { PageObservers } from './load-page.ts';
import { measureHeapGrowth } from './measure-page-heap-growth.ts';
import type { FlowStep } from './page-flow-messages.ts';
import type { StartedPageFlow } from './start-page-flow-process.ts';
import { waitUntilPageIdle } from './wait-until-page-idle.ts';

export interface Interaction {
  readonly valueMs: number;
  /** The event that it began with, such as `pointerup`. */
  readonly event: string;
  /** When that was, milliseconds since the epoch. */
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
