/** Every rule on its own fixtures: lines that it must find, must dismiss, and must not see at all. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALL_AUDITORS } from '../../../../plugins/audit/auditors/auditor-registry.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';
import {
  auditFiles,
  formatFindingMarks,
  readAuditFixtures,
} from '../../../support/audit-fixture-files.ts';

const RULES = ALL_AUDITORS.flatMap((auditor) =>
  auditor.rules.map((rule) => ({ auditor, rule, id: rule.id })),
);

test('has fixtures for every rule, and no fixtures of unknown rules', () => {
  const folders = readdirSync(join(ROOT, 'test/fixtures/audit'));
  expect(folders.sort()).toEqual(RULES.map(({ id }) => id).sort());
});

describe.each(RULES)('$id', ({ auditor, rule, id }) => {
  const fixtures = readAuditFixtures(id);
  const alone = { ...auditor, rules: [rule] };

  test.each(fixtures)('reports exactly what is marked in $name', async (fixture) => {
    const found = await auditFiles(alone, fixture.files, fixture.context);
    expect(found.checks.filter(({ status }) => status === 'error')).toEqual([]);
    expect(formatFindingMarks(id, found)).toEqual(fixture.marks);
  });

  test('has fixtures both for a finding and for a dismissal', () => {
    const marks = fixtures.flatMap((fixture) => fixture.marks);
    expect(marks.some((mark) => / (?:CRITICAL|HIGH|MEDIUM|LOW)$/u.test(mark))).toBe(true);
    expect(marks.some((mark) => mark.endsWith(' dismissed'))).toBe(true);
  });
});
