import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openHistory, rebuildHistory } from '../../../../api/history/open-history.ts';
import { createComparisonStore } from '../../../../harness/history/comparison-store.ts';
import { createRecordStore } from '../../../../harness/history/run-record-store.ts';
import {
  archiveRecords,
  serializeEntries,
} from '../../../../harness/history/store/history-archive.ts';
import {
  importStateFolder,
  readEntryLines,
  readFolderEntries,
} from '../../../../harness/history/store/import-state-folder.ts';
import type { Files } from '../../../../harness/host/file-operations.ts';
import type { RunRecord } from '../../../../harness/model/documents/run-record.ts';
import { UserError } from '../../../../harness/model/user-error.ts';
import { comparisonOf, runRecord } from '../../../support/completed-run-record.ts';
import { createHistoryEntry, runTimestamp } from '../../../support/history-entries.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';
import {
  createEmptyFolder,
  files,
  openTestHistoryStore,
  readSeriesValues,
} from './open-test-history-store.ts';

function record(number: number, changes: Partial<RunRecord> = {}): RunRecord {
  const startedAt = runTimestamp(number);
  const id = `${startedAt.replace(/[-:.]/gu, '')}-sort-${String(number).padStart(4, '0')}`;
  return runRecord({ wall_time: [number, number, number] }, { id, startedAt, ...changes });
}

function save(state: string, runRecord: RunRecord): string {
  const path = join(state, 'runs', `${runRecord.id}.json`);
  files.writeAtomic(path, `${JSON.stringify(runRecord)}\n`);
  return path;
}

/** Returns files that log each read of a whole file. */
function watched(): { readonly noted: Files; readonly read: string[] } {
  const read: string[] = [];
  return {
    read,
    noted: {
      ...files,
      read: (path) => {
        read.push(path);
        return files.read(path);
      },
      readParts: (path) => {
        read.push(path);
        return files.readParts(path);
      },
      readLines: (path) => {
        read.push(path);
        return files.readLines(path);
      },
    },
  };
}

describe('the import into the history', () => {
  it('reads records, comparisons and archives once', async () => {
    const state = createEmptyFolder();
    save(state, record(1));
    createComparisonStore({ files, cwd: state }, state).save('one', comparisonOf([record(2)]));
    files.writeAtomic(
      join(state, 'history/imported-1.jsonl'),
      serializeEntries([createHistoryEntry(3)]),
    );
    const { store } = await openTestHistoryStore();
    expect(await importStateFolder(store, files, state)).toEqual({ added: 3, findings: [] });
    const { noted, read } = watched();
    expect(await importStateFolder(store, noted, state)).toEqual({ added: 0, findings: [] });
    expect(read).toEqual([]);
    save(state, record(4));
    expect((await importStateFolder(store, noted, state)).added).toBe(1);
    expect(read).toHaveLength(1);
    await store.close();
  });

  it('reads a comparison again that has grown', async () => {
    const state = createEmptyFolder();
    const comparisons = createComparisonStore({ files, cwd: state }, state);
    const { store } = await openTestHistoryStore();
    comparisons.save('one', comparisonOf([record(1)]));
    expect((await importStateFolder(store, files, state)).added).toBe(1);
    comparisons.save('one', comparisonOf([record(1), record(2)]));
    expect((await importStateFolder(store, files, state)).added).toBe(1);
    expect(await readSeriesValues(store)).toEqual({ 'sort wall_time test-machine': [1, 2] });
    await store.close();
  });

  it('names what cannot be read, imports the rest, and tries it again', async () => {
    const state = createEmptyFolder();
    save(state, record(1));
    const damaged = save(state, record(2));
    writeFileSync(damaged, readFileSync(damaged, 'utf8').slice(0, 300));
    save(state, record(3, { startedAt: 'yesterday' }));
    const { store } = await openTestHistoryStore();
    const { added, findings } = await importStateFolder(store, files, state);
    expect(added).toBe(1);
    expect(findings.map(({ id }) => id)).toEqual(['history-left-out', 'history-left-out']);
    expect(findings[1]?.message).toContain('"yesterday"');
    save(state, record(2));
    expect((await importStateFolder(store, files, state)).added).toBe(1);
    await store.close();
  });

  it('leaves out runs that say nothing of the code: void or without measurements', async () => {
    const state = createEmptyFolder();
    save(state, record(1, { metrics: {} }));
    save(state, record(2, { state: 'running' }));
    const finding = { id: 'load-generator-saturated', level: 'error', message: 'at its limit' };
    save(state, record(3, { findings: [finding as RunRecord['findings'][number]] }));
    const { store } = await openTestHistoryStore();
    expect(await importStateFolder(store, files, state)).toEqual({ added: 0, findings: [] });
    await store.close();
  });
});

