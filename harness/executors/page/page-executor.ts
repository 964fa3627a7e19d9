import { readPageFieldData } from '../../field/read-page-field-data.ts';
import type { Exit } from '../../host/process/process-runner.ts';
import { requireTool } from '../../host/tool-search-result.ts';
import { waitForAbort } from '../../host/wait-for-abort.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import {
  openScenarioHooks,
  type ScenarioHooks,
} from '../hooks/run-scenario-hooks-in-separate-process.ts';
import { type NotedReadings, withReadings } from '../metric-readings.ts';
import { addSourceLoader } from '../node/add-node-source-transform-loader.ts';
import { type LoadTarget, openLoadTarget } from '../server/start-or-use-running-server-for-load.ts';
import { describeExit } from '../server/wait-for-server.ts';
import { findChromium, findLighthouse, findPlaywright } from './find-page-tools.ts';
import { runLighthouse } from './run-lighthouse.ts';
import { type Browser, startBrowser } from './start-browser.ts';

/** Measures cold loads of a page: each trial is a fresh browser with an empty profile. */
export function createPageExecutor(host: Host): Executor<PageScenario> {
  return {
    kind: 'page',
    check: async ({ lighthouse, cwd }) => {
      const needed = [
        findChromium(host),
        findPlaywright(host, cwd),
        ...(lighthouse === true ? [findLighthouse(host, cwd)] : []),
      ];
      return needed.flatMap((found) => (found.type === 'found' ? [] : [found.finding]));
    },
    field: async ({ field }) => (field === undefined ? null : readPageFieldData(host.files, field)),
    adjustScenario: (scenario) => addSourceLoader(host.files, scenario),
    open: (context) => openUnit(host, context),
  };
}

interface Parts {
  readonly hooks: ScenarioHooks;
  readonly target: LoadTarget;
  readonly browser: Browser;
  readonly playwright: string;
}

async function openUnit(host: Host, context: UnitContext<PageScenario>): Promise<Unit> {
  const { scenario, trial, folder, signal } = context;
  const chromium = requireTool(findChromium(host));
  const playwright = requireTool(findPlaywright(host, scenario.cwd)).module;
  const open: { -readonly [Part in keyof Parts]?: Parts[Part] } = { playwright };
  try {
    open.hooks = await openScenarioHooks(host, scenario, signal);
    const asked = { scenario, url: scenario.server === null ? scenario.url : null };
    const allowed = scenario.allowRemote;
    // Together: each waits for processes more than it computes.
    const [target, browser] = await Promise.allSettled([
      openLoadTarget(host, asked, { seed: trial.seed, folder, signal }),
      startBrowser(host, chromium, { folder, allowed, signal }),
    ]);
    if (target.status === 'fulfilled') open.target = target.value;
    if (browser.status === 'fulfilled') open.browser = browser.value;
    for (const part of [target, browser]) if (part.status === 'rejected') throw part.reason;
  } catch (error) {
    await closeParts(open);
    throw error;
  }
  // Safe cast: a part that could not be opened has thrown.
  const parts = open as Parts;
  return {
    measure: () => measure(host, parts, context),
    close: () => closeParts(parts),
  };
}

async function closeParts({ browser, target, hooks }: Partial<Parts>): Promise<void> {
  for (const close of [browser?.stop, target?.close, hooks?.close]) {
    await close?.().catch(() => undefined);
  }
}

async function measure(
  host: Host,
  parts: Parts,
  context: UnitContext<PageScenario>,
): Promise<Block> {
  const { browser, hooks, playwright, target } = parts;
  const { scenario, trial } = context;
  await hooks.beforeEach();
  const { origin } = target;
  const url = origin === null ? scenario.url : new URL(scenario.url, origin).href;
  const address = { endpoint: browser.endpoint, playwright };
  const measuring = { host, browser: address, url, context };
  // Imported on demand, since only page measurements control a browser.
  const { measurePage, tracePage } = await import('./measure-and-trace-page-load-and-flow.ts');
  const isTraced = trial.pass === 'trace';
  const block = await untilEnded(browser, context, (isTraced ? tracePage : measurePage)(measuring));
  if (!requiresLighthouse(context)) return block;
  await browser.stop();
  return withReadings(block, await secondOpinion(host, url, context));
}

async function untilEnded(
  browser: Browser,
  { signal }: UnitContext<PageScenario>,
  measuring: Promise<Block>,
): Promise<Block> {
  measuring.catch(() => undefined);
  const outcome = await Promise.race([measuring, browser.ended, waitForAbort(signal)]);
  if (outcome === null) throw new UnitFailure({ reason: 'timeout', message: 'cut short' });
  if ('operations' in outcome) return outcome;
  throw browserEnded(outcome, browser);
}

/**
 * True if the unit needs Lighthouse. A run takes many times as long as the load itself, so a
 * comparison runs it only if its verdict depends on it.
 */
export function requiresLighthouse({
  scenario,
  trial,
}: Pick<UnitContext<PageScenario>, 'scenario' | 'trial'>): boolean {
  if (scenario.lighthouse !== true || trial.warmup || trial.pass !== undefined) return false;
  const limited = [
    ...scenario.budgets.map(({ metric }) => metric),
    ...Object.keys(scenario.regression),
  ];
  return trial.stage === undefined || limited.some((metric) => metric.startsWith('lighthouse.'));
}

async function secondOpinion(
  host: Host,
  url: string,
  context: UnitContext<PageScenario>,
): Promise<NotedReadings> {
  const chromium = requireTool(findChromium(host));
  const lighthouse = requireTool(findLighthouse(host, context.scenario.cwd));
  return runLighthouse(host, lighthouse, { url, chromium }, context);
}

function browserEnded(exit: Exit, browser: Browser): UnitFailure {
  return new UnitFailure({
    reason: 'exited',
    message: `Chromium ended ${describeExit(exit)} while loading the page`,
    remedy: 'Find out what terminated Chromium, for example lack of memory or a user.',
    output: browser.output(),
  });
}
