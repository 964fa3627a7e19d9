import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createComparisonStore } from '../../../harness/history/comparison-store.ts';
import { createHost } from '../../../harness/host.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { startRunRecord } from '../../../harness/sampling/create-initial-run-record.ts';
import { readEnvironment } from '../../../harness/sampling/machine-state-and-environment.ts';
import { comparisonOf } from '../../support/completed-run-record.ts';
import { SCENARIO_DEFAULTS } from '../../support/scenario-defaults.ts';

const host = createHost();
const environment = await readEnvironment(host);
const state = mkdtempSync(join(tmpdir(), 'perf-harness-comparisons-'));
const folder = join(state, 'comparisons');
const store = createComparisonStore(host, state);
afterEach(() => rmSync(state, { recursive: true, force: true }));

function run(name: string): RunRecord {
  const scenario = {
    ...SCENARIO_DEFAULTS,
    kind: 'function',
    name,
    body: { type: 'scenario' },
    measureMs: 1,
    warmupMs: 0,
  } as const;
  return startRunRecord(new Date(0), scenario, { environment, findings: [], seed: 1 });
}

describe('createComparisonStore', () => {
  it.each([0, 1, 3])('loads what it saved, with %i runs', async (count) => {
    const saved = comparisonOf(
      Array.from({ length: count }, (_, index) => run(`scenario ${index}`)),
    );
    store.save('one', saved);
    expect(await store.load('latest')).toEqual(JSON.parse(JSON.stringify(saved)));
  });

  it('removes a half-written file left by a kill, and never takes it for a comparison', () => {
    mkdirSync(folder, { recursive: true });
    // No process has this number: the largest is 2²².
    const left = '.two.json.99999999--1.tmp';
    writeFileSync(join(folder, left), '{');
    writeFileSync(join(folder, '.hidden.json'), '{');
    expect(store.list()).toEqual([]);
    store.save('one', comparisonOf([]));
    expect(readdirSync(folder)).toEqual(['.hidden.json', 'one.json']);
    expect(store.list()).toEqual(['one']);
  });

  it('keeps the latest save, even when the clock was set back', async () => {
    for (let index = 10; index < 110; index += 1) {
      store.save(String(index).padStart(3, '0'), comparisonOf([]));
    }
    // Twice: it is saved again and again while it grows.
    for (let time = 0; time < 2; time += 1) store.save('005', comparisonOf([run('the newest')]));
    expect(store.list()).toHaveLength(100);
    expect(store.list().slice(0, 2)).toEqual(['005', '011']);
    expect((await store.load('005')).runs).toHaveLength(1);
  });

  it('returns a new identifier that is the latest, even when the clock was set back', async () => {
    const ids: string[] = [];
    for (const second of [5, 5, 9, 2]) {
      const id = store.newId(new Date(Date.UTC(2026, 0, 1, 0, 0, second)));
      store.save(id, { ...comparisonOf([]), id });
      expect((await store.load('latest')).id).toBe(id);
      ids.push(id);
    }
    expect(store.list()).toEqual(ids);
    expect(ids.map((id) => id.slice(0, 20))).toEqual([
      '20260101T000005000Z-',
      '20260101T000005001Z-',
      '20260101T000009000Z-',
      '20260101T000009001Z-',
    ]);
  });
});

describe('the reader of comparisons', () => {
  const path = join(state, 'given.json');
  const saved = comparisonOf(Array.from({ length: 3 }, (_, index) => run(`scenario ${index}`)));
  const asText = JSON.stringify(saved);
  const failing = async (text: string | Uint8Array): Promise<string> => {
    mkdirSync(state, { recursive: true });
    writeFileSync(path, text);
    const error: unknown = await store.load(path).catch((thrown) => thrown);
    if (error instanceof UserError) return `${error.message} (${error.exitCode})`;
    throw error;
  };

  it('accepts any layout of the JSON, also compressed, without reading the whole text at once', async () => {
    const never = (): never => {
      throw new Error('no string could hold it');
    };
    const careful = createComparisonStore(
      { ...host, files: { ...host.files, read: never } },
      state,
    );
    mkdirSync(state, { recursive: true });
    for (const text of [asText, JSON.stringify(saved, null, 2), gzipSync(asText)]) {
      writeFileSync(path, text);
      expect(await careful.load(path)).toEqual(JSON.parse(asText));
    }
  });

  it.each([
    ['', 'is damaged: it is empty. (6)'],
    ['[1', 'is damaged: it is not valid JSON. (6)'],
    [asText.slice(0, -20), 'is damaged: it is truncated. (6)'],
    [asText.slice(0, asText.lastIndexOf('"scenario')), 'is damaged: it is truncated. (6)'],
    ['{}', 'is not a comparison from perf-harness: it has no "schema" key that identifies it. (6)'],
    [
      JSON.stringify({ ...saved, schema: 'perf-harness/gate@1' }),
      'contains perf-harness/gate@1, but a comparison (perf-harness/comparison@1) is required here. (6)',
    ],
    [
      JSON.stringify({ ...saved, runs: [run('good'), { ...run('bad'), trials: 3 }] }),
      'is damaged at runs.1.trials: Invalid input: expected array, received number. (6)',
    ],
    [
      JSON.stringify({ ...saved, runs: [run('good'), null] }),
      'is damaged at runs.1: Invalid input: expected object, received undefined. (6)',
    ],
    [asText.replace('"scenario 1"', '"scenario 1"}'), 'is damaged: it is not valid JSON. (6)'],
    [asText.replace('"scenario 1"', 'scenario 1'), 'is damaged at runs.1: '],
    [gzipSync(asText).subarray(0, -20), 'cannot be read completely: unexpected end of file. (6)'],
  ])('reports what is wrong with %.40s', async (text, message) => {
    expect(await failing(text)).toContain(`${path} ${message}`);
  });
});
