/** Evidence classes of findings: measured, certain, suspected. */
import { expect, test } from 'vitest';
import { readGzippedJsonl } from '../../../bench/audit/read-gzipped-jsonl.ts';
import { ALL_AUDITORS } from '../../../plugins/audit/auditors/auditor-registry.ts';
import {
  addMeasurement,
  classifyTextEvidence,
  JUDGED_RULES,
} from '../../../plugins/audit/evidence-class.ts';
import { auditFinding } from '../../support/audit-category-results.ts';

interface JudgedFinding {
  readonly half: string;
  readonly rule: string;
  readonly right: boolean;
}

test('the judged rules have the figures of the findings judged on code that no rule was shaped on', () => {
  const judged = readGzippedJsonl<JudgedFinding>('bench/audit/judged.jsonl.gz').filter(
    ({ half }) => half === 'held-out' || half === 'second',
  );
  const counts = [...Map.groupBy(judged, ({ rule }) => rule)].map(([rule, findings]) => [
    rule,
    { right: findings.filter(({ right }) => right).length, judged: findings.length },
  ]);
  expect(JUDGED_RULES).toEqual(Object.fromEntries(counts));
});

test('a rule is certain from 0.8 right of at least five judged findings', () => {
  const rules = ALL_AUDITORS.flatMap((auditor) => auditor.rules.map(({ id }) => id));
  const certain = rules.filter(
    (rule) =>
      classifyTextEvidence({ rule, file: 'src/orders.ts', needs_context: null }) === 'certain',
  );
  expect(certain.toSorted()).toEqual([
    'blocking-io-in-async',
    'over-fetching',
    'sync-sleep-in-async',
  ]);
});

test('a finding that needs context is suspected, whatever its rule', () => {
  const finding = { rule: 'over-fetching', file: 'a.py', needs_context: 'how many rows there are' };
  expect(classifyTextEvidence(finding)).toBe('suspected');
});

test('a finding in a migration is suspected', () => {
  const finding = { rule: 'over-fetching', file: 'api/migrations/0067.py', needs_context: null };
  expect(classifyTextEvidence(finding)).toBe('suspected');
});

test("a finding of the project's own rule is certain", () => {
  const finding = { rule: 'no-orm-in-views', file: 'a.py', needs_context: null };
  expect(classifyTextEvidence(finding)).toBe('suspected');
  expect(classifyTextEvidence(finding, { isProjectRule: true })).toBe('certain');
});

test.each(['certain', 'suspected'] as const)(
  'a measurement makes a %s finding measured only if it shows the defect',
  (textClass) => {
    const finding = auditFinding({ rule: 'query-in-loop', evidence_class: textClass });
    const text = 'measured: 41 queries per request';
    expect(addMeasurement(finding, { type: 'measured', text })).toMatchObject({
      evidence_class: 'measured',
      measured: { text },
    });
    for (const type of ['not reached', 'not decided'] as const)
      expect(addMeasurement(finding, { type, text }).evidence_class).toBe(textClass);
  },
);

test('the length of a transaction does not show that a rollback is missing', () => {
  const text = 'measured: a transaction of 12 ms';
  const finding = auditFinding({ rule: 'missing-rollback', evidence_class: 'suspected' });
  expect(addMeasurement(finding, { type: 'measured', text })).toMatchObject({
    evidence_class: 'suspected',
    measured: { text },
  });
});
