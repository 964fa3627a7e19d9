import { describe, expect, test } from 'vitest';
import { capacityLimits } from '../../../harness/capacity/resolve-capacity-latency-and-error-limits.ts';
import {
  initialLoadRate,
  loadDurationMs,
  requireRateScenario,
  setScenarioLoadRate,
} from '../../../harness/capacity/scenario-load-rate.ts';
import type { K6Scenario } from '../../../harness/model/scenario/scenario.ts';
import { commandScenario } from '../../support/command-scenario.ts';
import { SCENARIO_DEFAULTS } from '../../support/scenario-defaults.ts';
import { httpScenario } from '../executors/http/http-executor-test-setup.ts';

const K6: K6Scenario = {
  ...SCENARIO_DEFAULTS,
  kind: 'k6',
  name: 'load',
  server: null,
  script: '/project/load.js',
  load: { vus: 4 },
  hosts: [],
  allowRemote: [],
  k6Path: null,
};
const LIMITS = capacityLimits(['latency.p99 < 250 ms'], { budgets: [] });

describe('scenario at a fixed rate', () => {
  test('sends requests on schedule whatever its own model is, with connections to spare', () => {
    const loaded = setScenarioLoadRate(httpScenario(null), 300, 5_000, () => '');
    expect(loaded).toMatchObject({ load: { type: 'open', rate: 300 }, durationMs: 5_000 });
    if (loaded.kind !== 'http' || loaded.load.type !== 'open') throw new Error('not open');
    expect(loaded.load.maxConnections).toBeGreaterThan(1_000);
  });

  test('runs a k6 script through a generated script, in place of the load of the scenario', () => {
    const texts: string[] = [];
    const loaded = setScenarioLoadRate(K6, 6.67, 2_000, (text) => {
      texts.push(text);
      return '/tmp/at-rate.js';
    });
    expect(loaded).toMatchObject({ script: '/tmp/at-rate.js', load: {} });
    expect(texts[0]).toContain('"rate":667,"timeUnit":"100s","duration":"2000ms"');
    expect(texts[0]).toContain('export * from "/project/load.js";');
  });

  test('begins at the rate of the scenario, or else slowly', () => {
    expect(initialLoadRate(httpScenario(null))).toBe(50);
    const load = { type: 'open', rate: 700, maxConnections: 10 } as const;
    expect(initialLoadRate(httpScenario(null, { load }))).toBe(700);
    expect(initialLoadRate(K6)).toBe(50);
  });

  test.each([
    ['twenty times the limit', 100, 500, 5_000],
    ['as long as 200 answers take', 10, 500, 20_000],
    ['no longer than half a minute', 1, 500, 30_000],
    ['as long as the scenario says, if that is longer', 100, 40_000, 40_000],
  ])('runs for %s', (_, rate, durationMs, wanted) => {
    expect(loadDurationMs(httpScenario(null, { durationMs }), LIMITS, rate)).toBe(wanted);
  });
});

test('rejects a scenario without a rate and lists the kinds that have a rate', () => {
  expect(() => requireRateScenario(commandScenario())).toThrow('only for servers under load');
  expect(() => requireRateScenario({ ...K6, shards: 2 })).toThrow('in shards');
});
