import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBaselineStore } from '../../../harness/baseline/baseline-store.ts';
import { createHost } from '../../../harness/host.ts';
import { baselineSchema } from '../../../harness/model/documents/baseline-document.ts';
import { runRecord } from '../../support/completed-run-record.ts';
import { userErrorOf } from '../../support/user-error-of.ts';

const host = createHost();
const NOW = '2026-02-03T04:05:06.007Z';
const SAMPLE = [10.123456789, 11.25, 12, 10, 11, 10.5, 12.75, 10.25, 11.5, 10.75];

function open() {
  const state = join(mkdtempSync(join(tmpdir(), 'perf-harness-baselines-')), '.perf-harness');
  const clock = { ...host.clock, now: () => new Date(NOW) };
  const store = createBaselineStore({ files: host.files, clock }, state);
  const folder = join(state, 'baselines');
  return { store, folder, pathOf: (name: string) => join(folder, `${name}.json`) };
}

const run = runRecord({ wall_time: SAMPLE, allocated: SAMPLE });

describe('BaselineStore.save', () => {
  it('keeps every sample and every trial, and leaves out blocks with their histograms', () => {
    const { store, pathOf } = open();
    const saved = store.save('main', [run], 'before the rewrite');
    expect(store.load('main')).toEqual(saved);
    expect(saved).toMatchObject({
      schema: 'perf-harness/baseline@1',
      name: 'main',
      savedAt: NOW,
      note: 'before the rewrite',
    });
    expect(saved.runs[0]?.metrics).toEqual(run.metrics);
    expect(saved.runs[0]?.trials).toHaveLength(SAMPLE.length);
    expect(saved.runs[0]?.trials[0]).toMatchObject({
      measurements: { wall_time: 10.123456789 },
      blocks: [],
    });
    expect(readFileSync(pathOf('main'), 'utf8')).not.toContain('HISTOGRAM');
  });

  it('writes a file that suits diffs: short lines, one line for each trial and each sample', () => {
    const { store, pathOf } = open();
    store.save('main', [run]);
    const text = readFileSync(pathOf('main'), 'utf8');
    expect(baselineSchema.parse(JSON.parse(text))).toEqual(store.load('main'));
    const lines = text.split('\n');
    expect(text.endsWith('}\n')).toBe(true);
    expect(lines).toContain('  "name": "main",');
    expect(lines).toContain(`          "sample": ${JSON.stringify(SAMPLE)}`);
    expect(lines.filter((line) => line.length > 150)).toEqual([]);
    const changed = runRecord({ wall_time: [...SAMPLE.slice(0, -1), 99], allocated: SAMPLE });
    store.save('main', [changed]);
    const others = readFileSync(pathOf('main'), 'utf8').split('\n');
    const different = lines.filter((line, index) => line !== others[index]);
    expect(others).toHaveLength(lines.length);
    expect(different.length).toBeLessThan(8);
  });

  it('saves the newest run of each scenario, sorted by scenario name', () => {
    const { store } = open();
    const runs = [
      runRecord({ wall_time: [3, 3, 3] }, { id: '3', scenario: 'sort' }),
      runRecord({ wall_time: [1, 1, 1] }, { id: '1', scenario: 'sort' }),
      runRecord({ wall_time: [2, 2, 2] }, { id: '2', scenario: 'parse' }),
    ];
    expect(store.save('main', runs).runs.map(({ id }) => id)).toEqual(['2', '3']);
  });

  it.each([
    ['nothing', [], 'baseline-empty', 'There are no runs to save as a baseline.'],
    [
      'a failed run',
      [runRecord({ wall_time: [1] }, { state: 'failed' })],
      'baseline-unfit',
      'The run 20260102T030405678Z-sort-a1b2 of "sort" cannot be saved as a baseline because its state is failed.',
    ],
    [
      'an interrupted run without measurements',
      [run, runRecord({}, { state: 'interrupted', scenario: 'x' })],
      'baseline-unfit',
      'The run 20260102T030405678Z-sort-a1b2 of "x" cannot be saved as a baseline because its state is interrupted and it measured nothing.',
    ],
    [
      'a completed run without measurements',
      [runRecord({})],
      'baseline-unfit',
      'The run 20260102T030405678Z-sort-a1b2 of "sort" cannot be saved as a baseline because its state is completed and it measured nothing.',
    ],
  ])('refuses %s and leaves no file', (_, runs, code, message) => {
    const { store, folder } = open();
    expect(userErrorOf(() => store.save('main', runs))).toMatchObject({ code, message });
    expect(existsSync(folder)).toBe(false);
  });

  it.each(['', '../main', 'a/b', 'a\\b', '.hidden', '-x', 'a b', 'main.json', 'x'.repeat(101)])(
    'refuses the name %j',
    (name) => {
      const { store } = open();
      expect(userErrorOf(() => store.save(name, [run]))).toMatchObject({
        code: 'baseline-name',
        exitCode: 2,
      });
    },
  );

  it.each(['main', 'v1.2.3', 'größe_2', 'release-2026+1', '2'])('accepts the name %j', (name) => {
    const { store } = open();
    expect(store.save(name, [run]).name).toBe(name);
    expect(store.has(name)).toBe(true);
  });
});

