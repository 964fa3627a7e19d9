/** `perf-harness audit` as a command: options, exit codes and the files it leaves. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AUDIT_CACHE_VARIABLES } from '../support/audit-cache-environment-variables.ts';
import { SLEEPING_HANDLER } from '../support/create-audited-project.ts';
import { createProject, runCli } from '../support/run-cli.ts';
import { type CommandResult, runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const FILES = { 'app/main.py': SLEEPING_HANDLER, 'requirements.txt': 'fastapi==0.115\n' };
const runAudit = (root: string, ...args: readonly string[]): Promise<CommandResult> =>
  runCommandInProcess(['audit', ...args], { cwd: root, env: AUDIT_CACHE_VARIABLES, isLight: true });

describe('audit', () => {
  test('SH6-07: finds in separate processes, and stores everything in .perf-harness/audits', async () => {
    const root = createProject(FILES);
    const words = ['audit', '--fail-on', 'high', '--reporter', 'json'];
    const { code, out, err } = await runCli(words, { cwd: root, env: AUDIT_CACHE_VARIABLES });
    expect(err).toBe('');
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report.categories[2].findings[0].location).toBe('app/main.py:9');
    expect(readdirSync(root).sort()).toEqual([
      '.perf-harness',
      'app',
      'package.json',
      'requirements.txt',
    ]);
    const [folder = ''] = readdirSync(join(root, '.perf-harness/audits'));
    const kept = readdirSync(join(root, '.perf-harness/audits', folder));
    expect(kept.filter((name) => name === 'task.json')).toHaveLength(1);
    expect(kept).toEqual(
      expect.arrayContaining(['651.md', '652.envelope.json', '653.md', 'report.md', 'report.json']),
    );
  });

  test.each([
    [['--fail-on', 'bad'], /--fail-on takes critical, high, medium, low; found "bad"/u],
    [['--update-baseline'], /--update-baseline needs --baseline, which names the file to write/u],
    [['nowhere'], /audit takes a folder; there is no folder at nowhere/u],
    [['--with', 'wardrobe'], /--with takes lifecycle; found "wardrobe"/u],
    [['--domain', 'x=../other'], /--domain takes a folder below the audited folder/u],
    [['--domain', 'x=app/../../other'], /--domain takes a folder below/u],
    [['--baseline', 'app'], /Cannot/u],
    [['--baseline', 'nowhere.json'], /Cannot use the baseline.*no such file/su, 6],
    [['--baseline', 'old.json'], /has schema perf-harness\/audit-baseline@0, but this/u, 6],
    [['--changed', 'HEAD'], /git cannot list the changes since HEAD/u, 6],
    [['--config', 'rules.yaml'], /rules\.yml:\s+x\.metadata\.severity/u],
  ])('refuses %j before anything is inspected', async (words, message, expected = 2) => {
    const root = createProject({
      ...FILES,
      'old.json': '{"schema":"perf-harness/audit-baseline@0","findings":[]}',
      'rules.yaml': 'codeRules: rules.yml\n',
      'rules.yml':
        'id: x\nlanguage: Python\nmessage: m\nrule: { kind: call }\nmetadata: { check: over_fetching }\n',
    });
    const { code, err } = await runAudit(root, ...words);
    expect(err.replace(/\s+/gu, ' ')).toMatch(message);
    expect(code).toBe(expected);
    expect(readdirSync(root)).not.toContain('.perf-harness');
  });

  test('AUD-03: is started by no other command', async () => {
    const root = createProject(FILES);
    const words = ['run', '--trials', '3', '--', 'node', '--version'];
    const executors = createScriptedExecutors(drawWallTimes(() => 5));
    const { code, err } = await runCommandInProcess(words, { cwd: root, executors });
    expect(code, err).toBe(0);
    const kept = readdirSync(join(root, '.perf-harness'));
    expect(kept).toContain('runs');
    expect(kept).not.toContain('audits');
  });
});

test('lists suspected findings and fails by them only with --suspected', async () => {
  const root = createProject({
    'tool.py': `def text(rows):
    result = ""
    for row in rows:
        result += f"{row}"
    return result
`,
  });
  const words = ['--fail-on', 'low', '--reporter', 'terminal', '--reporter', 'sarif=a.sarif'];
  const resultsOf = (): readonly unknown[] =>
    JSON.parse(readFileSync(join(root, 'a.sarif'), 'utf8')).runs[0].results;
  const { code, out } = await runAudit(root, ...words);
  expect(code).toBe(0);
  expect(out).toMatch(/^✓ PASS {2}no measured or certain findings; 1 suspected\n/u);
  expect(out).not.toContain('tool.py');
  expect(resultsOf()).toEqual([]);
  const strict = await runAudit(root, ...words, '--suspected');
  expect(strict.code).toBe(1);
  expect(strict.out).toContain('MEDIUM suspected  tool.py:4: ');
  expect(resultsOf()).toHaveLength(1);
});

test('L654-01: --with enables a pack', async () => {
  const root = createProject({
    'requirements.txt': 'fastapi==0.115\nsqlalchemy==2.0\n',
    'app/main.py': `from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker()


def names():
    # perf-harness: ignore error-path-without-cleanup because this is another one
    db = SessionLocal()
    return db.query(1).all()
`,
  });
  const without = await runAudit(root, '--reporter', 'json');
  expect(JSON.parse(without.out).categories).toHaveLength(3);
  // A comment for a rule of a pack that is not enabled is reported neither as unknown nor as stale.
  expect(without.out).not.toContain('error-path-without-cleanup');
  const words = ['--with', 'lifecycle', '--fail-on', 'high', '--reporter', 'json'];
  const { code, out } = await runAudit(root, ...words, '--suspected');
  expect(code).toBe(1);
  const [, , , lifecycle] = JSON.parse(out).categories;
  expect(lifecycle).toMatchObject({ auditor: '654', status: 'completed' });
  expect(lifecycle.findings[0].location).toBe('app/main.py:8');
});
