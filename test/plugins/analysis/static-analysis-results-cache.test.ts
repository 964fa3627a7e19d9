/** Stored facts of a project: same files give same facts, changed files are read again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { readCode } from '../../../plugins/analysis/extract-code-structure-of-project.ts';
import { openFactsCache } from '../../../plugins/analysis/extracted-code-cache-by-file-content.ts';
import { writeFiles } from '../../support/run-cli.ts';

let folder = '';
let root = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-facts-'));
  root = join(folder, 'project');
  writeFiles(root, {
    'a.ts': "import { b } from './b.ts';\nexport const a = () => b();\n",
    'b.ts': 'export function b() {\n  return fetch("/x");\n}\n',
    'c.py': 'import time\n\ndef c():\n    time.sleep(1)\n',
    'broken.ts': '{{{{ ((( }}}} )))) ;;; <<<< >>>> %%%%',
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const host = () =>
  createHost({ env: { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') } });
const kept = () => {
  const place = join(folder, 'cache/code');
  const [name = ''] = readdirSync(place);
  return join(place, name);
};
const read = (cacheVersion = '1.0.0') => readCode(host(), root, { cacheVersion });

test('returns the same facts for the same files, and writes nothing for them', async () => {
  const plain = await readCode(host(), root);
  expect(await read()).toEqual(plain);
  const written = readFileSync(kept(), 'utf8');
  expect(written.split('\n')).toHaveLength(5);
  expect(await read()).toEqual(plain);
  expect(readFileSync(kept(), 'utf8')).toBe(written);
});

test('takes a file from the cache without reading it again, but not in another version', async () => {
  await read();
  // Were it read again, the name would be that in the file.
  writeFileSync(kept(), readFileSync(kept(), 'utf8').replaceAll('"name":"b"', '"name":"renamed"'));
  expect((await read()).functions.map(({ name }) => name)).toContain('renamed');
  expect((await read('1.0.1')).functions.map(({ name }) => name)).not.toContain('renamed');
});

test('reads changed files again, and forgets deleted files', async () => {
  await read();
  writeFiles(root, { 'b.ts': 'export function b() {\n  return fetch("/y");\n}\n' });
  rmSync(join(root, 'c.py'));
  const facts = await read();
  expect(facts).toEqual(await readCode(host(), root));
  expect(readFileSync(kept(), 'utf8')).not.toContain('c.py');
  expect(readFileSync(kept(), 'utf8')).not.toContain('\\"/x\\"');
});

test.each([
  ['cut off by a crash', (text: string) => text.slice(0, text.length / 2)],
  ['not what it was', () => '\0\0 no lines of it'],
])('tolerates a cache that is %s', async (_, damage) => {
  const facts = await read();
  writeFileSync(kept(), damage(readFileSync(kept(), 'utf8')));
  expect(await read()).toEqual(facts);
});

test('depends on the rules that files are tried on', () => {
  const open = (version: string) => openFactsCache(host(), root, { kind: 'facts', version });
  const store = open('one');
  store.add('a.ts', 'text', { state: 'skipped', reason: 'it is no text' });
  store.save();
  expect(open('one').find('a.ts', 'text')).not.toBeNull();
  expect(open('two').find('a.ts', 'text')).toBeNull();
  expect(open('one').find('b.ts', 'text')).toBeNull();
  expect(open('one').find('a.ts', 'other')).toBeNull();
});

test('keeps the caches of twenty projects, and no more', async () => {
  await read();
  const own = kept();
  for (let count = 0; count < 24; count += 1) {
    const path = join(folder, 'cache/code', `other-${count}.jsonl`);
    writeFileSync(path, '');
    // The first files are the oldest.
    const at = Date.now() / 1000 - 1_000 + count;
    utimesSync(path, at, at);
  }
  writeFiles(root, { 'd.ts': 'export const d = 1;\n' });
  await read();
  const names = readdirSync(join(folder, 'cache/code'));
  expect(names).toHaveLength(20);
  expect(names).toContain(basename(own));
  expect(names).toContain('other-23.jsonl');
  expect(names).not.toContain('other-4.jsonl');
});
