import { describe, expect, it } from 'vitest';
import { createHistoryStore } from '../../../../harness/history/store/history-store.ts';
import { IN_MEMORY, openSqlite } from '../../../../harness/history/store/sqlite-database.ts';
import {
  addNote,
  type Note,
  readNotes,
} from '../../../../harness/history/store/user-notes-and-decisions.ts';
import { placeNotes } from '../../../../harness/history/trend/build-trend.ts';
import {
  createHistoryEntry,
  runCommitHash,
  runTimestamp,
} from '../../../support/history-entries.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

const note = (place: Note['place'], text = 'a new disk'): Note => ({
  scenario: null,
  place,
  text,
  author: 'Ada',
  notedAt: runTimestamp(50),
});
const BY_COMMIT = note({ by: 'commit', commit: runCommitHash(3) });
const BY_MOMENT = note({ by: 'moment', moment: runTimestamp(4) }, 'another');

async function points(commits: readonly number[]) {
  const store = await createHistoryStore(await openSqlite(IN_MEMORY));
  await store.add(commits.map((number) => createHistoryEntry(number)));
  const [series] = await store.series();
  if (series === undefined) throw new TypeError('no series');
  const found = await store.points(series);
  await store.close();
  return found;
}

describe('placeNotes', () => {
  it('puts a note at the first run of its commit, or since its moment', async () => {
    const found = placeNotes(await points([1, 2, 3, 4, 5]), null, [BY_COMMIT, BY_MOMENT]);
    expect(found).toEqual([
      { index: 2, kind: 'note', text: 'a new disk (Ada)' },
      { index: 3, kind: 'note', text: 'another (Ada)' },
    ]);
  });

  it('puts a note of an unmeasured commit at the next measured commit', async () => {
    const order = new Map(
      [1, 2, 3, 4].map(
        (number) =>
          [
            runCommitHash(number),
            {
              position: number,
              mainline: number,
              releases: [],
              committedAt: runTimestamp(number),
              author: 'Ada Tester',
              subject: 'Sort faster',
            },
          ] as const,
      ),
    );
    const measured = await points([1, 2, 4]);
    expect(placeNotes(measured, order, [BY_COMMIT])).toMatchObject([{ index: 2 }]);
    expect(placeNotes(measured, null, [BY_COMMIT])).toEqual([]);
  });

  it('leaves out notes that no run has reached', async () => {
    expect(placeNotes(await points([1, 2]), null, [BY_MOMENT])).toEqual([]);
  });
});

it('stores notes in the state folder and in a store, once each', async () => {
  const { host } = createInMemoryHost();
  for (const note of [BY_COMMIT, BY_MOMENT]) addNote(host.files, host.cwd, note);
  expect(readNotes(host.files, host.cwd)).toEqual([BY_COMMIT, BY_MOMENT]);
  const store = await createHistoryStore(await openSqlite(IN_MEMORY));
  await store.addNotes([BY_COMMIT, BY_MOMENT]);
  await store.addNotes([BY_COMMIT]);
  expect(await store.notes()).toEqual([BY_COMMIT, BY_MOMENT]);
  await store.close();
});
