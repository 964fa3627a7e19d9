/** AUD-23: an incomplete audit names the missing part, and fails. */
import { expect, test } from 'vitest';
import {
  type CompletionEvidence,
  checkAuditCompleteness,
} from '../../../plugins/audit/check-audit-completeness.ts';
import type { AuditContext } from '../../../plugins/audit/document/audited-project-context-schema.ts';
import { createAuditTask } from '../../../plugins/audit/outputs/audit-task.ts';
import {
  auditFinding,
  completedCategory,
  FAILED_CATEGORY,
} from '../../support/audit-category-results.ts';
import { EMPTY_AUDIT_CONTEXT } from '../../support/audit-fixture-files.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../support/create-audited-project.ts';

const category = completedCategory([auditFinding()]);
const STACK = { db: [], orm: [], async: [{ name: 'fastapi', version: null, from: 'x' }] };
const DONE: CompletionEvidence = {
  context: { ...EMPTY_AUDIT_CONTEXT, tech_stack: STACK, codebase_root: '/project' },
  sources: 1,
  skipped: [],
  started: 1,
  categories: [category],
  overall: 9,
  fired: [{ rule: 'sync-sleep-in-async', sources: 1 }],
  report: '# Title\n\n## Executive Summary\n\nIt scores 9.\n',
  task: createAuditTask([category], { date: '2026-11-26', team: null, description: '# Report' }),
};
const FAILED_CHECK = {
  id: 'over_fetching',
  name: 'Over-fetching',
  status: 'error' as const,
  details: 'over-fetching: it does not end',
};
/** Casts a context that does not conform to its type, as external input may not. */
const misread = (context: unknown): AuditContext => context as AuditContext;

test('AUD-23: accepts an audit with every part as done', async () => {
  const checks = await checkAuditCompleteness(DONE);
  expect(checks.filter(({ done }) => !done)).toEqual([]);
  expect(checks).toHaveLength(8);
  expect(checks.every(({ evidence }) => evidence !== '')).toBe(true);
});

test.each<readonly [string, readonly string[], Partial<CompletionEvidence>]>([
  ['no stack', ['stack found'], { context: EMPTY_AUDIT_CONTEXT, sources: 0 }],
  [
    'no metadata of a database',
    ['database metadata extracted', 'context built'],
    { context: misread({ ...DONE.context, db_config: {} }) },
  ],
  [
    'a context without its root',
    ['context built'],
    { context: misread({ ...DONE.context, codebase_root: null }) },
  ],
  [
    'an auditor that failed',
    ['auditors finished'],
    { started: 2, categories: [category, FAILED_CATEGORY] },
  ],
  [
    'a check that failed',
    ['auditors finished', 'scores computed'],
    { categories: [completedCategory([], { score: null, checks: [FAILED_CHECK] })] },
  ],
  ['an auditor that is not there', ['auditors finished'], { started: 2 }],
  ['no overall score', ['scores computed'], { overall: null }],
  [
    'a category without a score',
    ['scores computed'],
    { categories: [{ ...category, score: Number.NaN }] },
  ],
  ['no summary', ['summary present'], { report: '# Title\n\n## Executive Summary\n' }],
  ['no task', ['task made'], { task: null }],
  ['a rule without a source', ['sources listed'], { fired: [{ rule: 'a-rule', sources: 0 }] }],
])('AUD-23: rejects an audit with %s', async (_, items, changes) => {
  const checks = await checkAuditCompleteness({ ...DONE, ...changes });
  expect(checks.filter(({ done }) => !done).map(({ item }) => item)).toEqual(items);
});

test('AUD-23: accepts the audit of a project without a database and async code as done', async () => {
  const [stack] = await checkAuditCompleteness({
    ...DONE,
    context: EMPTY_AUDIT_CONTEXT,
    sources: 3,
  });
  expect(stack).toMatchObject({ item: 'stack found', done: true });
  expect(stack?.evidence).toContain('no database, ORM or async framework found in 3 files');
});

test('AUD-23: rejects an audit that cannot read the language of most of its project', async () => {
  const reason = 'the Python grammar is not installed: perf-harness doctor --install x';
  const skipped = [
    { file: 'app/main.py', reason },
    { file: 'app/rows.py', reason },
  ];
  const others = await checkAuditCompleteness({ ...DONE, sources: 2, skipped });
  expect(others.filter(({ done }) => !done)).toEqual([]);
  const checks = await checkAuditCompleteness({ ...DONE, sources: 1, skipped });
  expect(checks.filter(({ done }) => !done)).toEqual([
    { item: 'context built', done: false, evidence: reason },
  ]);
});

test('AUD-23: fails the audit for an item that is not done, whatever was found', async () => {
  const { audit } = createAuditedProject({ 'app/main.py': SLEEPING_HANDLER });
  expect((await audit()).report.verdict).toBe('pass');
  const broken = await audit({ workers: { render: () => '' } });
  expect(broken.report.verdict).toBe('fail');
  expect(broken.report.self_check.filter(({ done }) => !done).map(({ item }) => item)).toEqual([
    'summary present',
    'task made',
  ]);
});
