/** An unchanged project is not inspected again; a change of any input of a result recomputes it. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost, type Host } from '../../../harness/host.ts';
import { type AuditCacheKey, openAuditCache } from '../../../plugins/audit/audit-cache.ts';
import {
  auditFinding,
  completedCategory,
  FAILED_CATEGORY,
} from '../../support/audit-category-results.ts';
import { EMPTY_AUDIT_CONTEXT } from '../../support/audit-fixture-files.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../support/create-audited-project.ts';
import { writeFiles } from '../../support/run-cli.ts';

let folder = '';
let root = '';
const { signal } = new AbortController();
const ASKED: AuditCacheKey = {
  settings: { exclude: null, rule_files: [] },
  domain: null,
  auditors: ['651', '652', '653'],
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-answers-'));
  root = join(folder, 'project');
  writeFiles(root, { 'app/main.py': SLEEPING_HANDLER });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file written just now may change once more without a tick of the file system's clock. */
const SETTLED_MS = 60_000;
function host(): Host {
  const real = createHost({ env: { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') } });
  return { ...real, clock: { ...real.clock, now: () => new Date(Date.now() + SETTLED_MS) } };
}
const open = (asked: Partial<AuditCacheKey> = {}) =>
  openAuditCache(host(), root, { ...ASKED, ...asked }, signal);
const ANSWERS = {
  discovered: { context: EMPTY_AUDIT_CONTEXT, sources: 1, skipped: [] },
  categories: [completedCategory([auditFinding()])],
};
async function keepAnswers(): Promise<void> {
  (await open()).store(ANSWERS);
}

test('does not inspect an unchanged project again, and reports the same', async () => {
  const project = createAuditedProject({}, root);
  const first = await project.audit({ workers: { cache: await open() } });
  expect(first.said).toEqual(['sync-sleep-in-async app/main.py:9 HIGH']);
  const second = await project.audit({
    workers: {
      cache: await open(),
      discover: () => Promise.reject(new Error('it was looked at')),
      start: () => Promise.reject(new Error('it was looked at')),
    },
  });
  expect(second.said).toEqual(first.said);
  expect(second.report.categories).toEqual(first.report.categories);
  expect(second.report.context).toEqual(first.report.context);
});

test.each<readonly [string, () => void]>([
  ['changed', () => writeFiles(root, { 'app/main.py': SLEEPING_HANDLER.replace('(1)', '(2)') })],
  [
    'changed with its old size and time',
    () => {
      writeFiles(root, { 'app/main.py': SLEEPING_HANDLER.replace('(1)', '(2)') });
      utimesSync(join(root, 'app/main.py'), 1, 1);
    },
  ],
  ['new', () => writeFiles(root, { 'requirements.txt': 'sqlalchemy\n' })],
  ['gone', () => rmSync(join(root, 'app/main.py'))],
])('inspects the project when a file is %s', async (_, change) => {
  await keepAnswers();
  expect((await open()).results).toEqual(ANSWERS);
  change();
  expect((await open()).results).toBeNull();
});

test('gives another answer to another question', async () => {
  const rules = join(folder, 'rules.yml');
  writeFileSync(rules, 'a');
  const asked = { settings: { exclude: null, rule_files: [rules] } };
  (await open(asked)).store(ANSWERS);
  expect((await open()).results).toBeNull();
  expect((await open({ auditors: ['651'] })).results).toBeNull();
  expect((await open({ domain: { name: 'app', path: 'app' } })).results).toBeNull();
  expect((await open(asked)).results).toEqual(ANSWERS);
  writeFileSync(rules, 'b');
  expect((await open(asked)).results).toBeNull();
});

test.each([
  ['an auditor', FAILED_CATEGORY],
  [
    'a rule',
    completedCategory([], {
      checks: [{ id: 'a', name: 'A', status: 'error', details: 'it does not end' }],
    }),
  ],
])('asks %s that failed again', async (_, category) => {
  (await open()).store({ ...ANSWERS, categories: [category] });
  expect((await open()).results).toBeNull();
});

test('stores nothing when a file was written just now and may change again unseen', async () => {
  const now = () => new Date(statSync(join(root, 'app/main.py')).ctimeMs + 10);
  const clock = { ...host().clock, now };
  (await openAuditCache({ ...host(), clock }, root, ASKED, signal)).store(ANSWERS);
  expect((await open()).results).toBeNull();
});

test('ignores a damaged file', async () => {
  await keepAnswers();
  const place = join(folder, 'cache/audits');
  const [name = ''] = readdirSync(place);
  const path = join(place, name);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -10));
  expect((await open()).results).toBeNull();
});
