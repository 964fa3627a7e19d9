import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { runRecord } from '../../support/completed-run-record.ts';
import {
  files,
  openRecordStore,
  TRIAL_LINES,
  writeInterruptedRunJournal,
} from './write-interrupted-run-journal.ts';

describe('records of another user', () => {
  const refuse = (path: string): never => {
    throw new UserError({ code: 'file-access', message: `Cannot touch ${path}` });
  };

  it('do not block recovery: the journal is reported, and leftovers stay', () => {
    const { state, runs } = openRecordStore();
    const path = writeInterruptedRunJournal(runs, TRIAL_LINES);
    mkdirSync(join(state, 'attachments/20250102T030405678Z-gone-a1b2'), { recursive: true });
    const theirs = {
      ...files,
      read: (file: string) => (file === path ? refuse(file) : files.read(file)),
      remove: refuse,
      removeIfAllowed: () => false,
    };
    const { recovered, findings } = createRecordStore(
      { files: theirs, cwd: state },
      state,
    ).recover();
    expect(recovered).toEqual([]);
    expect(findings).toMatchObject([{ id: 'journal-unreadable' }]);
  });

  it('do not cause a loss of measurements when old records are to be removed', () => {
    const { state } = openRecordStore();
    const theirs = { ...files, removeIfAllowed: () => false };
    const store = createRecordStore({ files: theirs, cwd: state }, state, { keep: 1 });
    for (const id of ['20260102T030405678Z-sort-a1b2', '20260103T030405678Z-sort-a1b2']) {
      store.begin(runRecord({}, { id, state: 'running' })).finish(runRecord({}, { id }));
    }
    expect(store.list()).toHaveLength(2);
    expect(store.prune()).toEqual([]);
  });
});
