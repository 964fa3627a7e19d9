import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { createHost } from '../../../harness/host.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { REPORT_SCHEMA } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';
import { userErrorOf } from '../../support/user-error-of.ts';

const { files } = createHost();

function open(options: Parameters<typeof createRecordStore>[2] = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-records-'));
  const state = join(cwd, '.perf-harness');
  const store = createRecordStore({ files, cwd }, state, options);
  const runs = join(state, 'runs');
  const save = (id: string, changes: Partial<RunRecord> = {}): RunRecord => {
    const record = runRecord({ wall_time: [10, 11, 12] }, { id, ...changes });
    store.begin({ ...record, state: 'running', trials: [] }).finish(record);
    return record;
  };
  return { cwd, state, runs, store, save };
}

function idAt(second: number, slug = 'sort'): string {
  return `20260102T0304${String(second).padStart(2, '0')}000Z-${slug}-${(4_096 + second).toString(16)}`;
}

describe('a record', () => {
  it('is loaded as it was saved', () => {
    const { store, save } = open();
    const record = save(idAt(1));
    expect(store.load(record.id)).toEqual(record);
  });

  it('is written trial by trial while it is measured, and not listed as finished', () => {
    const { store, runs } = open();
    const started = runRecord({}, { id: idAt(1), state: 'running' });
    const journal = store.begin(started);
    journal.append(completedTrial(0, { wall_time: 10 }));
    const [name = ''] = readdirSync(runs);
    expect(name).toBe(`${idAt(1)}.jsonl.partial`);
    const lines = readFileSync(join(runs, name), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ owner: expect.objectContaining({ pid: process.pid }) }),
      completedTrial(0, { wall_time: 10 }),
    ]);
    expect(store.list()).toEqual([]);
    journal.finish(runRecord({ wall_time: [10] }, { id: idAt(1) }));
    expect(readdirSync(runs)).toEqual([`${idAt(1)}.json`]);
  });

  it('can hold a scenario of any name and of any length', () => {
    const { store, save } = open();
    const scenario = `säge "x" {a=1}\n${'long '.repeat(2_000)}`;
    const record = save(idAt(1), { scenario });
    expect(store.list()).toMatchObject([{ id: record.id, scenario, state: 'completed' }]);
    expect(store.load(record.id).scenario).toBe(scenario);
  });

  it('leaves an ignore file that excludes records from a repository, but not baselines', () => {
    const { state, save } = open();
    save(idAt(1));
    const lines = readFileSync(join(state, '.gitignore'), 'utf8').split('\n');
    expect(lines).toContain('*');
    expect(lines).toContain('!baselines/*.json');
  });
});

describe('the list of records', () => {
  it('describes each record, oldest first', () => {
    const { store, save, runs } = open();
    save(idAt(2), { verdict: 'fail' });
    save(idAt(1), { state: 'interrupted', verdict: 'inconclusive' });
    expect(store.list()).toEqual([
      {
        id: idAt(1),
        path: join(runs, `${idAt(1)}.json`),
        scenario: 'sort',
        kind: 'function',
        startedAt: '2026-01-02T03:04:05.678Z',
        finishedAt: '2026-01-02T03:05:05.678Z',
        state: 'interrupted',
        verdict: 'inconclusive',
      },
      expect.objectContaining({ id: idAt(2), state: 'completed', verdict: 'fail' }),
    ]);
  });

  it('does not read beyond the beginning of a record', () => {
    const { store, save, runs } = open();
    save(idAt(1));
    const path = join(runs, `${idAt(1)}.json`);
    // The fields for a list are in the first 4 kB, one key a line.
    const text = readFileSync(path, 'utf8').replace('"trials":[', '"trials":[ not read here ');
    writeFileSync(path, text);
    expect(store.list()).toMatchObject([{ id: idAt(1), state: 'completed' }]);
    expect(userErrorOf(() => store.load(idAt(1))).code).toBe('record-damaged');
  });

  it('reads a record that somebody has reformatted', () => {
    const { store, save, runs } = open();
    const record = save(idAt(1));
    const path = join(runs, `${idAt(1)}.json`);
    writeFileSync(path, JSON.stringify(record, null, 4));
    expect(store.list()).toMatchObject([{ id: idAt(1), state: 'completed', scenario: 'sort' }]);
  });

  it.each([
    ['cut short', (path: string) => truncateSync(path, 700), 'it is truncated'],
    ['cut to nothing', (path: string) => truncateSync(path, 0), 'it is empty'],
    ['overwritten', (path: string) => writeFileSync(path, 'oops\n'), 'it is not valid JSON'],
    ['other JSON', (path: string) => writeFileSync(path, '[1]\n'), 'it has no "schema"'],
    [
      'of a later version',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('run@1', 'run@2')),
      'was written by a newer perf-harness: it contains perf-harness/run@2',
    ],
  ])('names a record that is %s, and shows the others', (_, spoil, problem) => {
    const { store, save, runs } = open();
    save(idAt(1));
    const path = join(runs, `${idAt(2)}.json`);
    save(idAt(2));
    save(idAt(3));
    spoil(path);
    const [first, second, third] = store.list();
    expect(first).toMatchObject({ id: idAt(1), state: 'completed' });
    expect(second).toEqual({
      state: 'damaged',
      id: idAt(2),
      path,
      problem: expect.stringContaining(problem),
    });
    expect(third).toMatchObject({ id: idAt(3), state: 'completed' });
  });
});

