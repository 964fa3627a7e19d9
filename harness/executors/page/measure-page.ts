import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { NOTHING, together } from '../probe/counted.ts';
import type { BrowserAddress } from './connect-browser.ts';
import { keepPictures } from './keep-pictures.ts';
import { type Load, loadPage } from './load-page.ts';
import { openFlow } from './open-flow.ts';
import { openTab, type Tab } from './open-tab.ts';
import { speedMetrics } from './speed-metrics.ts';
import { startTrace } from './trace-page.ts';
import { type Used, usePage } from './use-page.ts';

/** What a page is measured with. */
export interface PageMeasuring {
  readonly host: Host;
  readonly browser: BrowserAddress;
  readonly url: string;
  readonly context: UnitContext<PageScenario>;
}

/** Loads a page, uses it where there is a flow, and says what that took. */
export function measurePage(measuring: PageMeasuring): Promise<Block> {
  return inTab(measuring, (tab) => measureTab(tab, measuring));
}

async function measureTab(tab: Tab, measuring: PageMeasuring): Promise<Block> {
  const { host, url, context } = measuring;
  const load = await loadPage(tab, url);
  const used = await useTab(tab, measuring);
  // Nothing is measured any more.
  const speed = await orCrash(tab, speedMetrics(tab.session, load));
  const { keepFolder } = context;
  if (keepFolder !== undefined) {
    await orCrash(tab, keepPictures(host.files, keepFolder, tab.session, load));
  }
  const { dialogs } = tab.watch;
  return {
    ...load.block,
    ...together({ unavailable: {}, ...load.block }, speed, used.counted),
    notes: {
      ...load.block.notes,
      ...used.notes,
      ...(dialogs.length === 0 ? {} : { dialogs: dialogs.join(', ') }),
    },
  };
}

/** Does the same with a trace of it, which stays; what it took is of no use then. */
export function tracePage(measuring: PageMeasuring): Promise<Block> {
  return inTab(measuring, (tab) => traceTab(tab, measuring));
}

async function traceTab(tab: Tab, measuring: PageMeasuring): Promise<Block> {
  const { host, url, context } = measuring;
  const { keepFolder = context.folder } = context;
  const trace = await startTrace(tab.session);
  const { block }: Load = await loadPage(tab, url);
  await useTab(tab, measuring);
  const bytes = await orCrash(tab, trace.end());
  host.files.makeFolder(keepFolder);
  host.files.writeBytes(join(keepFolder, 'trace.json.gz'), bytes);
  return { operations: 1, durationMs: block.durationMs, measurements: {}, notes: {} };
}

async function inTab(
  { browser, context }: PageMeasuring,
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

const UNUSED: Used = { counted: NOTHING, notes: {} };

/** Runs the flow of a scenario on a page that is loaded, where it has one. */
export async function useTab(tab: Tab, { host, browser, context }: PageMeasuring): Promise<Used> {
  if (context.scenario.flow === undefined) return UNUSED;
  const flow = await openFlow(host, context, browser);
  try {
    return await usePage(tab, flow, tab.interactions);
  } finally {
    await flow.close();
  }
}
