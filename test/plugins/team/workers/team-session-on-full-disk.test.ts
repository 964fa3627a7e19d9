/** Teams with a full disk, that of their session or of a worker. */
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost, type Host } from '../../../../harness/host.ts';
import { UserError } from '../../../../harness/model/user-error.ts';
import { computeAggregateResults } from '../../../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { runSession, type Worker } from '../../../../plugins/team/coordinate/run-team-session.ts';
import { resumeTeam, runTeam } from '../../../../plugins/team/run-team.ts';
import type { TaskWithStatus } from '../../../../plugins/team/session/session-task.ts';
import type { Completion } from '../../../../plugins/team/session/task-completion.ts';
import { runTask } from '../../../../plugins/team/workers/run-team-task.ts';
import {
  DEFAULT_TEAM_SETTINGS,
  openWorkerFiles,
} from '../../../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import { createCommittedProject } from '../../../support/git-project.ts';
import { mountSmallDisk } from '../../../support/mount-small-disk.ts';
import {
  createHypothesis,
  createLinePatch,
} from '../../../support/optimization-hypothesis-project.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { createAnsweringWorkers } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  createScriptedTeam,
  workerCommand,
} from '../../../support/team-session-with-scripted-workers.ts';

const PAGE = 4096;

/** Fills a disk except for this many pages. */
function fill(folder: string, pages: number): void {
  const path = join(folder, 'filling');
  const descriptor = openSync(path, 'w');
  let written = 0;
  try {
    for (;;) written += writeSync(descriptor, Buffer.alloc(PAGE));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(descriptor);
  }
  truncateSync(path, written - pages * PAGE);
}

const jsonBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));

it('TPC-15: ends a session whose disk has two pages left, and resumes it later', async () => {
  const project = createCommittedProject('first', {
    'package.json': '{"type":"module"}\n',
    'src/1.ts': 'one\n',
    'src/2.ts': 'one\n',
  });
  const folder = join(project.root, '.workflow');
  mountSmallDisk(folder, '512k');
  const host = withUnguardedGit(createHost({ cwd: project.root }));
  const parts = {
    host,
    launch: workerCommand(),
    timeLimitMs: 240_000,
    signal: new AbortController().signal,
  };
  let isFull = false;
  const ended = await runTeam(
    {
      ...parts,
      onTick: ({ tasks }) => {
        if (isFull || tasks.get('STRATEGY-001')?.status !== 'completed') return;
        isFull = true;
        fill(folder, 2);
      },
    },
    {
      root: project.root,
      targets: [],
      requirement: null,
      mode: 'single',
      maxBranches: null,
      yes: true,
      settings: DEFAULT_TEAM_SETTINGS,
    },
  ).catch((error: unknown) => error);
  expect(ended).toBeInstanceOf(UserError);
  expect((ended as UserError).message).toContain('ENOSPC');
  // Files being written are complete or absent.
  for (const path of jsonBelow(folder)) JSON.parse(readFileSync(path, 'utf8'));
  expect(project.git('status', '--porcelain')).toBe('');

  rmSync(join(folder, 'filling'));
  const { aggregate, session } = await resumeTeam(parts, project.root, null);
  expect(aggregate.overall).toMatchObject({ total_branches: 1, passed: 1 });
  expect(session.status).toBe('completed');
});

it('TEAM-25: reports a worker without room for its worktree, and continues the other branches', async () => {
  const { host, project, store } = await createScriptedTeam();
  const { root } = project;
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  mountSmallDisk(cache, '64k');
  mkdirSync(join(cache, 'worktrees'));
  fill(cache, 0);
  const changes = [1, 2, 3].map((at) => {
    const patch = createLinePatch(`src/${at}.ts`, ['one'], 0, 'two');
    const more = { files_to_modify: [`src/${at}.ts`] };
    return [`OPT-00${at}`, [createHypothesis(`H${at}`, { kind: 'patch', patch }, more)]] as const;
  });
  openWorkerFiles(host, store.paths).saveChanges('main', Object.fromEntries(changes));
  const never = async (): Promise<never> => {
    throw new Error('nobody asks for this');
  };
  const database = { root, plans: [], migrations: 'migrations' };
  const parts = {
    generate: never,
    check: never,
    audit: never,
    auditAll: never,
    database,
  };
  const { signal } = new AbortController();
  const answering = createAnsweringWorkers();
  const on = (of: Host, { id, attempt }: TaskWithStatus<'in_progress'>): Promise<Completion> =>
    runTask(of, parts, { root, session: 'faster-shop', task: id, attempt, signal });
  const env = { ...process.env, PERF_HARNESS_CACHE: cache };
  const full = withUnguardedGit(createHost({ cwd: root, env }));
  const optimizer = {
    run: (task: TaskWithStatus<'in_progress'>, context: Parameters<Worker['run']>[1]) =>
      task.lane === 'B01' ? on(full, task) : answering.optimizer.run(task, context),
  };
  const workers = { ...answering, optimizer };
  const kept = await runSession(host, store, workers, { timeLimitMs: 240_000, signal });
  const { branches } = computeAggregateResults(kept);
  expect(branches).toMatchObject({
    B01: { status: 'failed', reason: expect.stringMatching(/No space left on device|disk/u) },
    B02: { status: 'passed' },
    B03: { status: 'passed' },
  });
  expect(readdirSync(join(cache, 'worktrees'))).toEqual([]);
  expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
});
