import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { identifyProcess } from '../../../harness/host/process/process-identity-and-liveness.ts';
import { completedTrial, runRecord } from '../../support/completed-run-record.ts';
import {
  files,
  openRecordStore,
  RECORD_ID,
  TRIAL_LINES,
  writeInterruptedRunJournal,
} from './write-interrupted-run-journal.ts';

const OWNER = fileURLToPath(new URL('../../fixtures/history/owner.ts', import.meta.url));

/** Runs a record's owner until it has printed this many lines, then kills it without warning. */
async function kill(state: string, phase: string, lines: number): Promise<string> {
  const child = spawn(process.execPath, [OWNER, state, RECORD_ID, phase], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8');
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: string) => {
      printed += chunk;
      if (printed.split('\n').length > lines) resolve();
    });
  });
  child.kill('SIGKILL');
  await once(child, 'close');
  return printed;
}

describe('recovery after a kill -9', () => {
  it('keeps all completed trials in an interrupted record', async () => {
    const { state, runs, store } = openRecordStore();
    const printed = await kill(state, 'trials', 40);
    const over = printed.trimEnd().split('\n').length - 1;
    const { recovered, findings } = store.recover();
    expect(recovered).toMatchObject([
      { id: RECORD_ID, state: 'interrupted', verdict: 'inconclusive' },
    ]);
    expect(readdirSync(runs)).toEqual([`${RECORD_ID}.json`]);
    const record = store.load(RECORD_ID);
    // One more trial may have been saved but not yet printed.
    expect(record.trials.length - over).toBeGreaterThanOrEqual(0);
    expect(record.trials.length - over).toBeLessThanOrEqual(1);
    expect(record).toMatchObject({ state: 'interrupted', stop: 'interrupted' });
    expect(record.metrics.wall_time).toMatchObject({ center: 11, n: record.trials.length });
    expect(findings).toMatchObject([{ id: 'record-recovered', level: 'info' }]);
    expect(findings[0]?.message).toContain(
      `${record.trials.length} measured trials were recovered`,
    );
  });

  it('finds only a complete record when killed while it is put in place', async () => {
    const { state, runs, store } = openRecordStore();
    await kill(state, 'finish', 1);
    store.recover();
    expect(readdirSync(runs)).toEqual([`${RECORD_ID}.json`]);
    expect(['completed', 'interrupted']).toContain(store.load(RECORD_ID).state);
  });
});

