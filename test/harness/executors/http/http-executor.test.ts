import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createHttpExecutor } from '../../../../harness/executors/http/http-executor.ts';
import { createHost } from '../../../../harness/host.ts';
import { getMetric } from '../../../../harness/model/metric.ts';
import { blockSchema } from '../../../../harness/model/trial.ts';
import {
  closeUnits,
  fixtureServerSettings,
  httpScenario,
  measureBlock,
  withHttpUnit,
} from './http-executor-test-setup.ts';

afterAll(closeUnits);

const HOOKS = fileURLToPath(new URL('../../../fixtures/http/with-hooks.mjs', import.meta.url));

test('gives a block that fits the record, with every named metric or why it is unavailable', async () => {
  const { metrics, optionalMetrics } = createHttpExecutor(createHost());
  const asked = [...metrics, ...optionalMetrics];
  expect(asked.map((name) => getMetric(name).name)).toEqual(asked);
  const block = await measureBlock(
    httpScenario(fixtureServerSettings('at-once'), {
      metrics: optionalMetrics,
      cache: { type: 'header', name: 'x-cache', hit: 'HIT' },
    }),
  );
  const told = [...Object.keys(block.measurements), ...Object.keys(block.unavailable ?? {})];
  expect(told.toSorted()).toEqual(asked.toSorted());
  expect(blockSchema.parse(block)).toEqual(block);
  expect(block.notes).toMatchObject({ model: 'closed', generator_saturated: expect.any(Boolean) });
});

test('runs hooks around the server, with the fixture that setup made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ph-http-hooks-'));
  const log = join(folder, 'log');
  const scenario = httpScenario(fixtureServerSettings('logs'), {
    source: { file: HOOKS, name: 'logged' },
    hooks: ['setup', 'teardown', 'beforeEach'],
    env: { LOG: log },
  });
  await withHttpUnit(scenario, async (unit) => {
    await unit.measure({ index: 0, durationMs: 20 });
    await unit.measure({ index: 1, durationMs: 20 });
  });
  expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
    'setup',
    'server starts',
    'beforeEach 3',
    'beforeEach 3',
    'server ends',
    'teardown 3',
  ]);
  rmSync(folder, { recursive: true });
});

test('ends a running load on an interrupt', async () => {
  const controller = new AbortController();
  const scenario = httpScenario(fixtureServerSettings('at-once'), { durationMs: 60_000 });
  const measuring = withHttpUnit(
    scenario,
    (unit) => {
      setTimeout(() => controller.abort(), 100);
      return unit.measure({ index: 0, durationMs: null });
    },
    controller.signal,
  );
  await expect(measuring).rejects.toMatchObject({ failure: { reason: 'timeout' } });
});
