/** SH6-11: signals that mitigate a finding, and how far they lower it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { openProjectCode } from '../../../../plugins/analysis/project-code-with-call-sites-and-syntax-trees.ts';
import {
  adjustBySignals,
  findMitigatingSignals,
} from '../../../../plugins/audit/filters/lower-finding-severity-by-mitigating-signals.ts';
import { auditFinding, completedCategory } from '../../../support/audit-category-results.ts';
import { EMPTY_AUDIT_CONTEXT } from '../../../support/audit-fixture-files.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const WEIGHED = ['blocking_io_in_async', 'redundant_fetch', 'scope_too_wide', 'missing_to_thread'];
const signals = (count: number): readonly string[] =>
  ['sets up', 'among tasks', 'a timeout', 'small'].slice(0, count);
const weighed = (count: number, check: string, severity: 'CRITICAL' | 'HIGH' | 'LOW' = 'HIGH') =>
  adjustBySignals(completedCategory([auditFinding({ check, severity })]), () => signals(count));

test.each([
  [0, 'HIGH', 0, 9],
  [1, 'MEDIUM', 0, 9.5],
  [2, 'MEDIUM', 0, 9.5],
  [3, undefined, 1, 10],
  [4, undefined, 1, 10],
] as const)(
  'SH6-11: leaves, with %i signals, %s and %i advisory',
  (count, severity, advisory, score) => {
    for (const check of WEIGHED) {
      const category = weighed(count, check);
      expect(category.findings[0]?.severity, check).toBe(severity);
      expect(category.advisory, check).toHaveLength(advisory);
      expect(category.score, check).toBe(score);
    }
  },
);

test('SH6-11: states the old severity and the reason; keeps the severity of advisory findings', () => {
  const [finding] = weighed(1, 'redundant_fetch').findings;
  expect(finding?.evidence.at(-1)?.text).toBe('MEDIUM rather than HIGH: sets up');
  const [advisory] = weighed(3, 'redundant_fetch').advisory;
  expect(advisory).toMatchObject({
    finding: { severity: 'HIGH' },
    reason: 'sets up; among tasks; a timeout',
  });
});

test('SH6-11: exempts a CRITICAL missing rollback and row-by-row updates', () => {
  for (const check of ['missing_rollback', 'n_update_delete_loop']) {
    expect(weighed(4, check, 'CRITICAL').findings[0]?.severity, check).toBe('CRITICAL');
  }
});

test('SH6-11: lowers nothing below LOW', () => {
  expect(weighed(2, 'redundant_fetch', 'LOW').findings).toEqual([
    auditFinding({ check: 'redundant_fetch', severity: 'LOW' }),
  ]);
});

async function signalsIn(file: string, text: string, more: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'audit-signals-'));
  writeFiles(root, { [file]: text, ...more });
  const code = await openProjectCode(createHost(), root);
  const line = text.split('\n').findIndex((sourceLine) => sourceLine.includes('# here')) + 1;
  const audited = { code, context: EMPTY_AUDIT_CONTEXT, reachedBy: () => null };
  return findMitigatingSignals(auditFinding({ file, line }), audited);
}

test('SH6-11: recognises set-up functions by their names', async () => {
  for (const name of ['__init__', 'setup', 'setup_cache', 'bootstrap', 'migrate']) {
    expect(await signalsIn('app/a.py', `def ${name}(x):\n    go(x)  # here\n`), name).toEqual([
      `${name} is setup code`,
    ]);
  }
  expect(await signalsIn('app/a.py', 'def set_upper(x):\n    go(x)  # here\n')).toEqual([]);
});

test('SH6-11: counts files in folders of tasks, jobs and cron, and no others', async () => {
  const text = 'def f(x):\n    go(x)  # here\n';
  for (const file of ['app/tasks/a.py', 'jobs/a.py', 'app/cron.py']) {
    expect(await signalsIn(file, text), file).toEqual(['the code is in a task file']);
  }
  expect(await signalsIn('app/jobsite.py', text)).toEqual([]);
});

test('SH6-11: counts a timeout next to the finding, but not in another function or in a comment', async () => {
  const near = 'def f(x):\n    go(x, timeout=5)  # here\n';
  expect(await signalsIn('app/a.py', near)).toEqual(['a timeout or safeguard is nearby']);
  const other = 'def g(x):\n    go(x, timeout=5)\n\ndef f(x):\n    go(x)  # here\n';
  expect(await signalsIn('app/a.py', other)).toEqual([]);
  const comment = 'def f(x):\n    # timeout=5 would help\n    go(x)  # here\n';
  expect(await signalsIn('app/a.py', comment)).toEqual([]);
});

test('SH6-11: treats files below 100 KB and fewer than 100 items as small', async () => {
  const reads = 'def f():\n    open("data/x.csv")  # here\n';
  const small = ['the data is small'];
  expect(await signalsIn('a.py', reads, { 'data/x.csv': 'x'.repeat(102_399) })).toEqual(small);
  expect(await signalsIn('a.py', reads, { 'data/x.csv': 'x'.repeat(102_400) })).toEqual([]);
  const loop = (count: number) =>
    `def f():\n    for i in range(${count}):\n        go(i)  # here\n`;
  expect(await signalsIn('a.py', loop(99))).toEqual(small);
  expect(await signalsIn('a.py', loop(100))).toEqual([]);
});
