import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findAffectedTests } from '../../tools/find-affected-tests.ts';
import { findDependents, readImporters } from '../../tools/import-graph.ts';
import { ROOT } from '../repository/read-repository-sources.ts';

const importers = readImporters();
const TESTS = globSync('test/**/*.test.ts').filter((file) => !file.startsWith('test/fixtures/'));

const affectedBy = (...changed: readonly string[]) => findAffectedTests(changed, TESTS, importers);

describe('findAffectedTests', () => {
  test('chooses the tests of a changed module, of what imports it, and the smoke set', () => {
    const affected = affectedBy('plugins/audit/scoring/category-score.ts');
    expect(affected).toContain('test/plugins/audit/gate/judge-gate-by-changed-line-audit.test.ts');
    expect(affected).toContain('test/cli/audit-command-options-and-stored-results.test.ts');
    expect(affected).toContain('test/repository/package-bundles-in-external-project.test.ts');
    expect(affected).not.toContain('test/cli/bisect-errors-before-measuring.test.ts');
    expect(affected).not.toContain('test/harness/stats/descriptive-statistics.test.ts');
  });

  test('chooses command-line tests by the commands that they name', () => {
    const affected = affectedBy('plugins/team/success-criterion.ts');
    expect(affected).toContain('test/plugins/team/command/run-team-command.test.ts');
    expect(affected).not.toContain('test/cli/run-k6-script.test.ts');
  });

  test('chooses nearly all tests when a part of the model changes', () => {
    expect(affectedBy('harness/model/metric.ts')?.length).toBeGreaterThan(TESTS.length / 4);
  });

  test('chooses tests by the fixture that they name', () => {
    const affected = findAffectedTests(
      ['test/fixtures/otlp/sample.json'],
      ['test/a.test.ts', 'test/b.test.ts'],
      importers,
      (file) => (file === 'test/a.test.ts' ? "'../fixtures/otlp/sample.json'" : ''),
    );
    expect(affected).toEqual(['test/a.test.ts']);
  });

  test('chooses only the smoke set when only prose changed', () => {
    expect(
      affectedBy('docs/statistics.md')?.every((file) =>
        /^test\/(?:repository|scenarios)\//u.test(file),
      ),
    ).toBe(true);
  });

  test.each([
    'package-lock.json',
    'vitest.config.ts',
    'test/detect-state-leaks-between-test-files.ts',
    'harness/deleted.ts',
  ])('chooses all tests when %s changed', (file) => expect(affectedBy(file)).toBe(null));
});

test('findDependents counts the imports between a module and its dependents', () => {
  const graph = new Map([
    ['a.ts', new Set(['b.ts'])],
    ['b.ts', new Set(['c.ts', 'a.ts'])],
    ['c.ts', new Set<string>()],
  ]);
  expect([...findDependents(['a.ts'], graph)]).toEqual([
    ['a.ts', 0],
    ['b.ts', 1],
    ['c.ts', 2],
  ]);
});

test('test:changed chooses tests by the commits since the main branch, and all tests on it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-changed-'));
  const git = (...args: readonly string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const list = () =>
    spawnSync(process.execPath, [join(ROOT, 'tools/run-affected-tests.ts'), '--list'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, CHANGED_SINCE: '' },
    }).stdout;
  git('init', '--initial-branch=main');
  for (const [file, text] of [
    ['a.ts', ''],
    ['b.ts', ''],
    ['test/a.test.ts', "import '../a.ts';"],
    ['test/b.test.ts', "import '../b.ts';"],
  ] as const) {
    spawnSync('mkdir', ['-p', join(folder, 'test')]);
    writeFileSync(join(folder, file), text);
  }
  git('add', '.');
  git('commit', '--message=one');
  git('update-ref', 'refs/remotes/origin/HEAD', 'HEAD');
  expect(list()).toMatch(/^all 2 test files: no base/u);
  writeFileSync(join(folder, 'a.ts'), 'export {};');
  git('commit', '--all', '--message=two');
  expect(list()).toBe(
    '1 of 2 test files: what 1 changed files affect, and the smoke set\ntest/a.test.ts\n',
  );
});
