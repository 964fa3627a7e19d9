/** Opens worktrees for the given project, prints a line, and waits to be killed. */
import { createHost } from '../../harness/host.ts';
import { openWorktrees } from '../../plugins/optimize/strike/trial-worktrees.ts';

const { signal } = new AbortController();
const trees = await openWorktrees(createHost(), {
  root: process.argv[2] ?? '',
  slug: 'killed',
  cycle: 1,
  signal,
});
await trees.open('head');
await trees.open('base');
process.stdout.write('open\n');
setInterval(() => undefined, 1_000);
