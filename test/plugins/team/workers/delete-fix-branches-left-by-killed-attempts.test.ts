import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  batchApplySlug,
  deleteBatchApplyBranches,
} from '../../../../plugins/team/workers/workstream-git-operations.ts';
import { createCommittedProject } from '../../../support/git-project.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';

it('TEAM-20: deletes only what killed fix attempts for a lane left in the repository', async () => {
  const { root, git } = createCommittedProject('first', { 'src/1.ts': 'one\n' });
  const slug = batchApplySlug('faster-shop', 'B02');
  const others = [
    `optimize/${batchApplySlug('faster-shop', 'B03')}-c1-20260101-000000`,
    `optimize/${batchApplySlug('another-shop', 'B02')}-c1-20260101-000000`,
    'optimize/list-c1-20260101-000000',
    'team/faster-shop/B02',
  ];
  for (const name of [
    `optimize/${slug}-c1-20260101-000000`,
    `optimize/${slug}-c1-20260101-000000-2`,
    ...others,
  ]) {
    git('branch', name);
  }
  await deleteBatchApplyBranches(
    {
      host: withUnguardedGit(createHost({ cwd: root })),
      root,
      signal: new AbortController().signal,
    },
    slug,
  );
  const left = git('for-each-ref', 'refs/heads', '--format=%(refname:short)').split('\n');
  expect(left).toEqual(['main', ...others].toSorted());
});
