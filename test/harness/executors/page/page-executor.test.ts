import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NotedReadings } from '../../../../harness/executors/metric-readings.ts';
import { loadPage } from '../../../../harness/executors/page/load-page.ts';
import {
  measurePage,
  openTab,
  runFlowInTab,
  tracePage,
} from '../../../../harness/executors/page/measure-and-trace-page-load-and-flow.ts';
import { createPageExecutor } from '../../../../harness/executors/page/page-executor.ts';
import { findFreePort } from '../../../../harness/host/network/find-and-probe-ports.ts';
import { getMetric } from '../../../../harness/model/metric.ts';
import type { PageFlow, PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import type {
  PageFlowFunction,
  PageFlowParts,
} from '../../../../harness/model/scenario/scenario-definition.ts';
import { type Block, blockSchema, type Failure } from '../../../../harness/model/trial.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import { failureOf } from '../executor-test-setup.ts';
import { crashBrowserTab, replaceCrashedTab, waitUntilPageLoads } from './crash-browser-tab.ts';
import { openPageMeasurer, pageScenario } from './page-executor-test-setup.ts';
import { startHttpsServer } from './self-signed-https-server.ts';
import { openSharedPageBrowser, type PageFixture } from './shared-page-browser-and-server.ts';

const FLOWS = fileURLToPath(new URL('../../../fixtures/page/flows.mjs', import.meta.url));
const { host, folder, measure, blockOf, lastFolder, close } = openPageMeasurer();
afterAll(close);

let page: PageFixture;
let plain: Block;
beforeAll(async () => {
  page = await openSharedPageBrowser(host, folder);
  plain = await page.blockOf(pageScenario('/'));
});

/** For loads that are not timed: a page that is loaded is at rest soon enough. */
const NOT_TIMED = { restTimeoutMs: 300 };

describe('cold load', () => {
  it('LEAD-09: has the metrics of a page that does much, and encounters the faults set for its server', async () => {
    const { server } = pageScenario('/');
    if (server === null) throw new TypeError('the fixture has a server');
    const faults = { latencyMs: 200, errorShare: 0, dropShare: 0, upstream: null };
    const block = await blockOf(pageScenario('/much', { server: { ...server, faults } }));
    const { measurements, notes } = block;
    expect(blockSchema.parse(block)).toEqual(block);
    expect(Object.keys(measurements).toSorted()).toEqual(
      [...listKindMetrics('page').own].toSorted(),
    );
    expect(measurements.ttfb).toBeGreaterThanOrEqual(200);
    // Its content moves.
    expect(measurements.cls).toBeGreaterThan(0.01);
    // The largest image is late; the heading appears much earlier, but is a small part of the
    // visible content.
    expect(measurements.lcp).toBeGreaterThan(600);
    expect(measurements.speed_index).toBeGreaterThan(400);
    expect(measurements['transferred.image']).toBeGreaterThan(50_000);
    expect(measurements['transferred.script']).toBe(0);
    // A script computes for 250 ms; the time beyond 50 ms counts as blocking.
    expect(measurements.long_tasks).toBeGreaterThanOrEqual(1);
    expect(measurements.tbt).toBeGreaterThanOrEqual(190);
    // Objects that the page retains are still there after collection.
    expect(measurements.js_heap).toBeGreaterThan((plain.measurements.js_heap ?? 0) + 5e6);
    // A dialog would block the page for ever; another host is requested too.
    expect(notes).toMatchObject({ dialogs: 'alert', is_at_rest: true, failed_requests: 1 });
    expect(notes?.failures).toBe('http://images.example/x.png: net::ERR_NAME_NOT_RESOLVED');
    expect(notes).toMatchObject({ blocked_hosts: 'images.example' });
    expect(measurements).toMatchObject({ requests: 3 });
  });
});

describe('page in an open browser', () => {
  it('has every metric that the kind names', () => {
    expect(blockSchema.parse(plain)).toEqual(plain);
    expect(Object.keys(plain.measurements).toSorted()).toEqual(
      [...listKindMetrics('page').own].toSorted(),
    );
    expect(listKindMetrics('page').own.map((name) => getMetric(name).name)).toEqual(
      listKindMetrics('page').own,
    );
    expect(plain.measurements).toMatchObject({ cls: 0, requests: 1 });
    expect(plain.measurements.lcp).toBeGreaterThan(0);
    expect(plain.notes).toMatchObject({ is_at_rest: true });
  });

  it.each([
    ['is not there', '/gone', {}, 'status 404', 'error page'],
    ['never ends', '/never', { loadTimeoutMs: 500 }, 'did not load', 'loadTimeout'],
  ])('cannot be measured when it %s', async (_, url, changes, message, remedy) => {
    const failure = await page.failureOf(pageScenario(url, changes));
    expect(failure).toMatchObject({ reason: 'unreachable' });
    expect(failure.message).toContain(message);
    expect(failure.remedy).toContain(remedy);
  });

  // Time limits are far longer than the loads take, or the awaited event never comes.
  const NEVER = { loadTimeoutMs: 4_000, restTimeoutMs: 300 };
  it.each([
    [
      'a request failed',
      '/lost-script',
      {},
      'unreachable',
      '/gone.js and got an error: status 404',
    ],
    ['a script threw', '/throws', {}, 'threw', 'ReferenceError: missing is not defined, /throws:1'],
    ['a module was not run', '/wrong-module', {}, 'threw', 'Failed to load module script'],
    ['it painted nothing', '/blank', NEVER, 'timeout', 'painted no content'],
    [
      'it does not show what it has to',
      '/',
      { ...NEVER, expectElement: '#app h2' },
      'timeout',
      'did not show `#app h2` within 4 s',
    ],
    ['its element is no selector', '/', { expectElement: '##' }, 'threw', 'not a CSS selector: ##'],
  ])('cannot be measured because %s', async (_, url, changes, reason, message) => {
    const failure = await page.failureOf(pageScenario(url, changes));
    expect(failure).toMatchObject({ reason, message: expect.stringContaining(message) });
    expect(failure.remedy).toMatch(/expectErrors|expectElement|querySelector/);
  });

  it('is measured in spite of errors that its scenario expects', async () => {
    const expectErrors = ['/gone.js'];
    const { notes } = await page.blockOf(pageScenario('/lost-script', { expectErrors }));
    expect(notes).toMatchObject({ failed_requests: 1, failures: '/gone.js: status 404' });
  });

  it('is awaited until it paints, and filmed, in the folder for its files', async () => {
    const { context, ...input } = page.measuring(pageScenario('/late'));
    const attachmentFolder = join(folder, 'film');
    const { measurements, notes } = await measurePage({
      ...input,
      context: { ...context, attachmentFolder },
    });
    const files = readdirSync(attachmentFolder).toSorted();
    expect(files.at(-1)).toBe('screenshot.jpg');
    expect(Number(/^frame-(\d+)\.jpg$/u.exec(files.at(-2) ?? '')?.[1])).toBeGreaterThan(1_000);
    // Frames that a busy browser shows late count from the time of the previous frame.
    const least = { fcp: 1_500, lcp: 1_500, speed_index: 1_000 };
    for (const [metric, ms] of Object.entries(least)) {
      expect(measurements[metric], metric).toBeGreaterThan(ms);
    }
    expect(notes).toMatchObject({ is_at_rest: true, elements: 8 });
  });

  it('has no paint metrics when it paints nothing but shows the expected element', async () => {
    const { measurements, unavailable } = await page.blockOf(
      pageScenario('/blank', { expectElement: 'main' }),
    );
    expect(Object.keys(unavailable ?? {}).toSorted()).toEqual([
      'cls',
      'fcp',
      'lcp',
      'speed_index',
      'tbt',
    ]);
    expect(unavailable?.speed_index).toBe('nothing was painted');
    expect(measurements).toMatchObject({ requests: 1, long_tasks: expect.any(Number) });
  });

  it('has a trace in the folder for its files, and no measurements, when it is traced', async () => {
    const { context, ...input } = page.measuring(pageScenario('/', NOT_TIMED));
    const attachmentFolder = join(folder, 'traced');
    const { measurements } = await tracePage({
      ...input,
      context: { ...context, attachmentFolder },
    });
    expect(measurements).toEqual({});
    const trace = gunzipSync(readFileSync(join(attachmentFolder, 'trace.json.gz'))).toString(
      'utf8',
    );
    const { traceEvents } = JSON.parse(trace) as {
      readonly traceEvents: readonly { readonly name: string }[];
    };
    // Events that the Performance panel draws its tracks from.
    expect(traceEvents.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'navigationStart',
        'RunTask',
        'Screenshot',
        'largestContentfulPaint::Candidate',
      ]),
    );
  });

  it('cannot be measured when nothing listens', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/`;
    const failure = await page.failureOf(pageScenario(url));
    expect(failure.message).toContain('ERR_CONNECTION_REFUSED');
    expect(failure.remedy).toContain('PORT');
  });

  it('cannot be measured when its certificate is self-signed', async () => {
    const secure = await startHttpsServer(folder);
    const failure = await page.failureOf(pageScenario(secure.url));
    await secure.close();
    expect(failure.message).toContain('ERR_CERT_AUTHORITY_INVALID');
    expect(failure.remedy).toContain('certificate');
  });

  it('is slower on a slower network', async () => {
    const { measurements } = await page.blockOf(
      pageScenario('/', { throttling: 'mobile', restTimeoutMs: 300 }),
    );
    expect(measurements.ttfb).toBeGreaterThan(500);
    expect(measurements.fcp).toBeGreaterThan(measurements.ttfb ?? 0);
    expect(measurements.lcp).toBeGreaterThan(500);
  });

  it('cannot be measured when its tab crashes', async () => {
    const failing = page.failureOf(pageScenario('/never'));
    await crashBrowserTab(page.profile, '/never');
    expect(await failing).toMatchObject({
      reason: 'exited',
      message: 'the page crashed the browser tab',
      remedy: expect.stringContaining('memory'),
    });
    await replaceCrashedTab(page.profile);
  });
});

/** Elements a run of the leaky menu leaves: enough to outweigh what a load frees late. */
const LEFT = 1_500;

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
  it('is timed from input to next paint by its slowest interaction, and reports its heap growth', async () => {
    const { measurements, notes } = await page.blockOf(
      withFlow('menu in steps', '/slow-leaky-menu', { repeat: 6 }),
    );
    expect(measurements.inp).toBeGreaterThanOrEqual(60);
    expect(notes).toMatchObject({ inp_step: 'open the menu' });
    expect(notes?.inp_event).toMatch(/^(pointer|mouse|click)/);
    // The flow blocks in the first five of its sixteen runs, which does not count as blocking of the
    // load; a stall of the machine adds a single long task.
    expect(measurements.long_tasks).toBeLessThan(5);
    // An element with a text is some 200 bytes of the document, and its wrapper some 30 of V8's.
    expect(measurements.heap_growth).toBeGreaterThan(LEFT * 30);
    expect(measurements.heap_growth).toBeLessThan(LEFT * 1_000);
    expect(notes?.heap_js).toMatch(/^\d+( \d+){6}$/);
    // Growth of V8's heap is reported only where its collections leave a clear trend.
    expect(notes?.heap_grown).toMatch(/\bdom$/);
    const nodes = String(notes?.dom_nodes).split(' ').map(Number);
    expect((nodes.at(-1) ?? 0) - (nodes[0] ?? 0)).toBe(6 * LEFT * 2);
  });

  it('fails the load when a script of the page throws during it', async () => {
    const failure = await page.failureOf(withFlow('menu', '/throwing-menu', {}, NOT_TIMED));
    expect(failure.reason).toBe('threw');
    expect(failure.message).toMatch(
      /failed: ReferenceError: missing is not defined, \/throwing-menu:2$/,
    );
  });

  it('may declare its page with the type of playwright itself', () => {
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
  let looked: NotedReadings;

  // Flows that do nothing with the page connect to none: playwright takes most of a process's start.
  const playwright = join(folder, 'no-playwright.mjs');
  const NO_PLAYWRIGHT = `const page = { setDefaultTimeout: () => {} };
export const chromium = { connectOverCDP: async () => ({ contexts: () => [{ pages: () => [page] }] }) };
`;

  beforeAll(async () => {
    writeFileSync(playwright, NO_PLAYWRIGHT);
    const { browser, url, context } = page.measuring(withFlow('menu', '/menu', {}, NOT_TIMED));
    const tab = await openTab(browser, context.scenario);
    await loadPage(tab, url);
    const looking = page.measuring(withFlow('does nothing', '/menu', {}, NOT_TIMED));
    looked = await runFlowInTab(tab, { ...looking, browser: { ...looking.browser, playwright } });
    const fail = async (name: string, timeoutMs: number, isOnPage: boolean): Promise<void> => {
      const { browser, ...measuring } = page.measuring(withFlow(name, '/menu', { timeoutMs }));
      const address = isOnPage ? browser : { ...browser, playwright };
      const running = runFlowInTab(tab, { ...measuring, browser: address });
      failures.set(name, await failureOf(running));
    };
    // No flow touches the page, so the slow ones can run at the same time.
    await Promise.all(FAILING.map(([name, ms]) => fail(name, ms, name === 'waits in vain')));
    // No other has this tab after it.
    await fail(CRASHING[0], CRASHING[1], true);
    await replaceCrashedTab(page.profile);
  });

  it('has no interaction time and gives the reason when it makes no interaction', () => {
    expect(looked.readings.inp).toContain('no measurable interaction');
  });

  it.each([...FAILING, CRASHING])(
    'reports the failing step when it %s',
    (name, _timeoutMs, reason, message, remedy) => {
      const failure = failures.get(name);
      expect(failure?.reason).toBe(reason);
      expect(failure?.message).toMatch(message);
      expect(failure?.remedy).toMatch(remedy);
    },
  );
});

describe('trial of a page', () => {
  const processesOf = async (profile: string, program = 'pgrep', ...options: readonly string[]) => {
    const args = [...options, '-f', `user-data-dir=${profile}`];
    return (await host.processes.exec({ file: program, args, timeoutMs: 60_000 })).stdout;
  };

  it('leaves no browser behind when it is interrupted', async () => {
    const controller = new AbortController();
    const measuring = measure(pageScenario('/never'), controller.signal);
    const profile = join(lastFolder(), 'profile');
    await waitUntilPageLoads(profile, '/never');
    expect(await processesOf(profile)).not.toBe('');
    controller.abort();
    expect((await measuring).state).toBe('aborted');
    expect(await processesOf(profile)).toBe('');
  });

  // The last test of the open browser.
  it('fails when its browser was killed', async () => {
    const failing = expect(page.blockOf(pageScenario('/never'))).rejects.toThrow(/closed/);
    await waitUntilPageLoads(page.profile, '/never');
    await processesOf(page.profile, 'pkill', '-KILL');
    await failing;
  });
});

describe('browser', () => {
  it('is reported as a missing tool when not found, with a line to install it', async () => {
    const without = createPageExecutor({ ...host, env: { PATH: folder } });
    const [finding] = (await without.check?.(pageScenario('/'))) ?? [];
    expect(finding).toMatchObject({ id: 'tool-missing', level: 'error' });
    expect(finding?.remedy).toContain('apt-get install chromium');
  });

  it('is reported with its path when CHROME_PATH is wrong', async () => {
    const CHROME_PATH = join(folder, 'no-chrome');
    const wrong = createPageExecutor({ ...host, env: { ...host.env, CHROME_PATH } });
    const [finding] = (await wrong.check?.(pageScenario('/'))) ?? [];
    expect(finding?.message).toContain(CHROME_PATH);
  });
});
