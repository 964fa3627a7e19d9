import type { CDPSession, Page, Response } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { type MetricReadings, splitReadings } from '../metric-readings.ts';
import {
  describeNetworkFailures,
  findPageError,
  findUnansweredRequest,
  isCrashMessage,
  type PageErrorWatch,
  tabCrashFailure,
} from './page-errors.ts';
import { computeWebVitals } from './page-metrics.ts';
import { type ScreencastFrame, startScreencast } from './screencast.ts';
import { THROTTLINGS } from './throttling-presets.ts';
import { waitUntilPageIdle } from './wait-until-page-idle.ts';
import { type NetworkActivity, TRANSFER_TYPES } from './watch-page-network.ts';

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/ERR_CONNECTION_REFUSED/, 'Check that the server listens on the port given in PORT.'],
  [
    /ERR_CERT|ERR_SSL/,
    'Serve the page over plain HTTP on this machine, or with a trusted certificate.',
  ],
  [/ERR_TOO_MANY_REDIRECTS/, 'Follow the redirects by hand with `curl -sIL`.'],
  [/ERR_NAME_NOT_RESOLVED/, 'Hosts other than this machine need --allow-remote.'],
  [/Timeout|timeout/, 'Find out what the page waits for, or increase `loadTimeout`.'],
];

async function navigate(page: Page, url: string, timeout: number): Promise<void> {
  let response: Response | null;
  try {
    response = await page.goto(url, { waitUntil: 'load', timeout });
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    if (isCrashMessage(message)) throw tabCrashFailure();
    const said = message.replace(/^page\.goto: /, '');
    const remedy = REMEDIES.find(([pattern]) => pattern.test(said))?.[1];
    throw new UnitFailure({
      reason: 'unreachable',
      message: `${url} did not load: ${said}`,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  const status = response?.status() ?? 0;
  if (status < 400) return;
  throw new UnitFailure({
    reason: 'unreachable',
    message: `${url} returned status ${status}`,
    remedy: 'Fix the server; measuring an error page would be meaningless.',
  });
}

export interface PageObservers {
  readonly page: Page;
  readonly session: CDPSession;
  readonly network: NetworkActivity;
  readonly watch: PageErrorWatch;
  readonly scenario: PageScenario;
}

export interface PageLoad {
  readonly block: Block;
  readonly frames: readonly ScreencastFrame[];
  readonly originMs: number;
  readonly hasPainted: boolean;
}

export async function loadPage(parts: PageObservers, url: string): Promise<PageLoad> {
  const { page, session, network, watch, scenario } = parts;
  const { loadTimeoutMs, restTimeoutMs } = scenario;
  const orCrash = <T>(action: Promise<T>): Promise<T> => Promise.race([action, watch.crashed]);
  await prepare(session, scenario);
  const film = await startScreencast(session);
  const startedMs = performance.now();
  await orCrash(navigate(page, url, loadTimeoutMs));
  const complete = {
    limitMs: Math.max(restTimeoutMs, loadTimeoutMs - (performance.now() - startedMs)),
    element: scenario.expectElement,
    isHopeless: () => findPageError(parts) !== null,
  };
  const limits = { limitMs: restTimeoutMs, fromNow: false, complete };
  const { seen, isAtRest } = await orCrash(waitUntilPageIdle(page, network, limits));
  const durationMs = performance.now() - startedMs;
  const failure =
    findPageError(parts) ??
    (isAtRest ? null : findUnansweredRequest(parts)) ??
    (seen.isComplete ? null : incomplete(scenario));
  if (failure !== null) throw failure;
  const frames = await orCrash(film.end());
  const usage = await orCrash(processUsage(session));
  const vitals = { ...seen.vitals, ...throttledVitals(scenario, network) };
  const readings = {
    ...computeWebVitals({ ...seen, vitals }),
    requests: network.requests(),
    ...transferReadings(network),
    cpu_time: usage.cpuMs,
    js_heap: usage.heapBytes,
  };
  const notes = {
    ...describeNetworkFailures(parts),
    ...(await orCrash(shownContent(page, url))),
    is_at_rest: isAtRest,
  };
  const block = { operations: 1, durationMs, ...splitReadings(readings), notes };
  const hasPainted = seen.vitals.FCP !== undefined;
  return { block, frames, originMs: seen.originMs, hasPainted };
}

/** Returns vitals that the page's own clock does not see on a throttled network. */
function throttledVitals(
  { throttling }: PageScenario,
  network: NetworkActivity,
): Partial<Record<'TTFB', number>> {
  const firstByteMs = network.firstByteMs();
  const isAsItIs = THROTTLINGS[throttling].network === null;
  return isAsItIs || firstByteMs === null ? {} : { TTFB: firstByteMs };
}

function transferReadings(network: NetworkActivity): MetricReadings {
  const bytes = network.bytesByType();
  const ofTypes = TRANSFER_TYPES.map((type) => [`transferred.${type}`, bytes[type]]);
  const transferred = TRANSFER_TYPES.reduce((sum, type) => sum + bytes[type], 0);
  return { transferred, ...Object.fromEntries(ofTypes) };
}

async function prepare(session: CDPSession, { throttling, viewport }: PageScenario): Promise<void> {
  const { cpu, network } = THROTTLINGS[throttling];
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...viewport,
    deviceScaleFactor: 1,
    mobile: throttling === 'mobile',
  });
  if (cpu > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  if (network === null) return;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: network.latencyMs,
    downloadThroughput: network.download,
    uploadThroughput: network.upload,
  });
}

/** Reads the CPU time of the page's own process, and its heap size after a garbage collection. */
async function processUsage(
  session: CDPSession,
): Promise<{ readonly cpuMs: number; readonly heapBytes: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = metrics.find(({ name }) => name === 'ProcessTime')?.value ?? Number.NaN;
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { cpuMs: seconds * 1_000, heapBytes: usedSize };
}

/** Returns notes on the shown content, to check that both sides show the same page. */
async function shownContent(page: Page, url: string): Promise<NonNullable<Block['notes']>> {
  const elements = await page.evaluate<number>('document.getElementsByTagName("*").length');
  const [asked, shown] = [new URL(url).pathname, new URL(page.url()).pathname];
  return { elements, ...(asked === shown ? {} : { shown_path: shown }) };
}

function incomplete({ expectElement, loadTimeoutMs }: PageScenario): UnitFailure {
  const inTime = `within ${loadTimeoutMs / 1_000} s`;
  const remedy = 'Find out what the page waits for, or increase `loadTimeout`';
  return new UnitFailure(
    expectElement === undefined
      ? {
          reason: 'timeout',
          message: `the page painted no content ${inTime}`,
          remedy: `${remedy}. If the page never paints content, set page.expectElement to an element that it shows.`,
        }
      : {
          reason: 'timeout',
          message: `the page did not show \`${expectElement}\` ${inTime}`,
          remedy: `${remedy}, or fix page.expectElement.`,
        },
  );
}
