import { describe, expect, test } from 'vitest';
import { findChangedPackages } from '../../../../plugins/investigate/code/changed-packages.ts';
import { reviewDiffHunk } from '../../../../plugins/investigate/code/find-suspicious-code-in-hunk.ts';
import { parseDiff } from '../../../../plugins/investigate/code/parse-diff.ts';

const NOW = { at: null, commit: null, deployment: null };

function review(removed: readonly string[], added: readonly string[]): readonly string[] {
  const hunk = {
    file: 'src/orders.js',
    removed: removed.map((text, index) => ({ line: index + 1, text })),
    added: added.map((text, index) => ({ line: index + 1, text })),
  };
  return reviewDiffHunk(hunk, NOW).map(({ kind, label, title }) => `${kind}, ${label}: ${title}`);
}

describe('changed lines (INV-21)', () => {
  test('reports a removed cache, but not a cache that only moved', () => {
    const line = '  const kept = sessionCache.get(id);';
    expect(review([line], [])).toEqual([
      'removed safeguard, REGRESSION: a cache was removed: const kept = sessionCache.get(id);',
    ]);
    expect(review([line], ['  const kept = await sessionCache.get(id);'])).toEqual([]);
  });

  test('reports a dropped index and a removed limit', () => {
    expect(review([], ['DROP INDEX orders_by_user;'])[0]).toContain(
      'NEW ISSUE: an index is dropped',
    );
    expect(review(['  SELECT * FROM orders LIMIT 50'], ['  SELECT * FROM orders'])[0]).toContain(
      'a row limit was removed',
    );
  });

  test('reports a query in each iteration of a loop where there was none before', () => {
    const added = ['for (const id of ids) {', '  orders.push(await db.query("…", [id]));', '}'];
    expect(review(['const orders = await db.query("…", [ids]);'], added)[0]).toContain(
      'repeats a query or request in each loop iteration',
    );
    expect(review(['for (const id of ids) {'], added)).toEqual([]);
  });

  test('reports work that blocks the event loop where there was none before', () => {
    expect(review([], ['const text = readFileSync(path);'])[0]).toContain(
      'work that blocks the event loop',
    );
    expect(review(['a(readFileSync(path));'], ['b(readFileSync(path));'])).toEqual([]);
  });

  test('judges a value in code as it judges a setting', () => {
    expect(
      review(['const pool = new Pool({ max: 50 });'], ['const pool = new Pool({ max: 20 });'])[0],
    ).toBe('code, REGRESSION: max: 50 → 20 (fewer connections: requests wait for a connection)');
  });

  test('reports nothing for comments and unchanged smells', () => {
    expect(review([], ['// DROP INDEX x', '-- drop index y', '/* readFileSync( */'])).toEqual([]);
  });
});

describe('diffs', () => {
  test('reads lines that look like file headers as lines', () => {
    const diff = [
      'diff --git a/x.sql b/x.sql',
      '--- a/x.sql',
      '+++ b/x.sql',
      '@@ -1,2 +1,2 @@',
      '--- a/comment of SQL',
      '-b',
      '+++ b/other',
      '+c',
      'diff --git a/new.js b/new.js',
      '--- /dev/null',
      '+++ b/new.js',
      '@@ -0,0 +1 @@',
      '+x',
    ].join('\n');
    expect(parseDiff(diff)).toEqual([
      {
        file: 'x.sql',
        removed: [
          { line: 1, text: '-- a/comment of SQL' },
          { line: 2, text: 'b' },
        ],
        added: [
          { line: 1, text: '++ b/other' },
          { line: 2, text: 'c' },
        ],
      },
      { file: 'new.js', removed: [], added: [{ line: 1, text: 'x' }] },
    ]);
  });
});

describe('packages of lockfiles (INV-20)', () => {
  const npm = (version: string): string =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'app' },
        'node_modules/knex': { version },
        'node_modules/@a/b': { version: '1.0.0' },
        'node_modules/x/node_modules/@a/b': { version: '2.0.0' },
      },
    });

  test.each([
    ['package-lock.json', npm('2.1.0'), npm('3.0.0'), ['knex: 2.1.0 → 3.0.0']],
    [
      'pnpm-lock.yaml',
      "lockfileVersion: '9.0'\npackages:\n  knex@2.1.0: {}\n  '@a/b@1.0.0': {}\n",
      "lockfileVersion: '9.0'\npackages:\n  knex@3.0.0(pg@8): {}\n  '@a/b@1.0.0': {}\n",
      ['knex: 2.1.0 → 3.0.0'],
    ],
    [
      'requirements.txt',
      'Django==4.2\n# x\nsqlalchemy == 1.4\n',
      'django==4.2\nsqlalchemy==2.0\nnew==1\n',
      ['new: none → 1', 'sqlalchemy: 1.4 → 2.0'],
    ],
  ])('%s', async (file, before, after, titles) => {
    const found = await findChangedPackages({ file, before, after }, NOW);
    expect(found.map(({ title }) => title)).toEqual(titles);
  });
});
