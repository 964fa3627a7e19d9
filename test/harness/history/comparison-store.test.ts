import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createComparisonStore } from '../../../harness/history/comparison-store.ts';
import { createHost } from '../../../harness/host.ts';
import { COMPARISON_SCHEMA, type ComparisonReport } from '../../../harness/model/document.ts';
import type { RunRecord } from '../../../harness/model/record.ts';
import { readEnvironment } from '../../../harness/sampling/environment.ts';
import { startRecord } from '../../../harness/sampling/start-record.ts';
import { PLAIN_SCENARIO } from '../../support/plain-scenario.ts';

const host = createHost();
const environment = await readEnvironment(host);
const state = mkdtempSync(join(tmpdir(), 'perf-harness-comparisons-'));
const folder = join(state, 'comparisons');
const store = createComparisonStore(host, state);
afterEach(() => rmSync(state, { recursive: true, force: true }));

function run(name: string): RunRecord {
  const scenario = {
    ...PLAIN_SCENARIO,
    kind: 'function',
    name,
    body: { type: 'scenario' },
    measureMs: 1,
    warmupMs: 0,
  } as const;
  return startRecord(new Date(0), scenario, { environment, findings: [], seed: 1 });
}

function report(runs: readonly RunRecord[]): ComparisonReport {
  return {
    schema: COMPARISON_SCHEMA,
    id: 'one',
    base: { label: 'main', source: 'ref', commit: null },
    head: { label: 'working tree', source: 'tree', commit: null },
    seed: 1,
    confidence: 0.95,
    comparisons: [],
    findings: [],
    runs,
    verdict: 'incomparable',
    rules: null,
    plan: null,
    reproduce: null,
  };
}

describe('createComparisonStore', () => {
  it.each([0, 1, 3])('reads again what it saved, with %i runs', (count) => {
    const saved = report(Array.from({ length: count }, (_, index) => run(`scenario ${index}`)));
    store.save('one', saved);
    expect(store.load('latest')).toEqual(JSON.parse(JSON.stringify(saved)));
  });

  it('removes what a kill left half written, and never takes it for a comparison', () => {
    mkdirSync(folder, { recursive: true });
    // No process has this number: the largest is 2²².
    const left = '.two.json.99999999--1.tmp';
    writeFileSync(join(folder, left), '{');
    writeFileSync(join(folder, '.hidden.json'), '{');
    expect(store.list()).toEqual([]);
    store.save('one', report([]));
    expect(readdirSync(folder)).toEqual(['.hidden.json', 'one.json']);
    expect(store.list()).toEqual(['one']);
  });

  it('keeps the newest hundred', () => {
    for (let index = 0; index < 103; index += 1) {
      store.save(String(index).padStart(3, '0'), report([]));
    }
    expect(store.list()).toHaveLength(100);
    expect(store.list()[0]).toBe('003');
  });
});