describe('the load function', () => {
  it('accepts an identifier, the beginning of an identifier, a path, or the latest', () => {
    const { store, save, runs } = open();
    save(idAt(1));
    save(idAt(2, 'parse'));
    expect(store.load(idAt(1)).id).toBe(idAt(1));
    expect(store.load(idAt(1).slice(0, 18)).id).toBe(idAt(1));
    expect(store.load(join(runs, `${idAt(1)}.json`)).id).toBe(idAt(1));
    expect(store.load(`.perf-harness/runs/${idAt(1)}.json`).id).toBe(idAt(1));
    expect(store.load('latest').id).toBe(idAt(2, 'parse'));
  });

  it('takes the newest readable record as the latest', () => {
    const { store, save, runs } = open();
    save(idAt(1));
    save(idAt(2));
    truncateSync(join(runs, `${idAt(2)}.json`), 100);
    expect(store.load('latest').id).toBe(idAt(1));
    expect(userErrorOf(() => store.load(idAt(2))).code).toBe('record-damaged');
  });

  it('returns with loadRuns the newest of each scenario, or all of a report', () => {
    const { cwd, store, save } = open();
    save(idAt(1), { scenario: 'a' });
    save(idAt(2), { scenario: 'b' });
    const newest = save(idAt(3), { scenario: 'a' });
    expect(store.loadRuns('latest').map(({ id }) => id)).toEqual([idAt(3), idAt(2)]);
    expect(store.loadRuns(idAt(1)).map(({ id }) => id)).toEqual([idAt(1)]);
    const report = {
      schema: REPORT_SCHEMA,
      runs: [newest, newest],
      rankings: [],
      findings: [],
      verdict: 'pass',
    };
    writeFileSync(join(cwd, 'report.json'), JSON.stringify(report));
    expect(store.loadRuns('report.json')).toEqual([newest, newest]);
    expect(userErrorOf(() => store.load('report.json'))).toMatchObject({
      code: 'record-other',
      message: `${join(cwd, 'report.json')} contains perf-harness/report@1, but a record (perf-harness/run@1) is required here.`,
    });
  });

  it('names the damaged place of a record', () => {
    const { store, save, runs } = open();
    save(idAt(1));
    const path = join(runs, `${idAt(1)}.json`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"seed":1,', '"seed":"one",'));
    const error = userErrorOf(() => store.load(idAt(1)));
    expect(error).toMatchObject({ code: 'record-damaged', exitCode: 2 });
    expect(error.message).toContain(`The record ${path} is damaged at seed: `);
    expect(error.remedy).toContain('other records are not affected');
  });

  it.each([
    ['there is none', [], 'latest', 'There is no record yet.'],
    [
      'it is unknown',
      [1, 2],
      'nothing-like-it',
      'There is no record "nothing-like-it" in this project (2 in total).',
    ],
    ['no key is given', [1, 2], '', 'There is no record "" in this project (2 in total).'],
    ['several fit', [1, 2], '20260102', `"20260102" fits 2 records: ${idAt(1)}, ${idAt(2)}.`],
    [
      'many fit',
      [1, 2, 3, 4, 5, 6, 7],
      '2026',
      `"2026" fits 7 records: ${[3, 4, 5, 6, 7].map((second) => idAt(second)).join(', ')} and 2 more.`,
    ],
  ])('reports when %s', (_, seconds, key, message) => {
    const { store, save } = open();
    for (const second of seconds) save(idAt(second));
    expect(userErrorOf(() => store.load(key)).message).toBe(message);
  });

  it('reports that a path leads nowhere, and that all records are damaged', () => {
    const { cwd, store, save, runs } = open();
    expect(userErrorOf(() => store.load('./none.json')).message).toBe(
      `There is no record at ${join(cwd, 'none.json')}.`,
    );
    save(idAt(1));
    truncateSync(join(runs, `${idAt(1)}.json`), 10);
    expect(userErrorOf(() => store.load('latest')).message).toBe(
      'There is no record yet that can be read (1 unreadable).',
    );
  });
});

describe('retention', () => {
  it('keeps the newest of each scenario and removes the others when a record is finished', () => {
    const { store, save } = open({ keep: 2 });
    save(idAt(1));
    save(idAt(2, 'parse'), { scenario: 'parse' });
    save(idAt(3));
    save(idAt(4));
    expect(store.list().map(({ id }) => id)).toEqual([idAt(2, 'parse'), idAt(3), idAt(4)]);
  });

  it('keeps the latest measurement, even when the clock was set back', () => {
    const { store, save } = open({ keep: 2 });
    for (const second of [10, 11, 5]) save(idAt(second));
    expect(store.list().map(({ id }) => id)).toEqual([idAt(5), idAt(11)]);
  });

  it('counts each scenario by itself when names look alike in file names', () => {
    const { store, save } = open({ keep: 1 });
    save(idAt(1), { scenario: 'sort!' });
    save(idAt(2), { scenario: 'sort?' });
    save(idAt(3), { scenario: 'sort!' });
    expect(store.list().map(({ id }) => id)).toEqual([idAt(2), idAt(3)]);
  });

  it('removes records on request, and reports which', () => {
    const { store, save } = open();
    for (const second of [1, 2, 3]) save(idAt(second));
    expect(store.prune()).toEqual([]);
    expect(store.prune(1)).toEqual([idAt(2), idAt(1)]);
    expect(store.list().map(({ id }) => id)).toEqual([idAt(3)]);
  });

  it('never removes unreadable records or journals', () => {
    const { store, save, runs } = open();
    save(idAt(1));
    truncateSync(join(runs, `${idAt(1)}.json`), 50);
    store.begin(runRecord({}, { id: idAt(2), state: 'running' }));
    for (const second of [3, 4]) save(idAt(second));
    store.prune(1);
    expect(readdirSync(runs)).toEqual([
      `${idAt(1)}.json`,
      `${idAt(2)}.jsonl.partial`,
      `${idAt(4)}.json`,
    ]);
  });
});
