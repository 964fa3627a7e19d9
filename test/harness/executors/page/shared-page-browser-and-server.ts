import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  findChromium,
  findPlaywright,
} from '../../../../harness/executors/page/find-page-tools.ts';
import {
  measurePage,
  type PageMeasurementInput,
} from '../../../../harness/executors/page/measure-and-trace-page-load-and-flow.ts';
import { startBrowser } from '../../../../harness/executors/page/start-browser.ts';
import { openLoadTarget } from '../../../../harness/executors/server/start-or-use-running-server-for-load.ts';
import type { Host } from '../../../../harness/host.ts';
import type { PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../../../harness/model/trial.ts';
import { failureOf } from '../executor-test-setup.ts';
import { pageScenario } from './page-executor-test-setup.ts';

/** A browser and a page server shared by the tests of a file; a real unit has its own. */
export interface PageFixture {
  /** Profile folder of the browser. */
  readonly profile: string;
  readonly measuring: (scenario: PageScenario) => PageMeasurementInput;
  readonly blockOf: (scenario: PageScenario) => Promise<Block>;
  /** Why a page could not be measured, which it must not. */
  readonly failureOf: (scenario: PageScenario) => Promise<Failure>;
}

/** Starts the browser and the server; both end with the host's other processes. */
export async function openSharedPageBrowser(host: Host, parent: string): Promise<PageFixture> {
  const folder = join(parent, 'open-page');
  mkdirSync(folder);
  const { signal } = new AbortController();
  const [chromium, found] = [findChromium(host), findPlaywright(host, process.cwd())];
  if (chromium.type !== 'found' || found.type !== 'found') throw new Error('no Chromium');
  const asked = { scenario: pageScenario('/'), url: null };
  const [{ origin }, { endpoint }] = await Promise.all([
    openLoadTarget(host, asked, { seed: 1, folder, signal }),
    startBrowser(host, chromium.tool, { folder, allowed: [], signal }),
  ]);
  const trial = { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 } as const;
  const measuring = (scenario: PageScenario): PageMeasurementInput => ({
    host,
    browser: { endpoint, playwright: found.tool.module },
    url: new URL(scenario.url, origin ?? undefined).href,
    context: { scenario, trial, folder, signal },
  });
  return {
    profile: join(folder, 'profile'),
    measuring,
    blockOf: (scenario) => measurePage(measuring(scenario)),
    failureOf: (scenario) => failureOf(measurePage(measuring(scenario))),
  };
}
