import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createPageExecutor } from '../../../../harness/executors/page/executor.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Executor } from '../../../../harness/model/executor.ts';
import { metricOf } from '../../../../harness/model/metric.ts';
import type { PageScenario } from '../../../../harness/model/scenario.ts';
import { blockSchema } from '../../../../harness/model/trial.ts';
import { measureTrial } from '../../../../harness/sampling/measure-trial.ts';
import { PLAIN_SCENARIO } from '../../../support/plain-scenario.ts';

const FIXTURE = fileURLToPath(new URL('../../../fixtures/page/server.mjs', import.meta.url));
const host = createHost();
const executor = createPageExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-page-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

function pageScenario(url: string, changes: Partial<PageScenario> = {}): PageScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'page',
    name: 'home',
    server: {
      command: { type: 'argv', argv: [process.execPath, FIXTURE] },
      env: {},
      cwd: process.cwd(),
      ready: { type: 'port' },
      readyTimeoutMs: 10_000,
      port: null,
    },
    url,
    throttling: 'none',
    viewport: { width: 1_350, height: 940 },
    loadTimeoutMs: 20_000,
    restTimeoutMs: 10_000,
    allowRemote: [],
    timeoutMs: 90_000,
    ...changes,
  };
}

let units = 0;

function measure(scenario: PageScenario, signal = new AbortController().signal) {
  units += 1;
  const planned = { index: units, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 } as const;
  // Sound: the kinds are the same, which the types cannot follow.
  return measureTrial(host, executor as unknown as Executor, scenario, planned, { folder, signal });
}

async function blockOf(scenario: PageScenario) {
  const trial = await measure(scenario);
  if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
  const [block] = trial.blocks;
  if (block === undefined) throw new Error('no block');
  return block;
}

async function failureOf(scenario: PageScenario) {
  const trial = await measure(scenario);
  if (trial.state !== 'failed') throw new Error(`it ${trial.state}`);
  return trial.failure;
}

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
    expect(measurements.fcp).toBeGreaterThan(500);
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
    const own = `unit-${units}/profile`;
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

  it('because it is interrupted leaves no browser behind', async () => {
    const controller = new AbortController();
    const measuring = measure(pageScenario('/never'), controller.signal);
    const own = `unit-${units}/profile`;
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