describe('expired records', () => {
  it('stay in the trend, from record and archive, also after a rebuild', async () => {
    const { host } = createInMemoryHost();
    const state = join(host.cwd, '.perf-harness');
    const records = createRecordStore(host, state, { keep: 2 });
    for (const number of [1, 2, 3, 4]) {
      const finishedRecord = record(number);
      records.begin({ ...finishedRecord, state: 'running', metrics: {} }).finish(finishedRecord);
    }
    expect(records.list()).toHaveLength(2);
    const kept = { 'sort wall_time test-machine': [1, 2, 3, 4] };
    const opened = await openHistory(host, { stateFolder: state, database: null });
    expect(await readSeriesValues(opened.store)).toEqual(kept);
    await opened.store.close();
    const rebuilt = await rebuildHistory(host, { stateFolder: state, database: null });
    expect(await readSeriesValues(rebuilt.store)).toEqual(kept);
    await rebuilt.store.close();
  });

  it('stay in one file for a process that has it open during a rebuild', async () => {
    const { host } = createInMemoryHost();
    const place = { stateFolder: createEmptyFolder(), database: null };
    for (const number of [1, 2]) save(place.stateFolder, record(number));
    const real = { ...host, files };
    const before = await openHistory(real, place);
    const rebuilt = await rebuildHistory(real, place);
    await before.store.add([createHistoryEntry(3)]);
    for (const { store } of [before, rebuilt]) {
      expect(await store.count(runTimestamp(9))).toEqual({ all: 3, before: 3 });
      await store.close();
    }
  });

  it('keep both sides of the comparisons beyond the newest hundred', async () => {
    const state = createEmptyFolder();
    const comparisons = createComparisonStore({ files, cwd: state }, state);
    for (let number = 1; number <= 102; number += 1) {
      comparisons.save(String(number).padStart(3, '0'), comparisonOf([record(number)]));
    }
    expect(comparisons.list()).toHaveLength(100);
    const { entries } = await readFolderEntries(files, state);
    expect(entries).toHaveLength(102);
  });

  it('stay records when the archive cannot be written, and nothing is lost', () => {
    const state = createEmptyFolder();
    // A file in place of the archive folder, below which no user can write.
    writeFileSync(join(state, 'history'), '');
    const records = createRecordStore({ files, cwd: state }, state, { keep: 1 });
    for (const number of [1, 2]) {
      const finishedRecord = record(number);
      records.begin({ ...finishedRecord, state: 'running', metrics: {} }).finish(finishedRecord);
    }
    expect(records.list()).toHaveLength(2);
  });

  it('are on disk before the record itself may be removed', () => {
    const state = createEmptyFolder();
    const done: string[] = [];
    const watching: Files = {
      ...files,
      appendLines: (path) => {
        const lines = files.appendLines(path);
        const noted = (what: keyof typeof lines, work: () => void) => () => {
          work();
          done.push(what);
        };
        return {
          write: (line) => noted('write', () => lines.write(line))(),
          flush: noted('flush', lines.flush),
          close: noted('close', lines.close),
        };
      },
    };
    archiveRecords(watching, state, [save(state, record(1))]);
    expect(done).toEqual(['write', 'flush', 'close']);
  });

  it('are stored after half a line of a killed command, which is left out', async () => {
    const state = createEmptyFolder();
    const path = save(state, record(1));
    archiveRecords(files, state, [path]);
    const [name = ''] = readdirSync(join(state, 'history')).filter(
      (fileName) => !fileName.startsWith('.'),
    );
    appendFileSync(join(state, 'history', name), '\n{"schema":"perf-har');
    archiveRecords(files, state, [save(state, record(2))]);
    const entries = await readEntryLines(files, join(state, 'history', name));
    expect(entries.map(({ metrics }) => metrics.wall_time?.center)).toEqual([1, 2]);
  });
});

describe('entry files', () => {
  it.each([
    [
      'no entry',
      'a.jsonl',
      `${serializeEntries([createHistoryEntry(1)])}{"schema":"other"}\n`,
      /Line 2 of/u,
    ],
    [
      'half a line',
      'a.jsonl',
      serializeEntries([createHistoryEntry(1)]).slice(0, -40),
      /Line 1 of/u,
    ],
    [
      'a packed file that is cut short',
      'a.jsonl.gz',
      gzipSync(
        serializeEntries(Array.from({ length: 50 }, (_, number) => createHistoryEntry(number))),
      ).subarray(0, 200),
      /cannot be read completely/u,
    ],
  ])('are rejected for %s', async (_, name, content, message) => {
    const path = join(createEmptyFolder(), name);
    writeFileSync(path, content);
    const failure = await readEntryLines(files, path).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).message).toMatch(message);
  });
});

describe('the history of a project', () => {
  it.each([
    ['no database at all', (bytes: Buffer) => bytes.fill(0x20)],
    ['whole in its first page only', (bytes: Buffer) => bytes.fill(0xff, 4_096)],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ])('is rebuilt when its file is %s', async (_, damage) => {
    const { host } = createInMemoryHost();
    const state = join(host.cwd, '.perf-harness');
    for (let number = 0; number < 50; number += 1) save(state, record(number + 1));
    const first = await openHistory(host, { stateFolder: state, database: null });
    const before = await readSeriesValues(first.store);
    await first.store.close();
    const path = join(state, 'history.sqlite');
    writeFileSync(path, damage(readFileSync(path)));
    save(state, record(51));
    const again = await openHistory(host, { stateFolder: state, database: null });
    expect(await readSeriesValues(again.store)).toEqual({
      'sort wall_time test-machine': [...(before['sort wall_time test-machine'] ?? []), 51],
    });
    await again.store.close();
  });

  it('is built in memory when its file cannot be opened', async () => {
    const { host } = createInMemoryHost();
    const state = join(host.cwd, '.perf-harness');
    save(state, record(1));
    mkdirSync(join(state, 'history.sqlite'));
    const { store, added, findings } = await openHistory(host, {
      stateFolder: state,
      database: null,
    });
    expect(added).toBe(1);
    expect(findings).toMatchObject([{ id: 'history-not-kept' }]);
    expect(await readSeriesValues(store)).toEqual({ 'sort wall_time test-machine': [1] });
    await store.close();
  });
});
