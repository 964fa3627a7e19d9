import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageExecutor } from '../../../../harness/executors/page/page-executor.ts';
import { findFreePort } from '../../../../harness/host/network/find-and-probe-ports.ts';
import { getMetric } from '../../../../harness/model/metric.ts';
import { type Block, blockSchema } from '../../../../harness/model/trial.ts';
import { crashBrowserTab, waitUntilPageLoads } from './crash-browser-tab.ts';
import { openPageMeasurer, pageScenario } from './page-executor-test-setup.ts';
import { startHttpsServer } from './self-signed-https-server.ts';
import { openSharedPageBrowser, type PageFixture } from './shared-page-browser-and-server.ts';

const { host, executor, folder, measure, blockOf, lastUnit, close } = openPageMeasurer();
afterAll(close);

let page: PageFixture;
let plain: Block;
beforeAll(async () => {
  page = await openSharedPageBrowser(host, folder);
  plain = await page.blockOf(pageScenario('/'));
});

describe('cold load', () => {
  it('LEAD-09: has the metrics of a page that does much, and encounters the faults set for its server', async () => {
    const { server } = pageScenario('/');
    if (server === null) throw new TypeError('the fixture has a server');
    const faults = { latencyMs: 200, errorShare: 0, dropShare: 0, upstream: null };
    const block = await blockOf(pageScenario('/much', { server: { ...server, faults } }));
    const { measurements, notes } = block;
    expect(blockSchema.parse(block)).toEqual(block);
    expect(Object.keys(measurements).toSorted()).toEqual([...executor.metrics].toSorted());
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
    expect(Object.keys(plain.measurements).toSorted()).toEqual([...executor.metrics].toSorted());
    expect(executor.metrics.map((name) => getMetric(name).name)).toEqual(executor.metrics);
    expect(plain.measurements).toMatchObject({ cls: 0, requests: 1 });
    expect(plain.measurements.lcp).toBeGreaterThan(0);
    expect(plain.notes).toMatchObject({ is_at_rest: true });
  });

  it.each([
    ['is not there', '/gone', {}, 'status 404', 'error page'],
    ['redirects for ever', '/loop', {}, 'ERR_TOO_MANY_REDIRECTS', 'curl'],
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

  it('is awaited until it paints', async () => {
    const { measurements, notes } = await page.blockOf(pageScenario('/late'));
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
  });
});

describe('trial of a page', () => {
  const profileOf = (unit: string): string => join(folder, unit, 'profile');
  const processesOf = async (unit: string, program = 'pgrep', ...options: readonly string[]) => {
    const args = [...options, '-f', `user-data-dir=${profileOf(unit)}`];
    return (await host.processes.exec({ file: program, args, timeoutMs: 60_000 })).stdout;
  };

  it('fails when its browser was killed', async () => {
    const measuring = measure(pageScenario('/never'));
    await waitUntilPageLoads(profileOf(lastUnit()), '/never');
    await processesOf(lastUnit(), 'pkill', '-KILL');
    expect((await measuring).state).toBe('failed');
  });

  it('leaves no browser behind when it is interrupted', async () => {
    const controller = new AbortController();
    const measuring = measure(pageScenario('/never'), controller.signal);
    await waitUntilPageLoads(profileOf(lastUnit()), '/never');
    expect(await processesOf(lastUnit())).not.toBe('');
    controller.abort();
    expect((await measuring).state).toBe('aborted');
    expect(await processesOf(lastUnit())).toBe('');
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
