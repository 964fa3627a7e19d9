import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files } from '../../../../harness/host/file-operations.ts';
import {
  changesBetween,
  restoreState,
  sizeBetween,
} from '../../../../plugins/optimize/strike/save-and-restore-worktree.ts';
import {
  openWorktrees,
  type Worktree,
} from '../../../../plugins/optimize/strike/trial-worktrees.ts';
import {
  addTaskResult,
  applyHypotheses,
  type ImplementRequest,
  implementChange,
} from '../../../../plugins/team/optimizer/implement-change.ts';
import { planFile } from '../../../../plugins/team/session/session-artifact-paths.ts';
import type { PlannedOptimization } from '../../../../plugins/team/strategist/optimization-plan.ts';
import {
  formatPlan,
  formatPlanBlock,
} from '../../../../plugins/team/strategist/optimization-plan-text.ts';
import {
  listTargetFiles,
  readAssignment,
} from '../../../../plugins/team/strategist/read-assigned-plan.ts';
import {
  createHypothesis,
  createHypothesisProject,
  createLinePatch,
  digestProject,
  type HypothesisProject,
} from '../../../support/optimization-hypothesis-project.ts';

const { signal } = new AbortController();
const A = ['export const a = 1;', 'export const sum = (x) => x + 1;', ''];
const B = ['export const b = 1;', ''];
const TEST = `import assert from 'node:assert';
import test from 'node:test';
import { sum } from './src/a.js';
test('adds', () => assert.equal(sum(1), 2));
test('was never right', () => assert.equal(sum(1), 5));
`;
const FILES = {
  'package.json': '{"type":"module"}\n',
  'src/a.js': A.join('\n'),
  'src/b.js': B.join('\n'),
  'settings.json': '{\n  "pool": {\n    "size": 2\n  }\n}\n',
  'test.js': TEST,
};

/** Runs a callback in a worktree of a new project. */
async function inWorktree(
  work: (worktree: Worktree, project: HypothesisProject) => Promise<void>,
): Promise<void> {
  const project = createHypothesisProject(FILES);
  const { host, root } = project;
  const before = digestProject(root);
  const trees = await openWorktrees(host, { root, slug: 'sample', cycle: 1, signal });
  try {
    await work(await trees.open('work'), project);
  } finally {
    await trees.close();
  }
  // The user's own tree is unaffected.
  expect(digestProject(root)).toEqual(before);
}

const write =
  (changes: Readonly<Record<string, string>>): ImplementRequest['change'] =>
  async ({ host, root }) => {
    for (const [path, text] of Object.entries(changes)) {
      host.files.writeAtomic(join(root, path), text);
    }
    return [];
  };
const requestOf = (
  { root }: HypothesisProject,
  change: ImplementRequest['change'],
  more: Partial<ImplementRequest> = {},
): ImplementRequest => ({
  root,
  testCommand: null,
  scope: ['src/a.js'],
  planned: ['src/a.js'],
  change,
  ...more,
});
const textOf = ({ host, root }: Worktree, path: string): string | null =>
  host.files.read(join(root, path));

const planned = (
  number: number,
  priority: PlannedOptimization['priority'],
): PlannedOptimization => ({
  id: `OPT-00${number}`,
  title: `improves ${number}`,
  priority,
  target_bottleneck: 'work',
  target_files: [`src/${number}.js`],
  strategy: 'cache',
  expected_improvement: { metric: 'wall_time', percent: 20 },
  risk: 'Low',
  success_criteria: [{ scenario: null, metric: 'wall_time', op: 'improves by', value: 20 }],
  guidance: ['Do it.'],
});

test('TPO-01: reads for a branch its own improvement, and never the plan of the others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-assignment-'));
  const own = join(folder, 'artifacts/branches/B02/optimization-detail.md');
  const plan = [planned(1, 'P2'), planned(2, 'P0')];
  files.writeAtomic(join(folder, 'artifacts/optimization-plan.md'), formatPlan(plan));
  expect(() => readAssignment(files, folder, 'B02')).toThrow(own);
  files.writeAtomic(own, formatPlanBlock(planned(2, 'P0')));
  const opened: string[] = [];
  const read = (path: string) => {
    opened.push(path);
    return files.read(path);
  };
  expect(readAssignment({ read }, folder, 'B02')).toEqual([planned(2, 'P0')]);
  expect(opened).toEqual([own]);
});

