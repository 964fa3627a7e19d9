import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { createInvestigationStore } from '../../../../plugins/investigate/store/investigation-store.ts';
import { investigationDocuments } from '../../../../tools/golden/investigation-documents.ts';

describe('stored investigations', () => {
  let state: string;
  const place = (id: string): string => join(state, 'investigations', id);
  const keep = (id: string, text: string): void => {
    mkdirSync(place(id), { recursive: true });
    writeFileSync(join(place(id), 'report.json'), text);
  };
  const store = () => createInvestigationStore(createHost({ cwd: state, env: {} }).files, state);
  const report = investigationDocuments()['investigation-established'];
  const at = (id: string, started_at: string): string =>
    JSON.stringify({ ...report, id, incident: { ...report?.incident, started_at } });

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'perf-harness-investigations-'));
  });

  test('are listed newest first by their start, with damaged investigations last', () => {
    keep('2026-11-25-b', at('2026-11-25-b', '2026-11-25T09:00:00.000Z'));
    keep('2026-11-24-z', at('2026-11-24-z', '2026-11-26T09:00:00.000Z'));
    keep('2026-11-26-c', '{ "schema": ');
    writeFileSync(join(state, 'investigations', 'performance-investigations.md'), '# x\n');
    expect(
      store()
        .list()
        .map(({ id, state: of }) => [id, of]),
    ).toEqual([
      ['2026-11-24-z', 'kept'],
      ['2026-11-25-b', 'kept'],
      ['2026-11-26-c', 'damaged'],
    ]);
    expect(store().load(null).id).toBe('2026-11-24-z');
    expect(store().load('2026-11-25').id).toBe('2026-11-25-b');
    expect(() => store().load('2026-11-2')).toThrow(/could be/u);
  });

  test('are known by the name of their folder when copied', () => {
    keep('one', at('one', '2026-11-25T09:00:00.000Z'));
    cpSync(place('one'), place('two'), { recursive: true });
    expect(store().load('two').id).toBe('two');
  });

  test.each([
    ['{ "schema": "perf-harness/investigation@1", "id": "x"', /it is truncated/u],
    ['', /it is empty/u],
    ['{ "schema": "perf-harness/investigation@2" }', /a newer perf-harness/u],
    ['{ "schema": "perf-harness/investigation@1" }', /is damaged at/u],
    ['{ "schema": "perf-harness/run@1" }', /but an investigation \(/u],
  ])('are rejected with what is wrong in %j', (text, message) => {
    keep('x', text);
    expect(() => store().load('x')).toThrow(message);
  });

  test('report a missing report, and say how to begin when there are none', () => {
    expect(() => store().load(null)).toThrow(/No investigation is stored/u);
    mkdirSync(place('cut'), { recursive: true });
    expect(() => store().load('cut')).toThrow(/has no report\.json/u);
    expect(() => store().load('../cut')).toThrow(/There is no investigation/u);
    rmSync(place('cut'), { recursive: true });
  });

  test('keep verifications and the closing when written and read again', () => {
    const closed = {
      at: '2026-11-26T09:00:00.000Z',
      cause: 'the pool',
      place: 1,
      resolved_at: null,
      learned: [],
    };
    keep('one', JSON.stringify({ ...report, closed, verifications: [], effort: [] }));
    expect(store().load('one').closed).toEqual(closed);
    expect(readFileSync(join(place('one'), 'report.json'), 'utf8')).toContain('the pool');
  });
});
