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
  ['for of Python', 'import.py', 'for tag in tags:', '    add_tag(tag)', ''],
])('finds the call in a loop: %s', async (_, name, ...body) => {
  const lines = name.endsWith('.py')
    ? ['def import_tags(tags):', ...body.map((line) => `    ${line}`)]
    : ['export async function importTags(tags) {', ...body, '}'];
  const at = (line: number) => ({ file: write(name, lines), line, function: 'importTags' });
  const store = { file: join(folder, 'missing.ts'), line: 3, function: 'insert' };
  const findLoop = await createLoopSearch(createHost());
  expect(findLoop([store, at(3), at(1)])).toEqual(at(3));
  // The list that is iterated over is made once.
  expect(findLoop([store, at(2)])).toBeNull();
  // A statement in the loop itself is where the finding is anyway.
  expect(findLoop([at(3), at(1)])).toBeNull();
});
