import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { bisectionsFolder } from '../../../harness/history/project-state-folder.ts';
import { createBisectStore } from '../../../harness/history/report-document-store.ts';
import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const found = goldenDocuments()['bisect-found'] as BisectReport;

/** Opens a project with a clock that the test can set back. */
function open() {
  const { host } = createInMemoryHost();
  let nowMs = Date.parse('2026-03-02T00:00:00.000Z');
  const clock = { ...host.clock, now: () => new Date(nowMs) };
  const store = createBisectStore({ ...host, clock }, host.cwd);
  return {
    save: () => basename(store.save(found)),
    setBack: (hours: number) => {
      nowMs -= hours * 3_600_000;
    },
    names: () => readdirSync(bisectionsFolder(host.cwd)),
    path: (name: string) => join(bisectionsFolder(host.cwd), name),
    host,
  };
}

it('keeps the newest twenty, each in its own file', () => {
  const { save, names } = open();
  const saved = Array.from({ length: 23 }, save);
  expect(names()).toEqual(saved.slice(3));
});

it('keeps the latest save as the newest, even when the clock was set back', () => {
  const { save, setBack, names } = open();
  const before = Array.from({ length: 20 }, save);
  setBack(1);
  const saved = save();
  expect(names()).toEqual([...before.slice(1), saved]);
});

it('keeps the latest save even when names of others contain no moment', () => {
  const { save, names, host, path } = open();
  for (let index = 0; index < 20; index += 1) host.files.writeAtomic(path(`0-${index}.json`), '{}');
  const saved = save();
  expect(names()).toHaveLength(20);
  expect(names()).toContain(saved);
});
