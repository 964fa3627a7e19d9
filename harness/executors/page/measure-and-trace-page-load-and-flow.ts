import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';
import type { Files } from '../../host/file-operations.ts';
import { readUnexportedPackageFile } from '../../host/installed-package.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { type NotedReadings, withReadings } from '../metric-readings.ts';
import { type BrowserAddress, connectBrowser } from './connect-browser.ts';
import { loadPage, type PageLoad, type PageObservers } from './load-page.ts';
import { watchPageErrors } from './page-errors.ts';
import { computeSpeedIndex, type FrameHistogram, NOTHING_PAINTED } from './page-metrics.ts';
import { startBrowserTrace } from './record-browser-trace.ts';
import {
  collectInteractions,
  INTERACTION_SCRIPT,
  type Interaction,
  runPageFlow,
} from './run-page-flow.ts';
import { computeFrameHistograms } from './screencast.ts';
import { startPageFlowProcess } from './start-page-flow-process.ts';
import { VITALS_COLLECTOR_SCRIPT } from './wait-until-page-idle.ts';
import { watchPageNetwork } from './watch-page-network.ts';

/** Most frames of a screencast to store. */
const MOST_FRAMES = 8;
/** Size limit of a picture, bytes: a larger picture shows no more, and reports embed all of it. */
const MOST_BYTES = 250_000;
const SCREENSHOT_QUALITY = 60;

/** Stores the screencast of a load and a screenshot of the page at rest. */
async function keepPictures(
  files: Files,
  folder: string,
  session: CDPSession,
  { frames, originMs }: Pick<PageLoad, 'frames' | 'originMs'>,
): Promise<void> {
  files.makeFolder(folder);
  const keep = (name: string, jpeg: string): void => {
    const bytes = Buffer.from(jpeg, 'base64');
    if (bytes.length <= MOST_BYTES) files.writeBytes(join(folder, name), bytes);
  };
  for (const { atMs, jpeg } of chooseFrames(frames.filter(({ atMs }) => atMs > originMs))) {
    keep(`frame-${String(Math.round(atMs - originMs)).padStart(6, '0')}.jpg`, jpeg);
  }
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'jpeg',
    quality: SCREENSHOT_QUALITY,
    optimizeForSpeed: true,
  });
  keep('screenshot.jpg', data);
}

function chooseFrames<T>(frames: readonly T[]): readonly T[] {
  if (frames.length <= MOST_FRAMES) return frames;
  const step = (frames.length - 1) / (MOST_FRAMES - 1);
  return Array.from({ length: MOST_FRAMES }, (_, place) => frames[Math.round(place * step)] as T);
}

const NOTHING_FILMED = 'no frame recorded during the page load shows any content';

async function speedIndexOf(
  session: CDPSession,
  { frames, originMs, hasPainted }: Pick<PageLoad, 'frames' | 'originMs' | 'hasPainted'>,
): Promise<number | string> {
  if (!hasPainted) return NOTHING_PAINTED;
  const ofLoad = frames.filter(({ atMs }) => atMs > originMs);
  const histograms = await computeFrameHistograms(session, ofLoad);
  const filmed = ofLoad.map(
    ({ atMs }, index): FrameHistogram => ({
      atMs: atMs - originMs,
      histogram: histograms[index] ?? [],
    }),
  );
  return computeSpeedIndex(filmed) ?? NOTHING_FILMED;
}

/** Pause between two readings of the CPU time of the browser's processes, milliseconds. */
const PAUSE_MS = 50;
/** Total share of a core below which the processes count as idle. */
const IDLE_SHARE = 0.2;
/** Longest wait: on a machine with other load the browser may never be idle, milliseconds. */
const LIMIT_MS = 250;

/** Waits until a browser has finished starting, so as not to overlap a page's measurement. */
async function settleBrowser(session: CDPSession): Promise<void> {
  const startedMs = performance.now();
  let [lookedMs, usedSeconds] = [startedMs, await processorSeconds(session)];
  while (performance.now() - startedMs < LIMIT_MS) {
    await sleep(PAUSE_MS);
    const [nowMs, seconds] = [performance.now(), await processorSeconds(session)];
    const share = ((seconds - usedSeconds) * 1_000) / (nowMs - lookedMs);
    if (share < IDLE_SHARE) return;
    [lookedMs, usedSeconds] = [nowMs, seconds];
  }
}

