import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { dropStrikeBranches, strikeSlug } from '../../../../plugins/team/isolate/lane-branch.ts';
import { committedProject } from '../../../support/git-project.ts';
import { withLightGit } from '../../../support/light-git.ts';

it('TEAM-20: what killed attempts to mend a lane left in the repository goes, and nothing else', async () => {
  const { root, git } = committedProject('first', { 'src/1.ts': 'one\n' });
  const slug = strikeSlug('faster-shop', 'B02');
  const others = [
    `optimize/${strikeSlug('faster-shop', 'B03')}-c1-20260101-000000`,
    `optimize/${strikeSlug('another-shop', 'B02')}-c1-20260101-000000`,
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
  await dropStrikeBranches(
    { host: withLightGit(createHost({ cwd: root })), root, signal: new AbortController().signal },
    slug,
  );
  const left = git('for-each-ref', 'refs/heads', '--format=%(refname:short)').split('\n');
  expect(left).toEqual(['main', ...others].toSorted());
});
