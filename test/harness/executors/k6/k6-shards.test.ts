import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectScript } from '../../../../harness/executors/k6/inspect-k6-script.ts';
import { createK6Command } from '../../../../harness/executors/k6/k6-command.ts';
import { runShards } from '../../../../harness/executors/k6/run-k6-script-in-shards.ts';
import { watchServerUnderK6Load } from '../../../../harness/executors/k6/watch-server-under-k6-load.ts';
import { openLoadTarget } from '../../../../harness/executors/server/start-or-use-running-server-for-load.ts';
import type { K6Scenario } from '../../../../harness/model/scenario/scenario.ts';
import { blockSchema } from '../../../../harness/model/trial.ts';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { openK6Measurer } from './k6-executor-test-setup.ts';

const k6 = openK6Measurer();
const { host, executor, folder, blockOf, failedTrial } = k6;
afterAll(k6.close);

const script = (options: string, body: string, more?: string): string =>
  k6.script(body, options, more);
const scenarioOf = (path: string, changes: Partial<K6Scenario> = {}): K6Scenario =>
  k6.scenario(path, { shards: 2, ...changes });

const GET = `http.get(__ENV.BASE_URL + '/');`;
/** For loads that run until they are stopped. */
const GET_AND_REST = `${GET} sleep(0.01);`;

const planned = { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 } as const;

/** A script in shards as it is without the executor around them. */
async function runOpen(
  scenario: K6Scenario,
  more: { readonly onProgress?: (text: string) => void; readonly mostBytes?: number } = {},
) {
  const { signal } = new AbortController();
  const program = { path: findK6Program(), version: 'any' };
  const target = await openLoadTarget(host, { scenario, url: null }, { seed: 1, folder, signal });
  const plan = await inspectScript(host, program, scenario, signal);
  const context = { scenario, trial: planned, folder, signal, onProgress: more.onProgress };
  const command = await createK6Command(host, program, plan, context, target.origin);
  const watch = watchServerUnderK6Load(host.clock, null);
  const outcome = await runShards(host, command, scenario.shards ?? 1, watch, more.mostBytes);
  await target.close();
  return { command, outcome };
}

/** The values of a metric that a k6 wrote, read here without the reader under test. */
function valuesIn(path: string, metric: string): readonly number[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.type === 'Point' && entry.metric === metric)
    .map((entry) => entry.data.value);
}

/** Between the two nearest ranks, as k6 has it. */
function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = 0.95 * (sorted.length - 1);
  const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

describe('three shards of a script', () => {
  it('make the planned load, and give percentiles of all points', async () => {
    const said: string[] = [];
    // Iterations by number: k6 silently leaves out those of a rate that a stall of the machine
    // delays beyond the end. Two seconds of them, so that their progress is told.
    const options = `{ scenarios: { steady: { executor: 'shared-iterations', vus: 30, iterations: 120, maxDuration: '100s' } } }`;
    const body = `${GET} sizes.add(1000 ** Number(__ENV.PERF_HARNESS_SHARD) + exec.scenario.iterationInTest); sleep(0.5);`;
    const scenario = scenarioOf(script(options, body), { shards: 3 });
    const { command, outcome } = await runOpen(scenario, {
      onProgress: (text) => said.push(text),
    });
    if (outcome.type !== 'measured') throw new Error(JSON.stringify(outcome));

    const files = [0, 1, 2].map((index) => command.outputOf({ index, count: 3 }));
    const shards = files.map((file) => valuesIn(file, 'sizes'));
    expect(outcome.results.metrics.get('http_reqs')?.series.stat('count', 1)).toBe(120);
    expect(shards.map(({ length }) => length)).toEqual([40, 40, 40]);
    for (const metric of ['sizes', 'http_req_duration']) {
      const merged = outcome.results.metrics.get(metric)?.series.stat('p(95)', 0);
      expect(merged).toBe(p95(files.flatMap((file) => valuesIn(file, metric))));
    }
    const mean = shards.reduce((sum, values) => sum + p95(values), 0) / 3;
    expect(Math.abs(mean - p95(shards.flat())) / p95(shards.flat())).toBeGreaterThan(0.1);
    expect(said.join('\n')).toMatch(/^\d+ s of at most \d+ s, \d\d+ requests, \d+ virtual users$/m);
    expect(outcome.notes).toMatchObject({
      shards: 3,
      shard_requests: shards.map(({ length }) => length).join(', '),
      release_skew_ms: expect.any(Number),
    });
  });
});

describe('combined output of shards', () => {
  it('ends the run when it exceeds the disk limit, and keeps earlier results', async () => {
    const { outcome } = await runOpen(
      scenarioOf(script(`{ vus: 4, duration: '60s' }`, GET_AND_REST)),
      {
        mostBytes: 200_000,
      },
    );
    if (outcome.type !== 'cut-short') throw new Error(outcome.type);
    expect(outcome.failure.message).toContain('more than 0.0002 GB');
    expect(outcome.results?.metrics.get('http_reqs')?.series.stat('count', 1)).toBeGreaterThan(10);
  });
});