test('TEAM-29: names the expected path of a missing plan', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-assignment-'));
  for (const lane of ['main', 'A', 'B02']) {
    expect(() => readAssignment(files, folder, lane)).toThrow(
      `There is no improvement plan at ${join(folder, planFile(lane))}.`,
    );
  }
});

describe('TPO-02: the order and the files of a change', () => {
  test('begins a single run with the most urgent improvement', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-assignment-'));
    const plan = [planned(1, 'P2'), planned(2, 'P0'), planned(3, 'P2')];
    files.writeAtomic(join(folder, 'artifacts/optimization-plan.md'), formatPlan(plan));
    const read = readAssignment(files, folder, 'main');
    expect(read.map(({ id }) => id)).toEqual(['OPT-002', 'OPT-001', 'OPT-003']);
    expect(listTargetFiles(read)).toEqual(['src/1.js', 'src/2.js', 'src/3.js']);
  });

  test('TPO-05: reverts the whole change for a file outside the scope, or planned and unchanged', async () => {
    await inWorktree(async (worktree, project) => {
      const change = write({ 'src/a.js': '// faster\n', 'src/b.js': '// too\n', 'new.js': '' });
      const planned = ['src/a.js', 'settings.json'];
      const request = requestOf(project, change, { scope: planned, planned });
      expect(await implementChange(worktree, request)).toEqual({
        state: 'failed',
        problems: [
          'new.js was changed but is not a target file',
          'src/b.js was changed but is not a target file',
          'settings.json is planned but was not changed',
        ],
      });
      expect(textOf(worktree, 'src/a.js')).toBe(FILES['src/a.js']);
      expect(textOf(worktree, 'new.js')).toBeNull();
    });
  });
});

test('TPO-03, TPO-04: applies and reverts a patch, reported by its size in lines, of two files and one configuration value', async () => {
  await inWorktree(async (worktree, project) => {
    const patch = `${createLinePatch('src/a.js', A.slice(0, 2), 0, 'export const a = 2;')}${createLinePatch('src/b.js', B.slice(0, 1), 0, 'export const b = 2;')}`;
    const both = ['src/a.js', 'src/b.js'];
    const change = applyHypotheses([
      createHypothesis('H1', { kind: 'patch', patch }, { files_to_modify: both }),
      createHypothesis(
        'H2',
        { kind: 'config', file: 'settings.json', path: ['pool', 'size'], value: 9 },
        { files_to_modify: ['settings.json'] },
      ),
    ]);
    const scope = [...both, 'settings.json'];
    const start = worktree.host.files.read(join(worktree.root, 'settings.json'));
    const done = await implementChange(
      worktree,
      requestOf(project, change, { scope, planned: scope }),
    );
    if (done.state === 'failed') throw new Error(done.problems.join('; '));
    const { added, removed } = await sizeBetween(worktree, done.before.tree, done.tree);
    expect([added, removed]).toEqual([3, 3]);
    expect(await changesBetween(worktree, done.before.tree, done.tree)).toMatchObject(
      scope.toSorted().map((path) => ({ path, change: 'changed' })),
    );
    expect(textOf(worktree, 'src/b.js')).toContain('b = 2');
    expect(textOf(worktree, 'settings.json')).toBe(FILES['settings.json'].replace('2', '9'));
    await restoreState(worktree, 'HEAD');
    expect(textOf(worktree, 'settings.json')).toBe(start);
    expect(textOf(worktree, 'src/a.js')).toBe(FILES['src/a.js']);
  });
});

