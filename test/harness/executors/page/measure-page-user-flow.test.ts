import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPage } from '../../../../harness/executors/page/load-page.ts';
import {
  openTab,
  runFlowInTab,
} from '../../../../harness/executors/page/measure-and-trace-page-load-and-flow.ts';
import type { FlowResults } from '../../../../harness/executors/page/run-page-flow.ts';
import type { PageFlow, PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import type {
  PageFlowFunction,
  PageFlowParts,
} from '../../../../harness/model/scenario/scenario-definition.ts';
import type { Failure } from '../../../../harness/model/trial.ts';
import { openPageMeasurer, pageScenario } from './page-executor-test-setup.ts';
import {
  expectFailure,
  openSharedPageBrowser,
  type PageFixture,
} from './shared-page-browser-and-server.ts';

const FIXTURES = new URL('../../../fixtures/page/', import.meta.url);
const FLOWS = fileURLToPath(new URL('flows.mjs', FIXTURES));
const { host, folder, blockOf, close } = openPageMeasurer();
let open: PageFixture;
beforeAll(async () => {
  open = await openSharedPageBrowser(host, folder);
});
afterAll(close);

/** Elements a run of the leaky menu leaves: enough to outweigh what a load frees late. */
const LEFT = 3_000;
/** For flows that are not timed: a page that is loaded is at rest soon enough. */
const NOT_TIMED = { restTimeoutMs: 300 };

/** Returns a scenario whose flow is in its own file. */
function withFlow(
  name: string,
  url = '/menu',
  flow: Partial<PageFlow> = {},
  changes: Partial<PageScenario> = {},
): PageScenario {
  return pageScenario(url, {
    source: { file: FLOWS, name },
    flow: { file: null, timeoutMs: 60_000, ...flow },
    ...changes,
  });
}

describe('user flow', () => {
  test('is timed from input to next paint by its slowest interaction, and reports its heap growth', async () => {
    const { measurements, notes } = await open.blockOf(
      withFlow('menu in steps', '/slow-leaky-menu', { repeat: 6 }),
    );
    expect(measurements.inp).toBeGreaterThanOrEqual(100);
    expect(notes).toMatchObject({ inp_step: 'open the menu' });
    expect(notes?.inp_event).toMatch(/^(pointer|mouse|click)/);
    // The flow blocks in each of its sixteen runs, which does not count as blocking of the load; a
    // stall of the machine adds a single long task.
    expect(measurements.long_tasks).toBeLessThan(16);
    // An element with a text is some 200 bytes of the document, and its wrapper some 30 of V8's.
    expect(measurements.heap_growth).toBeGreaterThan(LEFT * 30);
    expect(measurements.heap_growth).toBeLessThan(LEFT * 1_000);
    expect(notes?.heap_js).toMatch(/^\d+( \d+){6}$/);
    // Growth of V8's heap is reported only where its collections leave a clear trend.
    expect(notes?.heap_grown).toMatch(/\bdom$/);
    const nodes = String(notes?.dom_nodes).split(' ').map(Number);
    expect((nodes.at(-1) ?? 0) - (nodes[0] ?? 0)).toBe(6 * LEFT * 2);
  });

  test("may be a module with params that uses the project's playwright-core and dismisses dialogs", async () => {
    const file = fileURLToPath(new URL('click-menu.mjs', FIXTURES));
    const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-project-'));
    const own = join(cwd, 'node_modules/playwright-core');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), '{ "name": "playwright-core", "version": "1.65.1" }');
    writeFileSync(
      join(own, 'index.mjs'),
      `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('loaded-by.txt', import.meta.url), \`\${process.pid}\\n\`);
export * from '${import.meta.resolve('playwright-core')}';
`,
    );
    const params = { clicks: 2 };
    const changes = { ...NOT_TIMED, cwd, params };
    const block = await blockOf(withFlow('menu', '/dialog-menu', { file }, changes));
    expect(block.notes).toMatchObject({ dialogs: 'confirm, confirm' });
    const processes = readFileSync(join(own, 'loaded-by.txt'), 'utf8').trim().split('\n');
    expect(processes).toHaveLength(2);
    expect(processes[0]).toBe(`${process.pid}`);
    expect(processes[1]).not.toBe(processes[0]);
  });

  test('fails the load when a script of the page throws during it', async () => {
    const failure = await open.failureOf(withFlow('menu', '/throwing-menu', {}, NOT_TIMED));
    expect(failure.reason).toBe('threw');
    expect(failure.message).toMatch(
      /failed: ReferenceError: missing is not defined, \/throwing-menu:2$/,
    );
  });

  test('may declare its page with the type of playwright itself', () => {
    const flow: PageFlowFunction = ({ page }: PageFlowParts<Page>) => page.click('#menu');
    expect(flow).toBeTypeOf('function');
  });
});

describe('flow on a loaded page', () => {
  // Time limits of the flows, milliseconds; more than enough for flows that end by themselves, and
  // longer by more than a stall of the machine than the 10 s after which a click gives up.
  const FAILING = [
    ['waits in vain', 60_000, 'threw', /"open what is not there".*#nothing/, /waits for/],
    ['throws', 60_000, 'threw', /the flow threw: out of ideas/, /Fix the flow/],
    [
      'exits',
      60_000,
      'exited',
      /"leave" of the flow ended its process with exit code 3/,
      /process\.exit/,
    ],
    [
      'never ends',
      5_000,
      'timeout',
      /"wait for ever" of the flow was still running after 5 s/,
      /flowTimeout/,
    ],
    [
      'is gone',
      60_000,
      'threw',
      /no longer defines a flow for a scenario named "is gone"/,
      /Fix the flow/,
    ],
  ] as const;
  const CRASHING = [
    'crashes the tab',
    60_000,
    'exited',
    /the page crashed the browser tab/,
    /memory/,
  ] as const;
  const failures = new Map<string, Failure>();
  let looked: FlowResults;

  beforeAll(async () => {
    const { browser, url, context } = open.measuring(withFlow('menu', '/menu', {}, NOT_TIMED));
    const tab = await openTab(browser, context.scenario);
    await loadPage(tab, url);
    looked = await runFlowInTab(
      tab,
      open.measuring(withFlow('looks only', '/menu', {}, NOT_TIMED)),
    );
    const fail = async (name: string, timeoutMs: number): Promise<void> => {
      const measuring = open.measuring(withFlow(name, '/menu', { timeoutMs }));
      failures.set(name, await expectFailure(runFlowInTab(tab, measuring)));
    };
    // No flow touches the page, so the slow ones can run at the same time.
    await Promise.all(FAILING.map(([name, timeoutMs]) => fail(name, timeoutMs)));
    // No other has a tab after it.
    await fail(CRASHING[0], CRASHING[1]);
  });

  test('has no interaction time and gives the reason when it makes no interaction', () => {
    expect(looked.counted.measurements).not.toHaveProperty('inp');
    expect(looked.counted.unavailable?.inp).toContain('no measurable interaction');
  });

  test.each([...FAILING, CRASHING])(
    'reports the failing step when it %s',
    (name, _timeoutMs, reason, message, remedy) => {
      const failure = failures.get(name);
      expect(failure?.reason).toBe(reason);
      expect(failure?.message).toMatch(message);
      expect(failure?.remedy).toMatch(remedy);
    },
  );
});