describe('BaselineStore.load', () => {
  it('names the existing baselines when none has the requested name', () => {
    const { store } = open();
    expect(userErrorOf(() => store.load('main'))).toMatchObject({
      code: 'baseline-not-found',
      message: 'There is no baseline "main"; no baselines are saved yet.',
      remedy: 'Measure and save one: perf-harness run, then perf-harness baseline save main',
      exitCode: 6,
    });
    store.save('main', [run]);
    store.save('v1', [run]);
    expect(userErrorOf(() => store.load('mian'))).toMatchObject({
      message: 'There is no baseline "mian"; saved baselines: main, v1.',
      remedy: 'Did you mean main?',
    });
    expect(store.has('mian')).toBe(false);
  });

  it.each([
    [
      'cut short',
      (text: string) => text.slice(0, 300),
      'baseline-damaged',
      'is damaged: it is truncated',
    ],
    ['no JSON', () => '<<<<<<< HEAD\n', 'baseline-damaged', 'is damaged: it is not valid JSON'],
    [
      'of the wrong shape',
      (text: string) => text.replace('"savedAt"', '"saved"'),
      'baseline-damaged',
      'is damaged at savedAt',
    ],
    [
      'of a newer version',
      (text: string) => text.replace('baseline@1', 'baseline@2'),
      'baseline-newer',
      'was written by a newer perf-harness: it contains perf-harness/baseline@2, but this version reads perf-harness/baseline@1',
    ],
    [
      'of an older version',
      (text: string) => text.replace('baseline@1', 'baseline@0'),
      'baseline-older',
      'was written by an older perf-harness: it contains perf-harness/baseline@0',
    ],
    [
      'a record',
      (text: string) => text.replace('baseline@1', 'run@1'),
      'baseline-other',
      'contains perf-harness/run@1, but a baseline (perf-harness/baseline@1) is required here',
    ],
  ])(
    'names a file that is %s, never overwrites it, and lists the others',
    (_, spoil, code, problem) => {
      const { store, pathOf } = open();
      store.save('main', [run]);
      store.save('other', [run]);
      const spoilt = spoil(readFileSync(pathOf('main'), 'utf8'));
      writeFileSync(pathOf('main'), spoilt);
      const error = userErrorOf(() => store.load('main'));
      expect(error).toMatchObject({ code, exitCode: 6 });
      expect(error.message).toContain(pathOf('main'));
      expect(error.message).toContain(problem);
      expect(error.remedy).toBeTruthy();
      expect(userErrorOf(() => store.save('main', [run])).code).toBe(code);
      expect(userErrorOf(() => store.promote('other', 'main')).code).toBe(code);
      expect(readFileSync(pathOf('main'), 'utf8')).toBe(spoilt);
      expect(store.list()).toMatchObject([
        { state: 'damaged', name: 'main', path: pathOf('main'), problem: error.message },
        { state: 'readable', name: 'other' },
      ]);
    },
  );
});

describe('BaselineStore.list', () => {
  it('shows when, from what and where each baseline was saved', () => {
    const { store, folder, pathOf } = open();
    expect(store.list()).toEqual([]);
    store.save('v1', [run], 'release');
    store.save('main', [run]);
    mkdirSync(join(folder, 'not-a-file'));
    expect(store.list()).toEqual([
      expect.objectContaining({ name: 'main', note: null }),
      {
        state: 'readable',
        name: 'v1',
        path: pathOf('v1'),
        savedAt: NOW,
        note: 'release',
        scenarios: ['sort'],
        hostname: 'test',
      },
    ]);
  });
});

describe('BaselineStore.remove and promote', () => {
  it('removes a baseline, even a damaged one, and rejects a missing one', () => {
    const { store, pathOf, folder } = open();
    store.save('main', [run]);
    store.save('bad', [run]);
    writeFileSync(pathOf('bad'), '');
    store.remove('bad');
    store.remove('main');
    expect(readdirSync(folder)).toEqual([]);
    expect(userErrorOf(() => store.remove('main'))).toMatchObject({ code: 'baseline-not-found' });
    expect(userErrorOf(() => store.remove('../../x'))).toMatchObject({ code: 'baseline-name' });
  });

  it('copies a baseline to another name and keeps the original', () => {
    const { store } = open();
    store.save('main', [runRecord({ wall_time: [1, 2, 3] })]);
    const candidate = store.save('candidate', [run], 'faster');
    expect(store.promote('candidate', 'main')).toEqual({ ...candidate, name: 'main' });
    expect(store.load('main')).toEqual({ ...candidate, name: 'main' });
    expect(store.load('candidate')).toEqual(candidate);
    expect(userErrorOf(() => store.promote('nobody', 'main')).code).toBe('baseline-not-found');
    expect(userErrorOf(() => store.promote('candidate', 'a/b')).code).toBe('baseline-name');
  });
});