describe('a journal', () => {
  it('is left alone for this process, but not for an earlier process with its number', () => {
    const { runs, store } = openRecordStore();
    writeInterruptedRunJournal(runs, [...TRIAL_LINES, ''], { owner: identifyProcess(process.pid) });
    expect(store.recover().recovered).toEqual([]);
    writeInterruptedRunJournal(runs, [...TRIAL_LINES, ''], {
      owner: { pid: process.pid, startedTicks: '1' },
    });
    expect(store.recover().recovered).toHaveLength(1);
  });

  it('ends where its last trial ended, without the line that was being written', () => {
    const { runs, store } = openRecordStore();
    writeInterruptedRunJournal(runs, [...TRIAL_LINES, '{"state":"completed","index":3,"warm']);
    store.recover();
    const record = store.load(RECORD_ID);
    expect(record.trials.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(record.finishedAt).toBe('2026-01-02T03:04:08.900Z');
    expect(record.findings).toEqual([]);
  });

  it('reports how many lines in its middle could not be read', () => {
    const { runs, store } = openRecordStore();
    writeInterruptedRunJournal(runs, [
      TRIAL_LINES[0] ?? '',
      'noise',
      TRIAL_LINES[1] ?? '',
      '{"state":"completed"}',
      '',
    ]);
    store.recover();
    expect(store.load(RECORD_ID).findings).toEqual([
      {
        id: 'record-incomplete',
        level: 'warning',
        message: '2 trials of this run could not be recovered.',
        remedy: 'Measure again before relying on this run.',
      },
    ]);
  });

  it('is judged like the run itself: budgets, checks, summaries without warm-up', () => {
    const check = {
      id: 'count',
      check: ({
        measured,
        scenario,
      }: {
        measured: readonly unknown[];
        scenario: { name: string };
      }) => [
        { id: 'count', level: 'info' as const, message: `${measured.length} of ${scenario.name}` },
      ],
    };
    const { runs, store } = openRecordStore({ checksAfter: [check] });
    const budgets = [
      { metric: 'wall_time', operator: '<', limit: 5, level: 'error', text: '< 5 ms' },
      { metric: 'allocated', operator: '<', limit: 5, level: 'error', text: '< 5 B' },
    ];
    const started = runRecord({}, { id: RECORD_ID, state: 'running' });
    const record = { ...started, settings: { ...started.settings, budgets } };
    const warmup = JSON.stringify(completedTrial(0, { wall_time: 1 }, { warmup: true }));
    writeInterruptedRunJournal(runs, [warmup, ...TRIAL_LINES, ''], { record });
    store.recover();
    const recovered = store.load(RECORD_ID);
    expect(recovered.metrics.wall_time).toMatchObject({ center: 11, n: 3 });
    expect(recovered.findings).toEqual([{ id: 'count', level: 'info', message: '3 of sort' }]);
    expect(recovered.budgets).toMatchObject([
      { metric: 'wall_time', value: 11, verdict: 'fail' },
      { metric: 'allocated', value: null, verdict: 'inconclusive' },
    ]);
    expect(recovered.verdict).toBe('fail');
  });

  it('is only removed when its finished record exists', () => {
    const { runs, store } = openRecordStore();
    const finished = runRecord({ wall_time: [1, 2, 3] }, { id: RECORD_ID });
    store.begin({ ...finished, state: 'running' }).finish(finished);
    writeInterruptedRunJournal(runs, [...TRIAL_LINES, '']);
    expect(store.recover()).toEqual({ recovered: [], findings: [] });
    expect(readdirSync(runs)).toEqual([`${RECORD_ID}.json`]);
    expect(store.load(RECORD_ID)).toEqual(finished);
  });

  it('never replaces a record that cannot be read', () => {
    const { runs, store } = openRecordStore();
    writeInterruptedRunJournal(runs, [...TRIAL_LINES, '']);
    writeFileSync(join(runs, `${RECORD_ID}.json`), '{"schema":"perf-harness/run@9"}');
    expect(store.recover().findings).toMatchObject([
      { id: 'journal-unreadable', level: 'warning' },
    ]);
    expect(readFileSync(join(runs, `${RECORD_ID}.json`), 'utf8')).toBe(
      '{"schema":"perf-harness/run@9"}',
    );
    expect(readdirSync(runs)).toContain(`${RECORD_ID}.jsonl.partial`);
  });

  it.each([
    ['has no first line', ''],
    ['begins with noise', 'noise\n{}\n'],
    ['is of a later version', '{"schema":"perf-harness/journal@2"}\n'],
  ])('is left in place, with a finding that names it, when it %s', (_, text) => {
    const { runs, store } = openRecordStore();
    const path = join(runs, `${RECORD_ID}.jsonl.partial`);
    writeFileSync(path, text);
    writeInterruptedRunJournal(runs, [...TRIAL_LINES, ''], {}, 'other');
    const { recovered, findings } = store.recover();
    expect(recovered).toMatchObject([{ id: 'other' }]);
    expect(findings.find(({ id }) => id === 'journal-unreadable')?.message).toContain(path);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('is left in place when its settings are not those of a scenario', () => {
    const { runs, store } = openRecordStore();
    const path = writeInterruptedRunJournal(runs, [...TRIAL_LINES, ''], {
      record: runRecord({}, { id: RECORD_ID, settings: { budgets: 'none' } }),
    });
    expect(store.recover()).toMatchObject({
      recovered: [],
      findings: [{ id: 'journal-unreadable', message: expect.stringContaining(path) }],
    });
  });
});

describe('temporary files', () => {
  it('are removed everywhere for dead processes, but not for living processes', () => {
    const { state, runs, store } = openRecordStore();
    const baselines = join(state, 'baselines');
    mkdirSync(baselines);
    const parent = identifyProcess(process.ppid);
    const dead = `4194304-123`;
    writeFileSync(join(runs, `.${RECORD_ID}.json.${dead}-1.tmp`), '');
    writeFileSync(join(baselines, `.main.json.${dead}-7.tmp`), '');
    writeFileSync(join(state, `..gitignore.${dead}-2.tmp`), '');
    writeFileSync(join(runs, '.report.json.4194304.probe'), '');
    writeFileSync(join(runs, `.reused.json.${parent.pid}-1-1.tmp`), '');
    writeFileSync(
      join(runs, `.own.json.${process.pid}-${identifyProcess(process.pid).startedTicks}-1.tmp`),
      '',
    );
    const living = `.x.json.${parent.pid}-${parent.startedTicks}-1.tmp`;
    writeFileSync(join(runs, living), '');
    writeFileSync(join(runs, 'notes.tmp'), 'of somebody else');
    store.recover();
    expect(readdirSync(runs)).toEqual([living, 'notes.tmp']);
    expect(readdirSync(baselines)).toEqual([]);
    expect(readdirSync(state)).toEqual(['baselines', 'runs']);
  });
});

describe('temporary files in the folders of other commands', () => {
  it.each(['baselines', 'comparisons', 'bisections', 'capacities'])(
    'are removed from "%s" when their process is dead, and nothing else is',
    (name) => {
      const { state, store } = openRecordStore();
      const folder = join(state, name);
      mkdirSync(folder);
      const parent = identifyProcess(process.ppid);
      const living = `.one.json.${parent.pid}-${parent.startedTicks}-1.tmp`;
      for (const left of ['.one.json.4194304-123-1.tmp', living, 'one.json']) {
        writeFileSync(join(folder, left), '');
      }
      store.recover();
      expect(readdirSync(folder)).toEqual([living, 'one.json']);
    },
  );
});

describe('recovery without leftovers', () => {
  it('finds nothing and creates nothing, even without a state folder', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-recover-'));
    const store = createRecordStore({ files, cwd }, join(cwd, 'none'));
    expect(store.recover()).toEqual({ recovered: [], findings: [] });
    expect(readdirSync(cwd)).toEqual([]);
  });
});
