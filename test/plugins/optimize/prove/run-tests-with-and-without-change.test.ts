/** Tests of a project with and without a change: what fails anyway says nothing about the change. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testChange } from '../../../../plugins/optimize/prove/run-tests-with-and-without-change.ts';
import { keepState } from '../../../../plugins/optimize/strike/save-and-restore-worktree.ts';
import { openWorktrees } from '../../../../plugins/optimize/strike/trial-worktrees.ts';
import { createGitProject } from '../../../support/git-project.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';

const SUM = 'export const sum = (a, b) => a + b;\n';
const RIGHT = SUM.replace('a + b', 'b + a');
const WRONG = SUM.replace('a + b', 'a - b');
/** Prints the names of failing tests as TAP does. */
const RUNNER = `import { sum } from '../src/sum.js';
const failing = ['always fails', ...(sum(1, 2) === 3 ? [] : ['sums'])];
for (const name of failing) console.log('not ok 1 - ' + name);
process.exitCode = 1;
`;
const LINT = "console.log('✖ 3 problems (3 errors, 0 warnings)');\nprocess.exitCode = 1;\n";
/** Fails for the right change only. */
const LINT_OF_CHANGE = `import { readFileSync } from 'node:fs';
if (readFileSync('src/sum.js', 'utf8').includes('b + a')) {
  console.log('✖ 1:28 Write a + b.');
  process.exitCode = 1;
}
`;

/** Runs a test script on a committed project and on a change of it. */
async function tested(
  script: string,
  change: string,
  { lint = LINT, requested = null as string | null } = {},
) {
  const project = createGitProject();
  project.commit('first', {
    'package.json': JSON.stringify({ type: 'module', scripts: { test: script } }),
    'src/sum.js': SUM,
    'test/run.js': RUNNER,
    'test/sum.js': "import { sum } from '../src/sum.js';\nif (sum(1, 2) !== 3) process.exit(1);\n",
    'lint.js': lint,
  });
  const { host } = createInMemoryHost();
  const { signal } = new AbortController();
  const worktrees = await openWorktrees(host, {
    root: project.root,
    slug: 'prove',
    cycle: 1,
    signal,
  });
  try {
    const [base, head] = [await worktrees.open('base'), await worktrees.open('head')];
    host.files.writeAtomic(join(head.root, 'src/sum.js'), change);
    return await testChange(
      { worktree: base, tree: await keepState(base) },
      { worktree: head, tree: await keepState(head) },
      requested,
    );
  } finally {
    await worktrees.close();
    await host.processes.stopAll();
  }
}

it.each([
  ['a test', 'node test/run.js', 'always fails'],
  ['a command of the test script', 'node lint.js && node test/sum.js', 'node lint.js'],
])('%s that fails without the change too is subtracted', async (_, script, before) => {
  expect(await tested(script, RIGHT)).toMatchObject({ state: 'passed', failing_before: [before] });
  expect(await tested(script, WRONG)).toMatchObject({ state: 'failed' });
});

it('a command of the test script is subtracted when the script is named too', async () => {
  const script = 'node lint.js && node test/sum.js';
  const result = await tested(script, RIGHT, { requested: 'npm test' });
  expect(result).toMatchObject({ state: 'passed', failing_before: ['node lint.js'] });
});

it('a failing test is named', async () => {
  expect(await tested('node test/run.js', WRONG)).toMatchObject({ reason: 'sums' });
});

it('the complaint of a linter about the change is no failing test', async () => {
  const result = await tested('node lint.js && node test/sum.js', RIGHT, {
    lint: LINT_OF_CHANGE,
  });
  expect(result).toMatchObject({ state: 'passed', other_failure: '1:28 Write a + b.' });
});

it.each(['node test/run.js --bail', 'node -e 0 && node lint.js'])(
  'tests stay unknown that "%s" may not have run',
  async (script) => {
    expect((await tested(script, WRONG)).state).toBe('fail-before');
  },
);
