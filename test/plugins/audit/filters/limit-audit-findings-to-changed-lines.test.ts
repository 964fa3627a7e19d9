/** Only lines that a change has touched count. */
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  parseDiff,
  readChangedLines,
} from '../../../../plugins/audit/filters/lines-changed-since-git-revision.ts';
import { createAuditedProject, SLEEPING_HANDLER } from '../../../support/create-audited-project.ts';
import { createGitProject } from '../../../support/git-project.ts';
import { writeFiles } from '../../../support/run-cli.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';

const { signal } = new AbortController();

test('reports a new defect and a defect in an untracked file, but not an old defect', async () => {
  const { root, commit } = createGitProject();
  commit('first', { 'app/main.py': SLEEPING_HANDLER, 'app/old.py': SLEEPING_HANDLER });
  const added = `${SLEEPING_HANDLER}\n@app.get("/b")\nasync def other():\n    time.sleep(2)\n`;
  writeFiles(root, { 'app/main.py': added, 'app/new.py': SLEEPING_HANDLER });
  const changed = await readChangedLines(withUnguardedGit(createHost()), root, 'main', signal);
  const { said, report } = await createAuditedProject({}, root).audit({
    answers: { baseline: null, changed },
  });
  expect(said).toEqual([
    'sync-sleep-in-async app/main.py:13 HIGH',
    'sync-sleep-in-async app/new.py:9 HIGH',
  ]);
  expect(report.findings).toMatchObject([
    {
      id: 'audit-unchanged',
      level: 'info',
      message: expect.stringContaining('2 findings are on lines unchanged since main'),
    },
  ]);
});

test('compares a folder of a repository by its own paths', async () => {
  const { root, commit } = createGitProject();
  commit('first', { 'service/app/main.py': SLEEPING_HANDLER, 'main.py': SLEEPING_HANDLER });
  writeFiles(root, { 'service/app/main.py': SLEEPING_HANDLER.replace('sleep(1)', 'sleep(3)') });
  const changed = await readChangedLines(
    withUnguardedGit(createHost()),
    `${root}/service`,
    'HEAD',
    signal,
  );
  expect(changed.has('app/main.py', 9, 9)).toBe(true);
  expect(changed.has('app/main.py', 8, 8)).toBe(false);
  expect(changed.has('main.py', 9, 9)).toBe(false);
});

test('rejects a ref that git does not know, and a ref that looks like an option', async () => {
  const { root, commit } = createGitProject();
  commit('first', { 'a.py': '' });
  for (const ref of ['nowhere', '--output=x']) {
    await expect(
      readChangedLines(withUnguardedGit(createHost()), root, ref, signal),
    ).rejects.toMatchObject({
      code: 'changed-ref',
      exitCode: 6,
    });
  }
});

test('reads lines of a hunk that look like a file header as lines', () => {
  const diff = ['--- a/x.sql', '+++ b/x.sql', '@@ -1 +1,2 @@', '--- b/y', '+++ b/z', '+two'];
  expect([...parseDiff(diff.join('\n'))]).toEqual([['x.sql', [[1, 2]]]]);
});

test('marks no line of the new file as changed for removed lines alone', () => {
  const diff = [
    '--- a/x.py',
    '+++ b/x.py',
    '@@ -3,2 +2,0 @@',
    '-a',
    '-b',
    '@@ -9 +7 @@',
    '-c',
    '+d',
  ];
  expect([...parseDiff(diff.join('\n'))]).toEqual([['x.py', [[7, 7]]]]);
});
