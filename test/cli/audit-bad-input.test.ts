/** `perf-harness audit` on unusual project content that no rule was written for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditFinding, AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { AUDIT_CACHE_VARIABLES } from '../support/audit-cache-environment-variables.ts';
import { SLEEPING_HANDLER } from '../support/create-audited-project.ts';
import { createProject } from '../support/run-cli.ts';
import { type CommandResult, runCommandInProcess } from '../support/run-command-in-process.ts';

const runAudit = (root: string, ...args: readonly string[]): Promise<CommandResult> =>
  runCommandInProcess(['audit', ...args], { cwd: root, env: AUDIT_CACHE_VARIABLES, isLight: true });
const findingsOf = (report: AuditReport): readonly AuditFinding[] =>
  report.categories.flatMap((category) =>
    category.status === 'completed' ? category.findings : [],
  );

const REQUIREMENTS = 'fastapi==0.115\nsqlalchemy==2.0\n';
const SECRET = 's3cr3t-w0rd';
const MARKUP = 'app/<img src=x onerror=alert(1)>.py';
const sleepingLines = (end: string, ...more: readonly string[]): string =>
  [
    'import time',
    'from fastapi import FastAPI',
    'app = FastAPI()',
    '',
    '@app.get("/slow")',
    'async def slow():',
    ...more,
    '    time.sleep(1)',
    '',
  ].join(end);

describe('a project with all kinds of bad files', () => {
  let root: string;
  let report: AuditReport;
  let result: CommandResult;

  beforeAll(async () => {
    root = createProject({
      'requirements.txt': REQUIREMENTS,
      'app/main.py': SLEEPING_HANDLER,
      'app/broken.py': 'def (:\n  ]]] => {{{ :: !!\n'.repeat(20),
      'app/huge.py': 'value = 1\n'.repeat(200_000),
      'src/minified.js': `var a=1;${'function b(){return a};'.repeat(500)}`,
      'app/nul.py': 'value = 1\0\n',
      'app/crlf.py': sleepingLines('\r\n'),
      'app/answered.py': sleepingLines(
        '\r\n',
        '    # perf-harness: ignore sync-sleep-in-async because the device needs it',
      ),
      'app/no_reason.py': sleepingLines('\n', '    # perf-harness: ignore sync-sleep-in-async'),
      'app/one.py': `from app import two\n${SLEEPING_HANDLER}`,
      'app/two.py': 'from app import one\n\ndef both():\n    return one.slow()\n',
      [MARKUP]: SLEEPING_HANDLER,
      'app/secrets.py': `import psycopg2
import requests
from sqlalchemy import create_engine

engine = create_engine("postgresql://app:${SECRET}@db/app")

async def ask():
    requests.get("https://user:${SECRET}@host/x")
    connection = psycopg2.connect("host=db password=${SECRET}")
    connection.cursor().execute("select 1")
    other = psycopg2.connect(host="db", password="${SECRET}")
    other.cursor().execute("select 1")
`,
      'alembic/versions/one.py':
        'from alembic import op\n\ndef upgrade():\n    op.execute(f"CREATE TRIGGER t AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION f()")\n',
      'migrations/one.sql': 'create table a (id int);\n',
      'services/orders/migrations/one.sql': 'create table b (id int);\n',
    });
    writeFileSync(
      join(root, 'app/latin.py'),
      Buffer.from(`# caf\xe9\n${SLEEPING_HANDLER}`, 'latin1'),
    );
    mkdirSync(join(root, 'app/folder.py'));
    symlinkSync('..', join(root, 'app/loop'));
    symlinkSync('/etc/hostname', join(root, 'app/outside.py'));
    symlinkSync('nowhere.py', join(root, 'app/gone.py'));
    execFileSync('git', ['init', '-q'], { cwd: root });
    const reporters = ['json', 'html=a.html', 'sarif=a.sarif', 'markdown=a.md', 'agent=a.txt'];
    const words = reporters.flatMap((reporter) => ['--reporter', reporter]);
    result = await runAudit(root, '--with', 'lifecycle', ...words);
    report = JSON.parse(result.out);
  });

  test('completes all auditors without any error output on the way', () => {
    expect(report.categories.map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => 'completed'),
    );
    expect(result.err).not.toMatch(/\bat \S+ \(|node:internal/u);
    expect(result.code).toBe(0);
  });

  test('lists files that were not read, with the reason', () => {
    const skipped = new Map(report.skipped.map(({ file, reason }) => [file, reason]));
    expect(skipped.get('app/broken.py')).toMatch(/could not be parsed as Python/u);
    expect(skipped.get('app/huge.py')).toBe('the file is larger than 1 MB');
    expect(skipped.get('src/minified.js')).toBe('the file is minified');
    expect(skipped.get('app/nul.py')).toBe('the file is not a text file');
    expect(skipped.get('app/gone.py')).toBe('the file cannot be read');
    expect(skipped.has('app/main.py')).toBe(false);
  });

  test('reports correct places for any line ending and for text that is not UTF-8', () => {
    const places = findingsOf(report)
      .filter(({ rule }) => rule === 'sync-sleep-in-async')
      .map(({ location }) => location);
    expect(places.sort()).toEqual([
      `${MARKUP}:9`,
      'app/crlf.py:7',
      'app/latin.py:10',
      'app/main.py:9',
      'app/no_reason.py:8',
      'app/one.py:10',
    ]);
  });

  test('suppresses a finding by a comment in a CRLF file, but not by a comment without a reason', () => {
    const runtime = report.categories[2];
    const suppressed = runtime?.status === 'completed' ? runtime.suppressed : [];
    expect(suppressed.map(({ finding }) => finding.location)).toEqual(['app/answered.py:8']);
    expect(report.findings.map(({ id }) => id)).toContain('audit-suppression-without-reason');
  });

  test('reports SQL that is built at run time, and knows every folder of migrations', () => {
    expect(report.context.unread.map(({ file }) => file)).toContain('alembic/versions/one.py');
    expect([...report.context.migrations].sort()).toEqual([
      'alembic/versions',
      'migrations',
      'services/orders/migrations',
    ]);
  });

  test('writes no password and no markup of a file name into any output', () => {
    const [kept = ''] = readdirSync(join(root, '.perf-harness/audits'));
    const folder = join(root, '.perf-harness/audits', kept);
    const outputs = [
      ...['a.html', 'a.sarif', 'a.md', 'a.txt'].map((name) => join(root, name)),
      ...readdirSync(folder).map((name) => join(folder, name)),
    ];
    expect(outputs.length).toBeGreaterThan(10);
    expect(outputs.filter((path) => readFileSync(path, 'utf8').includes(SECRET))).toEqual([]);
    expect(result.out).not.toContain(SECRET);
    expect(result.err).not.toContain(SECRET);
    // They are found all the same.
    expect(findingsOf(report).filter(({ file }) => file === 'app/secrets.py').length).toBe(7);
    // File names that are markup remain names.
    expect(readFileSync(join(root, 'a.html'), 'utf8')).not.toContain('<img src=x');
    const sarif = readFileSync(join(root, 'a.sarif'), 'utf8');
    expect(sarif).toContain('%3Cimg%20src%3Dx');
    expect(sarif).not.toMatch(/"uri": ?"[^"]*<img/u);
  });
});

describe('a project without anything to audit', () => {
  test('fails and says so when it has no file', async () => {
    const { code, out } = await runAudit(createProject(), '--reporter', 'json');
    const report: AuditReport = JSON.parse(out);
    expect(code).toBe(1);
    expect(report.self_check.filter(({ done }) => !done).map(({ item }) => item)).toEqual([
      'stack found',
      'scores computed',
    ]);
    expect(report.overall_score).toBeNull();
    expect(findingsOf(report)).toEqual([]);
  });

  test('names the auditors that do not apply and runs the others, without database or async code', async () => {
    const root = createProject({
      'tool.py': `def text(rows):
    result = ""
    for row in rows:
        result += f"{row}"
    return result
`,
    });
    const { code, out } = await runAudit(root, '--reporter', 'json');
    const report: AuditReport = JSON.parse(out);
    expect(code).toBe(0);
    expect(findingsOf(report).map(({ rule }) => rule)).toEqual(['string-concat-in-loop']);
    expect(report.findings).toEqual([
      {
        id: 'audit-nothing-to-look-for',
        level: 'info',
        message:
          'Query Efficiency and Transaction Correctness had nothing to check: the project has no database and no ORM.',
      },
    ]);
  });
});

test('reports all of 120 findings', async () => {
  const root = createProject({
    'requirements.txt': REQUIREMENTS,
    'app/main.py': SLEEPING_HANDLER + '    time.sleep(1)\n'.repeat(119),
  });
  const { code, out } = await runAudit(root, '--reporter', 'json', '--reporter', 'sarif=a.sarif');
  const report: AuditReport = JSON.parse(out);
  expect(code).toBe(0);
  expect(report.severity_summary.high).toBe(120);
  expect(report.overall_score).toBe(6.7);
  const sarif = JSON.parse(readFileSync(join(root, 'a.sarif'), 'utf8'));
  expect(sarif.runs[0].results).toHaveLength(120);
});
