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
import { describe, expect, test } from 'vitest';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { createHost } from '../../../harness/host.ts';
import { runRecord } from '../../support/completed-run-record.ts';

const host = createHost();

/** A folder as a unit leaves it. */
function leftFiles(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-kept-'));
  for (const name of names) writeFileSync(join(folder, name), name);
  return folder;
}

function openStore(keep = 10) {
  const state = join(mkdtempSync(join(tmpdir(), 'perf-harness-state-')), '.perf-harness');
  return { state, store: createRecordStore(host, state, { keep }) };
}

describe('files from trials', () => {
  test('are copied next to the record, with their kind and their trial', () => {
    const { state, store } = openStore();
    const record = runRecord({});
    const names = ['frame-000312.jpg', 'screenshot.jpg', 'notes.txt'];
    const journal = store.begin(record);
    const { attachments, findings } = journal.attach([{ trial: 3, folder: leftFiles(names) }]);
    expect(attachments).toEqual([
      {
        kind: 'frame',
        atMs: 312,
        file: `attachments/${record.id}/frame-000312.jpg`,
        trial: 3,
      },
      { kind: 'screenshot', file: `attachments/${record.id}/screenshot.jpg`, trial: 3 },
    ]);
    for (const { file } of attachments) expect(existsSync(join(state, file))).toBe(true);
    expect(findings).toEqual([]);
    journal.finish({ ...record, attachments });
    expect(store.load(record.id).attachments).toEqual(attachments);
  });

  test('are reported with their path and a tool that opens them when they are a trace', () => {
    const { state, store } = openStore();
    const record = runRecord({});
    const folder = leftFiles(['trace.json.gz']);
    const { findings } = store.begin(record).attach([{ trial: 9, folder }]);
    const path = join(state, `attachments/${record.id}/trace.json.gz`);
    expect(findings).toMatchObject([{ id: 'trace-saved', level: 'info' }]);
    expect(findings[0]?.message).toContain(path);
    expect(findings[0]?.remedy).toContain('DevTools');
    expect(readFileSync(path, 'utf8')).toBe('trace.json.gz');
  });

  test('are removed with the record that they belong to', () => {
    const { state, store } = openStore(1);
    const folder = join(state, 'attachments');
    for (const id of ['20260101T000000000Z-a-0001', '20260102T000000000Z-a-0002']) {
      const record = runRecord({}, { id });
      const journal = store.begin(record);
      journal.attach([{ trial: 0, folder: leftFiles(['screenshot.jpg']) }]);
      journal.finish(record);
    }
    expect(readdirSync(folder)).toEqual(['20260102T000000000Z-a-0002']);
  });

  test('are removed at the next start when a kill prevented their record', () => {
    const { state, store } = openStore();
    const record = runRecord({});
    store.begin(record).finish(record);
    for (const id of [record.id, 'of-nobody']) {
      mkdirSync(join(state, 'attachments', id), { recursive: true });
    }
    store.recover();
    expect(readdirSync(join(state, 'attachments'))).toEqual([record.id]);
  });
});
