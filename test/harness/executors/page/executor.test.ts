import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPageExecutor } from '../../../../harness/executors/page/executor.ts';
import { metricOf } from '../../../../harness/model/metric.ts';
import { blockSchema } from '../../../../harness/model/trial.ts';
import { crashTab } from './crash-tab.ts';
import { openPageMeasurer, pageScenario } from './page-scenario.ts';
import { startSecureServer } from './secure-server.ts';

const { host, executor, folder, measure, blockOf, failureOf, lastUnit, close } = openPageMeasurer();
afterAll(close);

describe('a cold load', () => {
  it('has every metric that the kind names', async () => {
    const block = await blockOf(pageScenario('/'));
    expect(blockSchema.parse(block)).toEqual(block);
    expect(Object.keys(block.measurements).toSorted()).toEqual([...executor.metrics].toSorted());
    expect(executor.metrics.map((name) => metricOf(name).name)).toEqual(executor.metrics);
    expect(block.measurements).toMatchObject({ cls: 0, requests: 1 });
    expect(block.measurements.lcp).toBeGreaterThan(0);
    expect(block.notes).toMatchObject({ is_at_rest: true });
  });

  it('of a page whose content moves has a layout shift', async () => {
    expect((await blockOf(pageScenario('/shift'))).measurements.cls).toBeGreaterThan(0.01);
  });

  it('of a page whose image is late is painted late', async () => {
    const { measurements } = await blockOf(pageScenario('/late-image'));
    expect(measurements.lcp).toBeGreaterThan(600);
    expect(measurements).toMatchObject({ requests: 2 });
    // The heading stands long before the image, which is nearly all of what there is to see.
    expect(measurements.speed_index).toBeGreaterThan(400);
    expect(measurements['transferred.image']).toBeGreaterThan(50_000);
    expect(measurements['transferred.script']).toBe(0);
  });

  it('of a page that is busy has a long task, whose time beyond 50 ms blocks', async () => {
    const { measurements } = await blockOf(pageScenario('/long-task'));
    expect(measurements.long_tasks).toBeGreaterThanOrEqual(1);
    expect(measurements.tbt).toBeGreaterThanOrEqual(190);
  });

  it('of a page that keeps much has a large heap after collection', async () => {
    const heap = async (url: string): Promise<number> =>
      (await blockOf(pageScenario(url))).measurements.js_heap ?? 0;
    expect(await heap('/heavy')).toBeGreaterThan((await heap('/')) + 5e6);
  });

  it('dismisses dialogs, which would stop it for ever', async () => {
    const { notes } = await blockOf(pageScenario('/dialog'));
    expect(notes).toMatchObject({ dialogs: 'alert', is_at_rest: true });
  });

  it('asks no other host', async () => {
    const { notes } = await blockOf(pageScenario('/other-host'));
    expect(notes).toMatchObject({ failed_requests: 1 });
    expect(notes?.failures).toContain('ERR_NAME_NOT_RESOLVED');
  });

  it('is slower on a network that is', async () => {
    const { measurements } = await blockOf(pageScenario('/', { throttling: 'mobile' }));
    expect(measurements.ttfb).toBeGreaterThan(500);
    expect(measurements.fcp).toBeGreaterThan(measurements.ttfb ?? 0);
    expect(measurements.lcp).toBeGreaterThan(500);
  });
});

describe('a page that cannot be measured', () => {
  it.each([
    ['is not there', '/gone', 'status 404'],
    ['redirects for ever', '/loop', 'ERR_TOO_MANY_REDIRECTS'],
  ])('because it %s', async (_, url, message) => {
    const failure = await failureOf(pageScenario(url));
    expect(failure).toMatchObject({ reason: 'unreachable' });
    expect(failure.message).toContain(message);
    expect(failure.remedy).toBeDefined();
  });

  it('because it never ends', async () => {
    const failure = await failureOf(pageScenario('/never', { loadTimeoutMs: 1_500 }));
    expect(failure.message).toContain('did not load');
    expect(failure.remedy).toContain('loadTimeout');
  });

  it('because nothing listens', async () => {
    const failure = await failureOf(pageScenario('http://127.0.0.1:9/', { server: null }));
    expect(failure).toMatchObject({ reason: 'unreachable' });
  });

  it('because its browser was killed', async () => {
    const measuring = measure(pageScenario('/never'));
    const own = `${lastUnit()}/profile`;
    await expect
      .poll(
        async () => {
          const argv = ['-f', '-o', `user-data-dir=.*${own}`];
          return (await host.processes.exec({ file: 'pgrep', args: argv, timeoutMs: 5_000 }))
            .stdout;
        },
        { timeout: 20_000 },
      )
      .not.toBe('');
    await host.processes.exec({
      file: 'pkill',
      args: ['-KILL', '-f', `user-data-dir=.*${own}`],
      timeoutMs: 5_000,
    });
    expect((await measuring).state).toBe('failed');
  });

  it('because its certificate is its own', async () => {
    const secure = await startSecureServer(folder);
    const failure = await failureOf(pageScenario(secure.url, { server: null }));
    await secure.close();
    expect(failure.message).toContain('ERR_CERT_AUTHORITY_INVALID');
    expect(failure.remedy).toContain('certificate');
  });

  it('because its tab crashed', async () => {
    const measuring = measure(pageScenario('/never'));
    await crashTab(join(folder, lastUnit(), 'profile'), '/never');
    expect(await measuring).toMatchObject({
      state: 'failed',
      failure: { reason: 'exited', message: 'the page crashed its tab' },
    });
  });

  it('because it is interrupted leaves no browser behind', async () => {
    const controller = new AbortController();
    const measuring = measure(pageScenario('/never'), controller.signal);
    const own = `${lastUnit()}/profile`;
    setTimeout(() => controller.abort(), 3_000);
    expect((await measuring).state).toBe('aborted');
    const args = ['-f', `user-data-dir=.*${own}`];
    const left = await host.processes.exec({ file: 'pgrep', args, timeoutMs: 5_000 });
    expect(left.stdout).toBe('');
  });
});

describe('a browser', () => {
  it('that is not there is a missing tool, with a line to install one', async () => {
    const without = createPageExecutor({ ...host, env: { PATH: folder } });
    const [finding] = (await without.check?.(pageScenario('/'))) ?? [];
    expect(finding).toMatchObject({ id: 'tool-missing', level: 'error' });
    expect(finding?.remedy).toContain('apt-get install chromium');
  });

  it('that CHROME_PATH names wrongly is told with its path', async () => {
    const CHROME_PATH = join(folder, 'no-chrome');
    const wrong = createPageExecutor({ ...host, env: { ...host.env, CHROME_PATH } });
    const [finding] = (await wrong.check?.(pageScenario('/'))) ?? [];
    expect(finding?.message).toContain(CHROME_PATH);
  });
});