test('TPO-03: lets a program change several files, within the scope or not at all', async () => {
  await inWorktree(async (worktree, project) => {
    const both = ['src/a.js', 'src/b.js'];
    const code = `for (const file of ${JSON.stringify(both)}) require('fs').appendFileSync(file, '// by it\\n')`;
    const argv = [process.execPath, '-e', code] as const;
    const change = applyHypotheses([
      createHypothesis('H1', { kind: 'command', argv: [...argv] }, { files_to_modify: both }),
    ]);
    const request = requestOf(project, change, { scope: both, planned: both });
    expect(await implementChange(worktree, request)).toMatchObject({ state: 'done' });
    expect(textOf(worktree, 'src/b.js')).toBe(`${FILES['src/b.js']}// by it\n`);
    await restoreState(worktree, 'HEAD');
    const narrow = requestOf(project, change, { scope: ['src/a.js'], planned: ['src/a.js'] });
    expect(await implementChange(worktree, narrow)).toMatchObject({
      problems: ['src/b.js was changed but is not a target file'],
    });
    expect(textOf(worktree, 'src/a.js')).toBe(FILES['src/a.js']);
  });
});

test('TPW-03: stops at the third change that cannot be applied, and leaves the rest alone', async () => {
  await inWorktree(async (worktree, project) => {
    const wrong = createLinePatch('src/a.js', ['nothing of the sort', B[0] ?? ''], 0, 'no');
    const right = createLinePatch('src/b.js', B.slice(0, 1), 0, 'export const b = 2;');
    const patched = (id: string, patch: string) =>
      createHypothesis(id, { kind: 'patch', patch }, { files_to_modify: ['src/b.js'] });
    const line = (errors: number) => [
      ...Array.from({ length: errors }, (_, at) => patched(`H${at + 1}`, wrong)),
      patched('H8', right),
      patched('H9', wrong),
    ];
    expect(await applyHypotheses(line(2))(worktree)).toHaveLength(3);
    expect(textOf(worktree, 'src/b.js')).toContain('b = 2');
    await restoreState(worktree, 'HEAD');
    const problems = await applyHypotheses(line(3))(worktree);
    expect(problems).toHaveLength(4);
    expect(problems.at(-1)).toBe('hypotheses not tried because of the preceding failures: H8, H9');
    expect(textOf(worktree, 'src/b.js')).toBe(FILES['src/b.js']);
    const { state } = await implementChange(
      worktree,
      requestOf(project, applyHypotheses(line(3)), {}),
    );
    expect(state).toBe('failed');
  });
});

describe('TPO-05: the self-validation of a change', () => {
  test('ignores a test that failed before, and counts a test that fails now', async () => {
    await inWorktree(async (worktree, project) => {
      const testCommand = 'node --test test.js';
      const fine = requestOf(project, write({ 'src/a.js': `//\n${FILES['src/a.js']}` }), {
        testCommand,
      });
      expect((await implementChange(worktree, fine)).state).toBe('done');
      await restoreState(worktree, 'HEAD');
      const broken = FILES['src/a.js'].replace('x + 1', 'x + 2');
      expect(
        await implementChange(
          worktree,
          requestOf(project, write({ 'src/a.js': broken }), { testCommand }),
        ),
      ).toEqual({
        state: 'failed',
        problems: ['tests that passed before now fail: adds'],
      });
      expect(textOf(worktree, 'src/a.js')).toBe(FILES['src/a.js']);
    });
  });
});

test('TPO-06: shows a fix what was done before it, and counts a repeated task once', () => {
  const impl = {
    task: 'IMPL-001',
    summary: 'cached',
    files: ['a.js'],
    optimizations: ['OPT-001'],
    caveats: ['the cache is bound to 100 entries'],
  };
  const once = addTaskResult(null, impl);
  const seen = addTaskResult(addTaskResult(once, impl), {
    task: 'FIX-001',
    summary: 'bounded',
    files: ['a.js', 'b.js'],
    optimizations: [],
    caveats: [],
  });
  expect(seen).toEqual({
    files: ['a.js', 'b.js'],
    optimizations: ['OPT-001'],
    caveats: impl.caveats,
    results: [
      { task: 'IMPL-001', summary: 'cached' },
      { task: 'FIX-001', summary: 'bounded' },
    ],
  });
});