async function processorSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

export interface PageMeasurementInput {
  readonly host: Host;
  readonly browser: BrowserAddress;
  readonly url: string;
  readonly context: UnitContext<PageScenario>;
}

export function measurePage(measuring: PageMeasurementInput): Promise<Block> {
  return inTab(measuring, (tab) => measureTab(tab, measuring));
}

async function measureTab(tab: Tab, measuring: PageMeasurementInput): Promise<Block> {
  const { host, url, context } = measuring;
  const load = await loadPage(tab, url);
  const used = await runFlowInTab(tab, measuring);
  // From here on nothing is measured.
  const speed_index = await orCrash(tab, speedIndexOf(tab.session, load));
  const { attachmentFolder } = context;
  if (attachmentFolder !== undefined) {
    await orCrash(tab, keepPictures(host.files, attachmentFolder, tab.session, load));
  }
  const { dialogs } = tab.watch;
  return withReadings(load.block, {
    readings: { speed_index, ...used.readings },
    notes: { ...used.notes, ...(dialogs.length === 0 ? {} : { dialogs: dialogs.join(', ') }) },
  });
}

/** Loads a page and runs its flow, recording a stored trace; its times are not comparable. */
export function tracePage(measuring: PageMeasurementInput): Promise<Block> {
  return inTab(measuring, (tab) => traceTab(tab, measuring));
}

async function traceTab(tab: Tab, measuring: PageMeasurementInput): Promise<Block> {
  const { host, url, context } = measuring;
  const { attachmentFolder = context.folder } = context;
  const trace = await startBrowserTrace(tab.session);
  const { block }: PageLoad = await loadPage(tab, url);
  await runFlowInTab(tab, measuring);
  const bytes = await orCrash(tab, trace.end());
  host.files.makeFolder(attachmentFolder);
  host.files.writeBytes(join(attachmentFolder, 'trace.json.gz'), bytes);
  return { operations: 1, durationMs: block.durationMs, measurements: {}, notes: {} };
}

async function inTab(
  { browser, context }: PageMeasurementInput,
  measure: (tab: Tab) => Promise<Block>,
): Promise<Block> {
  const tab = await openTab(browser, context.scenario);
  try {
    return await measure(tab);
  } finally {
    tab.close();
  }
}

function orCrash<T>({ watch }: Tab, action: Promise<T>): Promise<T> {
  return Promise.race([action, watch.crashed]);
}

const UNUSED: NotedReadings = { readings: {}, notes: {} };

export async function runFlowInTab(
  tab: Tab,
  { host, browser, context }: PageMeasurementInput,
): Promise<NotedReadings> {
  if (context.scenario.flow === undefined) return UNUSED;
  const flow = await startPageFlowProcess(host, context, browser);
  try {
    return await runPageFlow(tab, flow, tab.interactions);
  } finally {
    await flow.close();
  }
}

interface Tab extends PageObservers {
  readonly interactions: () => readonly Interaction[];
  readonly close: () => void;
}

/** Connects to a browser that was just started, and waits until it is idle. */
export async function openTab(browser: BrowserAddress, scenario: PageScenario): Promise<Tab> {
  const connection = await connectBrowser(browser);
  await settleBrowser(await connection.newBrowserCDPSession());
  const [context] = connection.contexts();
  const page = context?.pages()[0];
  if (context === undefined || page === undefined)
    throw new TypeError('the browser has no open page');
  const hasFlow = scenario.flow !== undefined;
  const interactions = hasFlow ? await collectInteractions(page) : () => [];
  const vitals = readUnexportedPackageFile('web-vitals', 'web-vitals.iife.js');
  const scripts = [vitals, VITALS_COLLECTOR_SCRIPT, ...(hasFlow ? [INTERACTION_SCRIPT] : [])];
  await page.addInitScript({ content: scripts.join('\n') });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const network = await watchPageNetwork(session);
  const watch = await watchPageErrors(page, session);
  const close = (): void => void connection.close().catch(() => undefined);
  return { page, session, network, watch, scenario, interactions, close };
}
