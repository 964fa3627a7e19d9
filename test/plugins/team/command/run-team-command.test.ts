/** Requests that `team run` refuses before it starts, and settings that it accepts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { loadConfig } from '../../../../harness/scenario/project-config.ts';
import { readTeamRunRequest } from '../../../../plugins/team/command/team-run-options.ts';
import { resumeTeam, runTeam, type TeamRunRequest } from '../../../../plugins/team/run-team.ts';
import { DEFAULT_TEAM_SETTINGS } from '../../../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import { createCommittedProject, type GitProject } from '../../../support/git-project.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { workerCommand } from '../../../support/team-session-with-scripted-workers.ts';

const FILES = {
  'package.json': '{"type":"module"}\n',
  'src/1.ts': 'one\n',
  'src/2.ts': 'one\n',
  'src/3.ts': 'one\n',
  'scenarios/shop.js': `import { defineScenario } from 'perf-harness';
export default ['list', 'save', 'memory'].map((name) => defineScenario({ name, run: () => name }));
`,
};

const shop = () => createCommittedProject('first', FILES);

const say = ({ root }: GitProject, ...words: readonly string[]) =>
  runCommandInProcess(['team', 'run', ...words], { cwd: root, isLight: true });

test('TEAM-02: reads modes, branches and targets from the command line', async () => {
  const host = createHost({ cwd: shop().root });
  const config = await loadConfig(host, host.cwd);
  const read = (flags: Parameters<typeof readTeamRunRequest>[3], ...targets: readonly string[]) =>
    readTeamRunRequest(host, config, targets, flags);
  expect(read({})).toMatchObject({
    mode: 'auto',
    maxBranches: null,
    yes: false,
    targets: [],
  });
  for (const mode of ['auto', 'single', 'fan-out', 'independent'] as const) {
    expect(read({ parallelMode: mode }).mode).toBe(mode);
  }
  expect(read({ metric: 'memory' }, 'list', 'FCP')).toMatchObject({
    metric: 'memory_peak',
  });
  expect(read({ maxBranches: '10', for: ' faster ' }, 'list users')).toMatchObject({
    maxBranches: 10,
    requirement: 'faster',
    targets: ['list users'],
  });
});

test('TPC-02: accepts only 1 to 10 branches', async () => {
  for (const word of ['0', '11', '2.5', 'many', '']) {
    const refused = await say(shop(), '--max-branches', word);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('--max-branches takes a whole number from 1 to 10');
  }
  const mode = await say(shop(), '--parallel-mode', 'both');
  expect(mode).toMatchObject({ code: 2 });
  expect(mode.err).toContain('--parallel-mode takes one of auto, single, fan-out, independent');
});

test('TEAM-07: refuses eleven targets, no target and a repeated target, and leaves nothing behind', async () => {
  const project = shop();
  const eleven = Array.from({ length: 11 }, (_, index) => `target ${index}`);
  for (const [words, text] of [
    [eleven, 'A team works on at most 10 targets; found 11'],
    [['--parallel-mode', 'independent'], 'needs targets, but none are given'],
    [['a', 'a'], 'The target a is listed twice'],
  ] as const) {
    const refused = await say(project, ...words);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain(text);
  }
  expect(existsSync(join(project.root, '.workflow'))).toBe(false);
});

test('TEAM-32: blocks on uncommitted changes, because they would not be measured', async () => {
  const project = shop();
  project.git('rm', '--quiet', '--cached', 'src/1.ts');
  const refused = await say(project);
  expect(refused).toMatchObject({ code: 8, out: '' });
  expect(refused.err).toContain('commit or stash changes first');
});

/** Workers are programs of the tests. */
const partsIn = ({ root }: GitProject) => ({
  host: withUnguardedGit(createHost({ cwd: root })),
  launch: workerCommand(),
  timeLimitMs: 600_000,
  signal: new AbortController().signal,
});

/** Runs a team until it is done or has a question. */
async function ran(
  project: GitProject,
  request: Partial<TeamRunRequest> = {},
  parts: Parameters<typeof runTeam>[0] = partsIn(project),
) {
  return runTeam(parts, {
    root: project.root,
    targets: [],
    requirement: null,
    mode: 'fan-out',
    maxBranches: null,
    yes: true,
    settings: DEFAULT_TEAM_SETTINGS,
    ...request,
  });
}

it('TPC-03: takes one target as the scope, and works on several targets separately', async () => {
  const targets = ['list', 'save'];
  const { session } = await ran(shop(), { mode: 'auto', targets, yes: false });
  expect(session).toMatchObject({
    parallel_mode: 'independent',
    requirement: 'make list, save faster',
    independent_targets: [
      { id: 'A', target: 'list' },
      { id: 'B', target: 'save' },
    ],
  });
  const single = await ran(shop(), { mode: 'auto', targets: ['list'], yes: false });
  expect(single.session).toMatchObject({ parallel_mode: 'auto', scope: ['list'] });
});

it('TPC-03: takes a named metric as the goal, and waits for a person when a word is unclear', async () => {
  const named = await ran(shop(), { targets: ['fcp', 'list'], yes: false });
  expect(named.session).toMatchObject({
    metric: 'fcp',
    scope: ['list'],
    requirement: 'improve fcp of list',
    target_question: null,
  });
  const project = shop();
  const request = { mode: 'single', targets: ['memory'], yes: false } as const;
  const asked = await ran(project, request);
  expect(asked).toMatchObject({ isWaiting: true, exitCode: 8 });
  expect([...asked.tasks.values()].every(({ status }) => status === 'pending')).toBe(true);
  const say = (...words: readonly string[]) =>
    runCommandInProcess(['team', ...words], { cwd: project.root, isLight: true });
  expect((await say('status')).out).toContain('"memory" is both a metric and part of the project');
  const wrong = await say('decide', 'CP-0', '--metric', 'beauty');
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect((await say('decide', 'CP-0', '--metric', 'memory')).code).toBe(0);
  const { session } = await resumeTeam(partsIn(project), project.root, null);
  expect(session.decisions).toMatchObject([
    { checkpoint: 'CP-0', answer: { metric: 'memory_peak' }, by: 'person' },
  ]);
  expect(session.pending_decisions).toMatchObject([{ checkpoint: 'CP-1' }]);
});

it('TEAM-14: waits with exit code 8 on each question', async () => {
  const project = shop();
  const request = { mode: 'single', targets: ['list'], yes: false } as const;
  const asked = await ran(project, request);
  expect(asked).toMatchObject({ isWaiting: true, exitCode: 8, session: { status: 'active' } });
  // A second session of the same name has a number.
  const second = await ran(project, request);
  expect(second.session.id).not.toBe(asked.session.id);
});

it('TEAM-14, TEAM-32: completes when nobody is asked, with the commit at the start as the base', async () => {
  const project = shop();
  const base = project.git('rev-parse', 'HEAD');
  let moved = false;
  const parts: Parameters<typeof runTeam>[0] = {
    ...partsIn(project),
    onTick: ({ tasks }) => {
      if (moved || tasks.get('STRATEGY-001')?.status !== 'completed') return;
      moved = true;
      project.commit('meanwhile', { 'src/9.ts': 'more\n' });
    },
  };
  const done = await ran(project, { mode: 'single' }, parts);
  expect(moved).toBe(true);
  expect(done).toMatchObject({ isWaiting: false, exitCode: 0 });
  expect(done.session).toMatchObject({ status: 'completed', base_commit: base });
  expect(done.aggregate.overall).toMatchObject({ total_branches: 1, passed: 1 });
});
