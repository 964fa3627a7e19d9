import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { judgeBudget } from '../../../../harness/gate/judge-metric-budget.ts';
import { parseBudget } from '../../../../harness/gate/parse-metric-budget.ts';
import type { Summary } from '../../../../harness/model/metric-summary.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';
import {
  createStoredIncident,
  type StoredIncident,
} from '../../../support/stored-incident-investigation.ts';

describe('investigate gate', () => {
  let incident: StoredIncident;
  let scenario: string;
  let out: string;

  beforeAll(async () => {
    incident = await createStoredIncident();
    const done = await incident.investigate('gate', '--output', 'scenarios');
    expect(done.code, done.err).toBe(0);
    out = done.out;
    scenario = join(incident.folder, 'scenarios', `incident-${incident.id}.ts`);
  });

  const budgets = (): readonly (readonly [metric: string, limit: string])[] =>
    [...readFileSync(scenario, 'utf8').matchAll(/^ {4}'?([\w.]+)'?: '(< [^']+)',$/gmu)].map(
      ([, metric = '', limit = '']) => [metric, limit],
    );
  const verdicts = (side: 'before' | 'after'): readonly string[] => {
    const { data } = incident.report();
    const part = data.state === 'completed' ? data.part : null;
    const level = part?.endpoints.find(({ name }) => name === 'GET /checkout')?.[side];
    const numbers: Readonly<Record<string, number>> = {
      'latency.p95': level?.p95 ?? Number.NaN,
      error_rate: (level?.errors ?? 0) / (level?.count ?? 1),
    };
    return budgets().map(([metric, limit]) => {
      const budget = parseBudget(metric, limit, 'error');
      if ('problem' in budget) throw new Error(budget.problem);
      return judgeBudget(budget, exactly(numbers[metric] ?? Number.NaN)).verdict;
    });
  };

  test('INV-39: writes budgets that fail on the incident and pass before it', () => {
    expect(budgets().map(([metric]) => metric)).toEqual(['latency.p95', 'error_rate']);
    expect(verdicts('before')).toEqual(['pass', 'pass']);
    expect(verdicts('after')).toContain('fail');
    expect(out).toContain("fails at the incident's values, passes at the values before it");
  });

  test('INV-39: writes a scenario that perf-harness reads, and well-formed CI steps', async () => {
    const list = await runCommandInProcess(['run', scenario, '--list'], {
      cwd: incident.folder,
      isLight: true,
    });
    expect(list.code, list.err).toBe(0);
    expect(list.out).toContain('GET /checkout');
    const steps = parse(readFileSync(scenario.replace(/\.ts$/u, '.ci.yml'), 'utf8'));
    expect(steps[0].run).toContain(`scenarios/incident-${incident.id}.ts`);
  });

  test('writes the same file again, but never overwrites what people have changed', async () => {
    expect((await incident.investigate('gate', '--output', 'scenarios')).code).toBe(0);
    writeFileSync(scenario, `${readFileSync(scenario, 'utf8')}// ours\n`);
    const done = await incident.investigate('gate', '--output', 'scenarios');
    expect(done.code).toBe(2);
    expect(done.err).toContain('already exists with different content');
    const beside = await incident.investigate('gate');
    expect(beside.code).toBe(0);
    const place = join(incident.folder, '.perf-harness/investigations', incident.id, 'gate');
    expect(existsSync(join(place, `incident-${incident.id}.ts`))).toBe(true);
  });

  test('derives no limit without an incident', async () => {
    const path = join(incident.folder, '.perf-harness/investigations', incident.id, 'report.json');
    const { data, ...report } = incident.report();
    writeFileSync(
      path,
      JSON.stringify({ ...report, data: { state: 'not available', reason: 'no logs' } }),
    );
    const done = await incident.investigate('gate');
    expect(done.code).toBe(6);
    expect(done.err).toContain('no values from before and during');
    expect(data.state).toBe('completed');
  });
});

function exactly(value: number): Summary {
  return {
    unit: 'ms',
    better: 'lower',
    nature: 'timed',
    center: value,
    low: value,
    high: value,
    confidence: 0,
    n: 1,
    variation: 0,
    sample: [value],
  };
}
