/** Known findings do not count again, wherever they move to. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { openBaseline } from '../../../../plugins/audit/filters/suppress-by-baseline.ts';
import { FAILED_CATEGORY } from '../../../support/audit-category-results.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../../support/create-audited-project.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';

const host = withUnguardedGit(createHost());
const file = (): string => join(mkdtempSync(join(tmpdir(), 'audit-baseline-')), 'audit.json');
const answersOf = (path: string, isUpdated: boolean) => ({
  answers: { baseline: openBaseline(host, path, isUpdated), changed: null },
  failOn: 'LOW' as const,
});

test('passes the audit that writes a baseline, and the next audit as well', async () => {
  const path = file();
  const { audit } = createAuditedProject({ 'app/main.py': SLEEPING_HANDLER });
  expect((await audit(answersOf(path, true))).report.verdict).toBe('pass');
  const { report, said } = await audit(answersOf(path, false));
  expect(said).toEqual([]);
  expect(report.verdict).toBe('pass');
  expect(report.categories[2]).toMatchObject({
    suppressed: [{ by: 'baseline', finding: { rule: 'sync-sleep-in-async' } }],
  });
  expect(JSON.parse(readFileSync(path, 'utf8')).findings).toHaveLength(1);
});

test('recognises lines that moved; reports a copy of them and another defect as new', async () => {
  const path = file();
  const files = (moved: string, grown: string, copied: string) =>
    createAuditedProject({ 'app/moved.py': moved, 'app/grown.py': grown, 'app/copied.py': copied });
  await files(SLEEPING_HANDLER, SLEEPING_HANDLER, SLEEPING_HANDLER).audit(answersOf(path, true));
  const { said } = await files(
    SLEEPING_HANDLER.replace('import time\n', 'import time\n\n\n# more\n'),
    `${SLEEPING_HANDLER}\n@app.get("/other")\nasync def other():\n    time.sleep(2)\n`,
    `${SLEEPING_HANDLER}\n${SLEEPING_HANDLER.slice(SLEEPING_HANDLER.indexOf('@app'))}`,
  ).audit(answersOf(path, false));
  expect(said).toEqual([
    'sync-sleep-in-async app/copied.py:13 HIGH',
    'sync-sleep-in-async app/grown.py:13 HIGH',
  ]);
});

test('rejects a missing baseline, invalid JSON or another version, with a remedy', () => {
  const path = file();
  const refused = { code: 'audit-baseline', remedy: expect.stringContaining('--update-baseline') };
  expect(() => openBaseline(host, path, false)).toThrow(expect.objectContaining(refused));
  writeFileSync(path, '{');
  expect(() => openBaseline(host, path, false)).toThrow(expect.objectContaining(refused));
  writeFileSync(path, '{"schema":"perf-harness/audit-baseline@2","findings":[]}');
  expect(() => openBaseline(host, path, false)).toThrow(/audit-baseline@2.*audit-baseline@1/u);
});

test('keeps the baseline unchanged when an auditor failed', async () => {
  const path = file();
  writeFileSync(path, 'as it was');
  const { report } = await createAuditedProject({ 'app/main.py': SLEEPING_HANDLER }).audit({
    ...answersOf(path, true),
    workers: { start: async () => FAILED_CATEGORY },
  });
  expect(readFileSync(path, 'utf8')).toBe('as it was');
  expect(report.findings.map(({ id }) => id)).toContain('audit-baseline-kept');
});
