import { expect, it } from 'vitest';
import { createCapacityStore } from '../../../harness/history/capacity-store.ts';
import { createRecordId } from '../../../harness/sampling/create-initial-run-record.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const found = goldenDocuments()['capacity-found'];

function open() {
  const { host } = createInMemoryHost();
  const store = createCapacityStore(host, host.cwd);
  return {
    store,
    save: (now: string): string => {
      const id = createRecordId(store.nextStart(new Date(now)), 'a');
      store.save({ ...found, id });
      return id;
    },
  };
}

it('loads what it saved, and removes the oldest beyond fifty', () => {
  const { store, save } = open();
  const saved = Array.from({ length: 52 }, () => save('2026-03-02T00:00:00.000Z'));
  expect(store.list()).toEqual(saved.slice(2));
  expect(store.load(saved[51] ?? '')).toEqual(
    JSON.parse(JSON.stringify({ ...found, id: saved[51] })),
  );
});

it('never removes the latest save, whatever its name', () => {
  const { store, save } = open();
  for (let index = 0; index < 50; index += 1) save('2026-03-02T00:00:00.000Z');
  store.save({ ...found, id: '20200101T000000000Z-a-ffff' });
  expect(store.list()).toHaveLength(50);
  expect(store.load('20200101T000000000Z-a-ffff')).not.toBeNull();
});
