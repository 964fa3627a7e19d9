import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { Completion } from '../../../../plugins/team/session/task-completion.ts';
import { verifyCompletion } from '../../../../plugins/team/workers/worker-processes.ts';
import { createCommittedProject } from '../../../support/git-project.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { createWorkerReport } from '../../../support/scripted-team-worker-reports.ts';

const TASK = { id: 'IMPL-B01', role: 'optimizer' } as const;

function changed() {
  const project = createCommittedProject('first', {
    'app/src/a.js': '1\n',
    'app/src/b.js': '1\n',
    'x.md': '',
  });
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('second', { 'app/src/a.js': '2\n', 'x.md': 'more\n' });
  const root = `${project.root}/app`;
  const verify = (ref: string | null, files: readonly string[]): Promise<Completion> =>
    verifyCompletion(
      {
        host: withUnguardedGit(createHost({ cwd: root })),
        root,
        signal: new AbortController().signal,
      },
      base,
      TASK,
      {
        ...createWorkerReport({ id: TASK.id, expected: 'x' }, { role: 'optimizer' }),
        ref,
        files_modified: [...files],
      },
    );
  return { project, base, head, verify };
}

it('TPW-05: detects by git that a worker lies about files', async () => {
  const { head, verify } = changed();
  const reasonOf = async (files: readonly string[]) => {
    const completion = await verify(head, files);
    return completion.status === 'failed' ? completion.reason : completion.status;
  };
  expect(await reasonOf(['src/a.js', '../x.md'])).toBe('completed');
  expect(await reasonOf(['src/a.js'])).toBe(
    "the worker's report is inaccurate: the worker changed ../x.md without reporting it",
  );
  expect(await reasonOf(['src/a.js', '../x.md', 'src/b.js'])).toBe(
    "the worker's report is inaccurate: the worker reported changes to src/b.js that it did not make",
  );
});

it('TPW-05: rejects a change without a commit, with a foreign commit, or with an empty commit', async () => {
  const { project, base, verify } = changed();
  project.git('checkout', '--quiet', '--orphan', 'other');
  const other = project.commit('other');
  for (const [ref, why] of [
    [null, 'names no commit'],
    [other, 'is not a commit on top of'],
    ['0000000000000000000000000000000000000000', 'is not a commit on top of'],
    ['--output=/tmp/x', 'is not a commit on top of'],
    [base, 'changes no file'],
  ] as const) {
    const completion = await verify(ref, []);
    expect(completion).toMatchObject({ status: 'failed', reason: expect.stringContaining(why) });
  }
});
