/** Suppression comments in code: valid with a reason; suppressed findings stay listed. */
import { expect, test } from 'vitest';
import { readSuppressions } from '../../../../plugins/audit/filters/suppress-by-comment.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../../support/create-audited-project.ts';

const RULE = 'sync-sleep-in-async';
const commented = (comment: string): string =>
  SLEEPING_HANDLER.replace('time.sleep(1)', `time.sleep(1)  ${comment}`);

async function auditOf(...texts: readonly string[]) {
  const files = texts.map((text, index) => [`app/${index}.py`, text] as const);
  const outcome = await createAuditedProject(Object.fromEntries(files)).audit();
  const { report } = outcome;
  const suppressed = report.categories.flatMap((category) =>
    category.status === 'completed' ? category.suppressed : [],
  );
  return { ...outcome, suppressed, told: report.findings.map(({ id }) => id) };
}

test('Q651-27: lists a finding whose line has a comment with a reason, without counting it', async () => {
  const { said, suppressed, told, report } = await auditOf(
    commented(`# perf-harness: ignore ${RULE} because the clock of the device needs it`),
  );
  expect(said).toEqual([]);
  expect(suppressed).toMatchObject([
    { by: 'comment', reason: 'the clock of the device needs it', finding: { rule: RULE, line: 9 } },
  ]);
  expect(told).toEqual([]);
  expect(report.overall_score).toBe(10);
});

test('accepts a comment on the line above, but not further up', async () => {
  const comment = `    # perf-harness: ignore ${RULE} because of the device\n`;
  const above = SLEEPING_HANDLER.replace('    time.sleep(1)', `${comment}    time.sleep(1)`);
  const further = SLEEPING_HANDLER.replace(
    '    time.sleep(1)',
    `${comment}    pass\n    time.sleep(1)`,
  );
  const { said, told } = await auditOf(above, further);
  expect(said).toEqual([`${RULE} app/1.py:11 HIGH`]);
  expect(told).toEqual(['audit-suppression-unused']);
});

test('rejects a comment without a reason, and reports it', async () => {
  const texts = ['', ' because', ' because  '].map((end) =>
    commented(`# perf-harness: ignore ${RULE}${end}`),
  );
  const { said, told } = await auditOf(...texts);
  expect(said).toEqual([0, 1, 2].map((index) => `${RULE} app/${index}.py:9 HIGH`));
  expect(told).toEqual(texts.map(() => 'audit-suppression-without-reason'));
});

test('ignores a comment for another rule, and reports an unknown rule once', async () => {
  const { said, told, report } = await auditOf(
    commented('# perf-harness: ignore missing-rollback because so'),
    commented('# perf-harness: ignore mispelt-rule because so'),
  );
  expect(said).toHaveLength(2);
  expect(told.toSorted()).toEqual(['audit-suppression-unknown', 'audit-suppression-unused']);
  const unknown = report.findings.find(({ id }) => id === 'audit-suppression-unknown');
  expect(unknown?.message).toContain('app/1.py:9');
});

test('reads comments of every language, and ignores prose about them', () => {
  const read = (text: string) => readSuppressions(text).map(({ rule, reason }) => [rule, reason]);
  expect(read('x() // perf-harness: ignore a-rule because of b')).toEqual([['a-rule', 'of b']]);
  expect(read('SELECT 1 -- perf-harness: ignore a-rule because b')).toEqual([['a-rule', 'b']]);
  expect(read('/* perf-harness: ignore a-rule because b */')).toEqual([['a-rule', 'b']]);
  expect(read('# perf-harness: ignore')).toEqual([['', null]]);
  expect(read('write "perf-harness: ignore a-rule because b"')).toEqual([]);
  expect(read('# see perf-harness for what it finds')).toEqual([]);
});
