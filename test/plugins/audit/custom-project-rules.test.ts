/** Rules of a project's own, in the form of ast-grep. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { readRuleFile } from '../../../plugins/analysis/rules/read-rule-file.ts';
import { DEFAULT_AUDITORS } from '../../../plugins/audit/auditors/auditor-registry.ts';
import { addCustomRules, readCustomRules } from '../../../plugins/audit/custom-rules.ts';
import { createAuditedProject } from '../../support/create-audited-project.ts';
import { writeFiles } from '../../support/run-cli.ts';

const RULE = `id: no-orm-in-views
language: Python
message: $CALL reads all rows
rule:
  pattern: $CALL.objects.all()
metadata:
  check: over_fetching
  severity: HIGH
  recommendation: $CALL.objects.only(...)
  effort: M
`;

function ruleFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'audit-rules-'));
  writeFiles(folder, { 'rules.yml': text });
  return join(folder, 'rules.yml');
}

test('finds what a rule of a project describes, in the category of its check', async () => {
  const project = createAuditedProject({
    'app/views.py': 'def view():\n    return Order.objects.all()\n',
    'tests/test_views.py': 'def view():\n    return Order.objects.all()\n',
  });
  const { findings, report } = await project.audit({ ruleFiles: [ruleFile(RULE)] });
  expect(findings).toMatchObject([
    {
      rule: 'no-orm-in-views',
      severity: 'HIGH',
      evidence_class: 'certain',
      effort: 'M',
      location: 'app/views.py:2',
      issue: 'Order reads all rows',
      recommendation: 'Order.objects.only(...)',
      principle: 'Query Efficiency / no-orm-in-views',
    },
  ]);
  expect(report.categories[0]).toMatchObject({ auditor: '651', score: 9 });
  expect(report.sources[0]?.name).toBe('no-orm-in-views (project rule)');
});

test('lets a comment suppress a finding of a rule of a project', async () => {
  const line = 'Order.objects.all()  # perf-harness: ignore no-orm-in-views because there are ten';
  const project = createAuditedProject({ 'app/views.py': `def view():\n    return ${line}\n` });
  const { said, report } = await project.audit({ ruleFiles: [ruleFile(RULE)] });
  expect(said).toEqual([]);
  expect(report.findings).toEqual([]);
});

test.each([
  ['effort: M', 'effort: S-M', /no-orm-in-views\.metadata\.effort/u],
  ['severity: HIGH', 'severity: high', /metadata\.severity/u],
  ['  recommendation: $CALL.objects.only(...)\n', '', /metadata\.recommendation/u],
  ['language: Python', 'language: Cobol', /no-orm-in-views\.language/u],
  ['  pattern: $CALL.objects.all()', '  knid: call', /ast-grep rejects no-orm-in-views/u],
  ['message: $CALL', 'message: [', /rules\.yml/u],
])('rejects a malformed rule and names what is wrong where: %s', async (from, to, message) => {
  const reading = readCustomRules(createHost(), [ruleFile(RULE.replace(from, to))]);
  await expect(reading).rejects.toMatchObject({ code: 'rule-file', message });
});

test('rejects a rule of no check, and a rule whose name is taken', async () => {
  const add = async (text: string) =>
    addCustomRules(DEFAULT_AUDITORS, await readCustomRules(createHost(), [ruleFile(text)]));
  await expect(add(RULE.replace('over_fetching', 'overfetching'))).rejects.toMatchObject({
    message: expect.stringContaining('check overfetching, which no auditor provides'),
    remedy: expect.stringContaining('over_fetching'),
  });
  const taken = RULE.replace('no-orm-in-views', 'missing-rollback');
  await expect(add(taken)).rejects.toThrow('a rule named missing-rollback already exists');
  await expect(add(`${RULE}---\n${RULE}`)).rejects.toThrow('already');
});

test('reads rules for audits and rules for profiles from one file', async () => {
  const other = RULE.replace('no-orm-in-views', 'other').replace(
    /metadata:[\s\S]*/u,
    'metadata:\n  category: data_flow\n',
  );
  const file = ruleFile(`${RULE}---\n${other}`);
  expect((await readCustomRules(createHost(), [file])).map(({ id }) => id)).toEqual([
    'no-orm-in-views',
  ]);
  expect((await readRuleFile(createHost(), file)).map(({ id }) => id)).toEqual(['other']);
});
