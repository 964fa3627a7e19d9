import { packageFile } from '../../host/package-file.ts';
import type { Exit } from '../../host/processes.ts';
import { whenAborted } from '../../host/when-aborted.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { type Hooks, openHooks } from '../hooks/open-hooks.ts';
import { describeExit } from '../server/server-end.ts';
import { openTarget, type Target } from '../server/target.ts';
import { findChromium } from './find-chromium.ts';
import { loadPage } from './load-page.ts';
import { type Browser, startBrowser } from './start-browser.ts';
import { COLLECTOR } from './vitals-script.ts';

/** Measures cold loads of a page: each trial is a fresh browser with an empty profile. */
export function createPageExecutor(host: Host): Executor<PageScenario> {
  return {
    kind: 'page',
    metrics: [
      'lcp',
      'cls',
      'fcp',
      'ttfb',
      'tbt',
      'long_tasks',
      'requests',
      'transferred',
      'cpu_time',
      'js_heap',
    ],
    optionalMetrics: [],
    check: async () => {
      const found = findChromium(host);
      return found.type === 'found' ? [] : [found.finding];
    },
    open: (context) => openUnit(host, context),
  };
}

interface Parts {
  readonly hooks: Hooks;
  readonly target: Target;
  readonly browser: Browser;
}

async function openUnit(host: Host, context: UnitContext<PageScenario>): Promise<Unit> {
  const { scenario, trial, folder, signal } = context;
  const found = findChromium(host);
  if (found.type === 'not-found') {
    const { message, remedy } = found.finding;
    throw new UnitFailure({ reason: 'not-found', message, remedy });
  }
  const open: { -readonly [Part in keyof Parts]?: Parts[Part] } = {};
  try {
    open.hooks = await openHooks(host, scenario, signal);
    const asked = { scenario, url: scenario.server === null ? scenario.url : null };
    open.target = await openTarget(host, asked, { seed: trial.seed, folder, signal });
    const allowed = scenario.allowRemote;
    open.browser = await startBrowser(host, found.path, { folder, allowed, signal });
  } catch (error) {
    await closeParts(open);
    throw error;
  }
  const { hooks, target, browser } = open;
  const parts: Parts = { hooks, target, browser };
  return {
    measure: async () => {
      await hooks.beforeEach();
      const { origin } = target;
      const url = origin === null ? scenario.url : new URL(scenario.url, origin).href;
      return measure(browser, url, context);
    },
    close: () => closeParts(parts),
  };
}

async function closeParts({ browser, target, hooks }: Partial<Parts>): Promise<void> {
  for (const close of [browser?.stop, target?.close, hooks?.close]) {
    await close?.().catch(() => undefined);
  }
}

async function measure(
  browser: Browser,
  url: string,
  { scenario, signal }: UnitContext<PageScenario>,
): Promise<Block> {
  // Whoever measures no page has no use for it.
  const { chromium } = await import('playwright-core');
  const loading = (async () => {
    const connected = await chromium.connectOverCDP(browser.endpoint, { noDefaults: true });
    const [context] = connected.contexts();
    const page = context?.pages()[0];
    if (context === undefined || page === undefined)
      throw new TypeError('a browser without a page');
    const vitals = packageFile('web-vitals', 'web-vitals.iife.js');
    await page.addInitScript({ content: `${vitals}\n${COLLECTOR}` });
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    return loadPage(page, session, url, scenario);
  })();
  loading.catch(() => undefined);
  const outcome = await Promise.race([loading, browser.ended, whenAborted(signal)]);
  if (outcome === null) throw new UnitFailure({ reason: 'timeout', message: 'cut short' });
  if ('operations' in outcome) return outcome;
  throw browserEnded(outcome, browser);
}

function browserEnded(exit: Exit, browser: Browser): UnitFailure {
  return new UnitFailure({
    reason: 'exited',
    message: `Chromium ended ${describeExit(exit)} while it loaded the page`,
    remedy: 'Look for what ended it: memory, or a person.',
    output: browser.output(),
  });
}
