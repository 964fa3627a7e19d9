/** Coordinator: starts auditors, collects and counts their results, inspects nothing itself. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_AUDITORS } from '../../../plugins/audit/auditors/auditor-registry.ts';
import type { CompletedCategory } from '../../../plugins/audit/document/audit-document.ts';
import {
  computeMeanScore,
  computeScore,
  sumSeverityCounts,
} from '../../../plugins/audit/scoring/category-score.ts';
import { auditView } from '../../../plugins/audit/view/audit-view.ts';
import { readRepositoryFile } from '../../repository/read-repository-sources.ts';
import {
  auditFinding,
  completedCategory,
  FAILED_CATEGORY,
} from '../../support/audit-category-results.ts';
import { auditFiles, EMPTY_AUDIT_CONTEXT } from '../../support/audit-fixture-files.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../support/create-audited-project.ts';

test('AUD-01: has three auditors, of whose rules the coordinator names none', () => {
  expect(DEFAULT_AUDITORS.map(({ id, category, priority }) => [id, category, priority])).toEqual([
    ['651', 'Query Efficiency', 'HIGH'],
    ['652', 'Transaction Correctness', 'HIGH'],
    ['653', 'Runtime Performance', 'MEDIUM'],
  ]);
  const text = readRepositoryFile('plugins/audit/coordinate-audit.ts');
  const ids = DEFAULT_AUDITORS.flatMap(({ rules, checks }) =>
    [...rules, ...checks].map(({ id }) => id),
  );
  expect(ids.length).toBeGreaterThan(18);
  expect(ids.filter((id) => text.includes(id))).toEqual([]);
});

test('AUD-16, SH6-16: records an auditor that throws as an error of its category, and reports the others', async () => {
  const { report } = await createAuditedProject({ 'app/main.py': SLEEPING_HANDLER }).audit({
    workers: {
      start: async ({ auditor }) => {
        if (auditor.id === '651') throw new Error('out of memory');
        if (auditor.id === '652') return FAILED_CATEGORY;
        return completedCategory([auditFinding()]);
      },
    },
  });
  expect(report.categories.map(({ status }) => status)).toEqual(['error', 'error', 'completed']);
  expect(report.categories[0]).toMatchObject({ auditor: '651', reason: 'out of memory' });
  expect(report.overall_score).toBe(9);
  expect(report.verdict).toBe('fail');
});

test('AUD-16: records a rule that throws as an error of its check, and runs the rules after it', async () => {
  const [runtime] = DEFAULT_AUDITORS.filter(({ id }) => id === '653');
  if (runtime === undefined) throw new Error('there is no auditor 653');
  const broken = runtime.rules.map((rule) =>
    rule.id === 'blocking-io-in-async'
      ? {
          ...rule,
          skip: () => null,
          judge: () => {
            throw new Error('cannot go on');
          },
        }
      : rule,
  );
  const found = await auditFiles(
    { ...runtime, rules: broken },
    { 'app/main.py': SLEEPING_HANDLER },
  );
  const failed = found.checks.filter(({ status }) => status === 'error');
  expect(failed.map(({ details }) => details)).toEqual(['blocking-io-in-async: cannot go on']);
  expect(found.findings.map(({ rule }) => rule)).toEqual(['sync-sleep-in-async']);
  expect(found.score).toBeNull();
});

const CHECK_FAILED: Partial<CompletedCategory> = {
  score: null,
  checks: [
    {
      id: 'over_fetching',
      name: 'Over-fetching',
      status: 'error',
      details: 'over-fetching: it does not end',
    },
  ],
};

test('AUD-18: gives an auditor with a failed check no score, and does not pass the audit', async () => {
  const project = createAuditedProject({ 'app/main.py': SLEEPING_HANDLER });
  const { report } = await project.audit({
    workers: {
      start: async ({ auditor }) =>
        completedCategory([], { ...(auditor.id === '651' && CHECK_FAILED), auditor: auditor.id }),
    },
  });
  expect(report).toMatchObject({ overall_score: 10, verdict: 'fail' });
  expect(auditView(report).headline.sentence).toBe(
    '2 of 3 auditors completed; not done: auditors finished, scores computed',
  );
  const none = await project.audit({
    workers: {
      start: async ({ auditor }) => completedCategory([], { ...CHECK_FAILED, auditor: auditor.id }),
    },
  });
  expect(none.report).toMatchObject({ overall_score: null, verdict: 'fail' });
});

test('gives no score to an audit that has read no file', async () => {
  const project = createAuditedProject({ 'README.md': '' });
  const context = { ...EMPTY_AUDIT_CONTEXT, codebase_root: project.root };
  const { report } = await project.audit({
    workers: { discover: async () => ({ sources: 0, skipped: [], context }) },
  });
  expect(report).toMatchObject({ overall_score: null, verdict: 'fail' });
  expect(auditView(report).headline.sentence).toMatch(/^no source file was read; not done: /u);
});

test('reports a manifest that is not read', async () => {
  const unread = [1, 2, 3, 4].map((line) => ({ file: 'package.json', line, reason: 'x' }));
  const { report } = await createAuditedProject({}).audit({ context: { unread } });
  expect(report.findings.map(({ message }) => message)).toContain(
    'Some rules depend on files that were not fully read: package.json:1 (x), package.json:2 (x), package.json:3 (x), and 1 more.',
  );
});

test('reports a file that is not read, and judges the rest', async () => {
  const skipped = [{ file: 'tools/load.py', reason: 'the Python grammar is not installed: x' }];
  const project = createAuditedProject({ 'src/a.js': 'export const a = 1;\n' });
  const context = { ...EMPTY_AUDIT_CONTEXT, codebase_root: project.root };
  const { report } = await project.audit({
    workers: { discover: async () => ({ sources: 1, skipped, context }) },
  });
  expect(report.verdict).toBe('pass');
  expect(auditView(report).headline.sentence).toBe(
    '1 file not read: the Python grammar is not installed: x; no findings in the audited files',
  );
});

test('claims neither a score nor the absence of findings when most of a project is not read', async () => {
  const reason = 'the Python grammar is not installed: x';
  const skipped = ['app/main.py', 'app/rows.py'].map((file) => ({ file, reason }));
  const project = createAuditedProject({ 'src/a.js': 'export const a = 1;\n' });
  const context = { ...EMPTY_AUDIT_CONTEXT, codebase_root: project.root };
  const { report, kept } = await project.audit({
    workers: { discover: async () => ({ sources: 1, skipped, context }) },
  });
  expect(report).toMatchObject({ overall_score: null, verdict: 'fail' });
  expect(auditView(report).headline.sentence).toBe(
    '2 files not read: the Python grammar is not installed: x; not done: context built, scores computed',
  );
  expect(kept('report.md')).toContain(
    '\nToo few files were read for a score. The absence of findings proves nothing.\n',
  );
  expect(kept('report.md')).not.toMatch(/no findings|\d\/10/iu);
});

test('fails by suspected findings only when they count', async () => {
  const { audit } = createAuditedProject({
    'app/text.py': `def text(rows):
    result = ""
    for row in rows:
        result += f"{row}"
    return result
`,
  });
  const { report, findings } = await audit({ failOn: 'LOW' });
  expect(findings.map(({ rule, evidence_class }) => [rule, evidence_class])).toEqual([
    ['string-concat-in-loop', 'suspected'],
  ]);
  expect(report).toMatchObject({ verdict: 'pass', counts_suspected: false });
  expect(report.overall_score).toBeLessThan(10);
  const strict = await audit({ failOn: 'LOW', countsSuspected: true });
  expect(strict.report).toMatchObject({ verdict: 'fail', counts_suspected: true });
});

test('AUD-17: sums the counts of a report over its categories', async () => {
  const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
  let seed = 1;
  const next = (limit: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  for (let round = 0; round < 50; round += 1) {
    const categories = [0, 1, 2].map(() =>
      completedCategory(
        Array.from({ length: next(8) }, (_, line) =>
          auditFinding({ line: line + 1, severity: severities[next(4)] ?? 'LOW' }),
        ),
      ),
    );
    const sum = sumSeverityCounts(categories.map((category) => category.severity_counts));
    const found = categories.flatMap((category) => category.findings);
    for (const severity of severities) {
      const key = severity.toLowerCase() as keyof typeof sum;
      expect(sum[key]).toBe(found.filter((finding) => finding.severity === severity).length);
    }
  }
});

test('AUD-18, SH6-01: computes scores and their mean', () => {
  expect(computeScore({ critical: 1, high: 2, medium: 3, low: 2 })).toBe(4.1);
  expect(computeScore({ critical: 6, high: 0, medium: 0, low: 0 })).toBe(0);
  expect(computeMeanScore([4.8, 4.8, 6.8])).toBe(5.5);
  expect(computeMeanScore([4.8, 6.8])).toBe(5.8);
  expect(computeMeanScore([])).toBeNull();
});

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    hash.update(name);
    if (!statSync(path).isDirectory()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

test('SH6-07: changes no byte of the audited project', async () => {
  const { root, audit } = createAuditedProject({
    'app/main.py': SLEEPING_HANDLER,
    'docs/todo.md': '# To do\n',
  });
  const before = hashOf(root);
  const { kept } = await audit();
  expect(hashOf(root)).toBe(before);
  expect(JSON.parse(kept('report.json')).schema).toBe('perf-harness/audit@1');
  await audit({ trend: true });
  expect(hashOf(root)).not.toBe(before);
  expect(readFileSync(join(root, 'docs/project/.audit/results_log.md'), 'utf8')).toContain(
    '| overall_score | 0-10 | 9.7 | baseline | N/A | HIGH sync-sleep-in-async at app/main.py:9 |',
  );
});

test('SH6-08: excludes tests, unless other patterns replace them', async () => {
  const { audit } = createAuditedProject({
    'app/main.py': SLEEPING_HANDLER,
    'tests/main.py': SLEEPING_HANDLER,
    'tests/test_a.py': SLEEPING_HANDLER,
    'generated/main.py': SLEEPING_HANDLER,
  });
  const filesOf = async (exclude: readonly string[] | null) =>
    (await audit({ exclude })).findings.map(({ file }) => file).sort();
  expect(await filesOf(null)).toEqual(['app/main.py', 'generated/main.py']);
  expect(await filesOf(['generated/**', 'tests/test_*'])).toEqual(['app/main.py', 'tests/main.py']);
});

test('fails an audit with findings as severe as --fail-on, but not with milder findings', async () => {
  const { audit } = createAuditedProject({ 'app/main.py': SLEEPING_HANDLER });
  const verdictAt = async (failOn: 'CRITICAL' | 'HIGH') => (await audit({ failOn })).report.verdict;
  expect(await verdictAt('CRITICAL')).toBe('pass');
  expect(await verdictAt('HIGH')).toBe('fail');
});
