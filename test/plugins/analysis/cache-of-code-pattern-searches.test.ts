/** Files are searched for patterns as they are read; what they lack is known the next time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { CodeSearches } from '../../../plugins/analysis/parse-source-file.ts';
import { openProjectCode } from '../../../plugins/analysis/project-code-with-call-sites-and-syntax-trees.ts';
import { writeFiles } from '../../support/run-cli.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-search-'));
  writeFiles(join(folder, 'project'), {
    'a.ts': 'for (const a of [1]) a.toFixed();\n',
    'b.ts': 'export const b = 1;\n',
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const searched: string[] = [];
const LOOPS = {
  id: 'loops',
  isIn: (file: string, _text: string, root: { find: (rule: never) => unknown }) => {
    searched.push(file);
    return root.find({ rule: { kind: 'for_in_statement' } } as never) !== null;
  },
};
const BROKEN = {
  id: 'broken',
  isIn: () => {
    throw new Error('it is broken');
  },
};

function open(searches: CodeSearches) {
  const env = { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') };
  return openProjectCode(createHost({ env }), join(folder, 'project'), {
    cacheVersion: '1',
    searches,
  });
}

test('remembers a file without a shape, and does not search it the next time', async () => {
  const searches = { all: [LOOPS, BROKEN], version: 'one' };
  for (const seen of [['a.ts', 'b.ts'], []]) {
    searched.length = 0;
    const code = await open(searches);
    expect(searched.toSorted()).toEqual(seen);
    expect(['a.ts', 'b.ts'].map((file) => code.hasNoMatch(file, 'loops'))).toEqual([false, true]);
    // Code that runs this search has to get the error itself.
    expect(code.hasNoMatch('b.ts', 'broken')).toBe(false);
    expect(code.hasNoMatch('b.ts', 'another')).toBe(false);
  }
});

test('searches again in another version of a search', async () => {
  await open({ all: [LOOPS], version: 'one' });
  searched.length = 0;
  await open({ all: [LOOPS], version: 'two' });
  expect(searched.toSorted()).toEqual(['a.ts', 'b.ts']);
});
