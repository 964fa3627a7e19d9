/** Stored gates and profiles of a project, and the parts of them that a list reads. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateSubfolder } from '../../../harness/history/project-state-folder.ts';
import {
  createGateStore,
  createProfileStore,
  jsonChunks,
  profileKindFromId,
} from '../../../harness/history/report-document-store.ts';
import {
  parseDocumentHead,
  putScalarsFirst,
} from '../../../harness/history/timestamped-json-document-files.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const golden = goldenDocuments();
const gate = golden['gate-mixed'];

describe('stored documents', () => {
  it('are loaded unchanged, with a line for lists, and the newest twenty stay', () => {
    const { host } = createInMemoryHost();
    const store = createGateStore(host, host.cwd);
    for (let count = 0; count < 22; count += 1) store.save(gate);
    const ids = store.list();
    expect(ids).toHaveLength(20);
    expect(ids).toEqual(ids.toSorted());
    const [id = ''] = ids;
    expect(store.load(id)).toEqual(gate);
    expect(store.head(id)).toMatchObject({ verdict: 'inconclusive', exit_code: gate.exit_code });
    expect(store.head(id).listed).toMatch(/^against /u);
    expect(
      readdirSync(stateSubfolder(host.cwd, 'gates')).every((name) => name.endsWith('.json')),
    ).toBe(true);
  });

  it('show by their names what kind of profile they are', () => {
    const { host } = createInMemoryHost();
    const store = createProfileStore(host, host.cwd);
    for (const name of ['profile-function', 'profile-map', 'profile-diff-function'] as const) {
      store.save(golden[name]);
    }
    expect(store.list().map(profileKindFromId)).toEqual(['profile', 'map', 'difference']);
    expect(store.load(store.list()[2] ?? '')).toEqual(golden['profile-diff-function']);
  });

  it('are distinguished from documents that are damaged, newer or missing', () => {
    const { host } = createInMemoryHost();
    const store = createGateStore(host, host.cwd);
    const write = (id: string, text: string): void =>
      host.files.writeAtomic(join(stateSubfolder(host.cwd, 'gates'), `${id}.json`), text);
    write('cut', JSON.stringify(gate).slice(0, 500));
    write('newer', JSON.stringify({ ...gate, schema: 'perf-harness/gate@9' }));
    expect(() => store.load('cut')).toThrow(/it is truncated/u);
    expect(() => store.load('newer')).toThrow(/newer perf-harness/u);
    expect(store.load('../gates/cut')).toBe(null);
    expect(store.head('cut').verdict).toBe(gate.verdict);
    expect(store.head('none')).toEqual({});
  });
});

describe('parseDocumentHead', () => {
  it.each([
    ['', {}],
    ['[1]', {}],
    ['{}', {}],
    [
      '{"a":"x","b":-1.5e3,"c":true,"d":null,"e":{"f":1},"g":2}',
      { a: 'x', b: -1500, c: true, d: null },
    ],
    ['{ "a" : "with \\"quotes\\" and \\u0041" , "b": "cut', { a: 'with "quotes" and A' }],
    ['{"__proto__":"x","a":1}', { a: 1 }],
    [`{"a":"${'\\\\'.repeat(2_000)}`, {}],
  ])('%s', (text, found) => {
    expect({ ...parseDocumentHead(text) }).toMatchObject(found);
    expect(parseDocumentHead(text).b).toBe((found as { b?: unknown }).b);
  });

  it('finds what putScalarsFirst puts first, whatever stood before it', () => {
    const document = { schema: 's', runs: [1, 2], verdict: 'pass', more: { a: 1 }, count: 3 };
    const text = JSON.stringify(putScalarsFirst(document, 'a line'));
    expect(parseDocumentHead(text)).toEqual({
      schema: 's',
      listed: 'a line',
      verdict: 'pass',
      count: 3,
    });
  });
});

it('jsonChunks returns the JSON of a document in pieces', () => {
  for (const value of [gate, [], {}, [[], {}, [undefined]], { a: undefined, b: null }, 'x', 1]) {
    expect([...jsonChunks(value)].join('')).toBe(JSON.stringify(value));
  }
  expect([...jsonChunks(gate)].length).toBeGreaterThan(10);
});