describe('trial of two shards', () => {
  it('has the numbers of a single run, and shares one setup and teardown among all shards', async () => {
    const more = `export function setup() { orders.add(100); return { token: 'abc' }; }
export function teardown(data) { if (data.token === 'abc') orders.add(1000); }`;
    const options = `{ vus: 2, iterations: 40, thresholds: { 'http_req_duration{name:home}': ['p(95)<0.001'] } }`;
    const body = `const answer = http.get(__ENV.BASE_URL + '/', { tags: { name: 'home' } });
      check(answer, { 'is fine': ({ status }) => status === 200 && data.token === 'abc' });
      orders.add(Number(__ENV.PERF_HARNESS_SHARDS));`;
    const block = await blockOf(scenarioOf(script(options, body, more)));
    expect(blockSchema.parse(block)).toEqual(block);
    expect(block.operations).toBe(40);
    expect(block.notes).toMatchObject({ iterations: 40, shards: 2, failed_requests: 0 });
    expect(block.measurements).toMatchObject({
      'k6.checks{check:is fine}.rate': 1,
      'k6.orders.count': 100 + 80 + 1000,
      'k6.http_req_duration{name:home}.p95': expect.any(Number),
      cpu_time: expect.any(Number),
      throughput: expect.any(Number),
    });
  });
});

describe('virtual users that shards cannot share', () => {
  it('are reported with the numbers that shards could share, once for each part of the script', async () => {
    const options = `{ scenarios: {
      rate: { executor: 'constant-arrival-rate', rate: 10, duration: '1s', preAllocatedVUs: 10 },
      ramp: { executor: 'ramping-vus', stages: [{ duration: '1s', target: 6 }, { duration: '1s', target: 7 }, { duration: '1s', target: 8 }] },
      even: { executor: 'constant-vus', vus: 9, duration: '1s' } } }`;
    const found = await executor.check?.(scenarioOf(script(options, ''), { shards: 3 }));
    const told = found?.map(({ message, remedy }) => `${message} ${remedy}`).toSorted();
    expect(told).toEqual([
      'The 10 virtual users of "rate" cannot be divided evenly among 3 shards: some get 4, others 3, and the arrival rate is divided in the same proportion. Use 9 or 12 virtual users, or a different number of shards.',
      'The 7 virtual users of "ramp" cannot be divided evenly among 3 shards: some get 3, others 2. Use 6 or 9 virtual users, or a different number of shards.',
    ]);
  });

  it('are reported for a script without scenarios, and not when they can be shared', async () => {
    const plain = script('{ vus: 3, duration: "1s" }', '');
    const [finding] = (await executor.check?.(scenarioOf(plain))) ?? [];
    expect(finding?.message).toContain(
      'The 3 virtual users of the script cannot be divided evenly',
    );
    const few = scenarioOf(script('{ vus: 1, iterations: 10 }', ''));
    const [unshared] = (await executor.check?.(few)) ?? [];
    expect(unshared).toMatchObject({ id: 'shards-uneven', level: 'warning' });
    expect(unshared?.message).toContain('some get 1, others none');
    expect(await executor.check?.(scenarioOf(plain, { shards: 3 }))).toEqual([]);
    expect(await executor.check?.(scenarioOf(plain, { load: { vus: 4 } }))).toEqual([]);
  });
});

describe('failing shards', () => {
  it('leave what was measured until then when one is killed during the run', async () => {
    const path = script(`{ vus: 2, duration: '60s' }`, GET_AND_REST);
    const measured = failedTrial(scenarioOf(path));
    await killShard(`1/2:1 .*${path}`);
    const trial = await measured;
    expect(trial.failure).toMatchObject({ reason: 'signal' });
    expect(trial.failure.message).toContain('shard 2 of 2');
    expect(trial.partial?.operations).toBeGreaterThan(0);
    expect(trial.partial?.notes).toMatchObject({ shards: 2 });
    const left = await host.processes.exec({
      file: 'pgrep',
      args: ['-f', path],
      timeoutMs: 60_000,
    });
    expect(left.stdout).toBe('');
  });

  it('report the message of k6 and leave nothing when the setup throws', async () => {
    const more = `export function setup() { throw new Error('no users'); }`;
    const trial = await failedTrial(scenarioOf(script('{ vus: 2, iterations: 2 }', GET, more)));
    expect(trial.failure.message).toContain('no users');
    expect(trial.partial).toBeUndefined();
  });
});

/** Kills a k6 without mercy once it makes its load. */
async function killShard(pattern: string): Promise<void> {
  for (let look = 0; look < 1_200; look += 1) {
    const args = ['-f', `execution-segment ${pattern}`];
    const { stdout } = await host.processes.exec({ file: 'pgrep', args, timeoutMs: 60_000 });
    const points = join(k6.lastFolder(), 'points-1.json');
    const pid = Number(stdout.trim().split('\n')[0]);
    if (pid > 0 && host.files.read(points)?.includes('"http_reqs"') === true) {
      process.kill(pid, 'SIGKILL');
      return;
    }
    await sleep(50);
  }
  throw new Error('there was no such shard');
}
