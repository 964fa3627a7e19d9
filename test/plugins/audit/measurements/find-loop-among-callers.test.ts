/** Loops on the path of a statement that tests ran. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { createLoopSearch } from '../../../../plugins/audit/measurements/find-loop-among-callers.ts';

const folder = mkdtempSync(join(tmpdir(), 'loops-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

test.each([
  ['for', 'import.ts', 'for (const tag of tags) {', '  await addTag(tag);', '}'],
  [
    'map',
    'import.ts',
    'await Promise.all(tags.map(async (tag) => {',
    '  await addTag(tag);',
    '}));',
  ],
  ['map with a name', 'import.ts', '', 'await Promise.all(tags.map(addTag));', ''],
  ['for of Python', 'import.py', 'for tag in tags:', '    add_tag(tag)', ''],
])('finds the call in a loop: %s', async (_, name, ...body) => {
  const lines = name.endsWith('.py')
    ? ['def import_tags(tags):', ...body.map((line) => `    ${line}`)]
    : ['export async function importTags(tags) {', ...body, '}'];
  const at = (line: number) => ({ file: write(name, lines), line, function: 'importTags' });
  const store = { file: write('store.ts', ['export const insert = () => db.run(', ');']), line: 1 };
  const insert = { ...store, function: 'insert' };
  const findLoop = await createLoopSearch(createHost());
  const inLoop = { type: 'at', place: at(3) };
  expect(findLoop([insert, at(3), at(1)])).toEqual({ ...inLoop, isCaller: true });
  expect(findLoop([at(3), at(1)])).toEqual({ ...inLoop, isCaller: false });
  // Of a template, nothing is known.
  expect(findLoop([{ ...insert, file: join(folder, 'page.html') }]).type).toBe('unknown');
  expect(findLoop([insert, { ...insert, line: 2 }]).type).toBe('unknown');
});

test('calls that are awaited together are no loop, and neither is a handler', async () => {
  const file = write('stats.ts', [
    'router.get("/stats", async () => {',
    '  const all = await Promise.all([',
    '    count("week"), count("month"),',
    '  ]);',
    '  return all;',
    '});',
  ]);
  const findLoop = await createLoopSearch(createHost());
  for (const line of [2, 3]) {
    expect(findLoop([{ file, line, function: '(anonymous)' }])).toEqual({ type: 'none' });
  }
});
