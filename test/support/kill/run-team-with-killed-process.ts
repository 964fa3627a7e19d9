/** Teams in separate processes, whose coordinator or a worker is killed by the system. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createHost } from '../../../harness/host.ts';
import { computeAggregateResults } from '../../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { listSessions } from '../../../plugins/team/store/find-team-session.ts';
import { openTeamStore } from '../../../plugins/team/store/team-session-store.ts';
import type { GitProject } from '../git-project.ts';
import { createHypothesisProject, digestProject } from '../optimization-hypothesis-project.ts';
import { findProcessesByVariable } from '../run-cli.ts';
import { COST_FILES } from '../scripted-branch-cost-comparison.ts';

const CHILD = join(import.meta.dirname, 'run-or-resume-team-session-child.ts');

/** A session has some fifteen processes, which all load the same. */
const COMPILED = join(tmpdir(), 'perf-harness-killed-teams');

/** Time limit for the end of processes that a killed coordinator or worker has started. */
const PATIENCE_MS = 60_000;

/** Process that is killed. */
export type KilledProcess = 'coordinator' | 'worker';

export interface TeamKill {
  readonly victim: KilledProcess;
  /** Milliseconds after its start. */
  readonly afterMs: number;
}

export interface KilledTeam {
  /** True if the process was running at that moment. */
  readonly wasKilled: boolean;
  /** Outcome of the session, in a form that allows two sessions to be compared. */
  readonly outcome: unknown;
  /** True if the user's files and repository were unchanged after the kill and at the end. */
  readonly isUntouched: boolean;
  /** Worktrees, locks, git refs and processes left at the end. */
  readonly left: readonly string[];
  readonly durationMs: number;
}

/** Runs a session to its end; after a kill of the coordinator, another process resumes it. */
export async function runKilledTeam(kill: TeamKill | null): Promise<KilledTeam> {
  const project = userProject();
  const { root, cache } = project;
  const mark = `PERF_HARNESS_TEST=${randomUUID()}`;
  const before = userPrint(root);
  const began = performance.now();
  const first = start(project, mark);
  const wasKilled = kill !== null && (await strike(first, kill, mark));
  let code = await ended(first);
  const afterKill = userPrint(root);
  if (code === null) code = await ended(start(project, mark));
  const durationMs = performance.now() - began;
  if (code !== 0) throw new Error(`it ended with ${code}; see ${root}`);
  const isUntouched = [afterKill, userPrint(root)].every((fingerprint) =>
    isDeepStrictEqual(fingerprint, before),
  );
  const result = { wasKilled, outcome: await outcomeOf(project), isUntouched, durationMs };
  const left = [...(await processesLeft(mark)), ...leftIn(project)];
  for (const path of [root, cache]) rmSync(path, { recursive: true, force: true });
  return { ...result, left };
}

/** Creates a typical user's repository: hooks, a stash, a tag, another branch, ignored file. */
function userProject() {
  const project = createHypothesisProject({
    ...COST_FILES,
    '.gitignore': '.workflow\nnotes.txt\n',
  });
  const { root, git, host } = project;
  host.files.writeAtomic(join(root, 'src/1.ts'), '11\n');
  git('stash');
  git('tag', 'v1');
  git('branch', 'other');
  host.files.writeAtomic(join(root, 'notes.txt'), 'mine\n');
  for (const name of ['post-checkout', 'post-merge', 'pre-commit', 'reference-transaction']) {
    const script = `#!/bin/sh\necho ${name} >> "$(git rev-parse --git-common-dir)/hooks-that-ran"\n`;
    host.files.writeAtomic(join(root, '.git/hooks', name), script);
    chmodSync(join(root, '.git/hooks', name), 0o755);
  }
  return project;
}

/** Returns the user's files and repository, byte for byte, without what a team adds to them. */
function userPrint(root: string): Readonly<Record<string, string>> {
  const isOurs = /^\.workflow\/|^\.git\/worktrees\/|^\.git\/(?:logs\/)?refs\/heads\/team(?:\/|$)/u;
  return Object.fromEntries(
    Object.entries(digestProject(root)).filter(([path]) => !isOurs.test(path)),
  );
}

async function outcomeOf({ root, git }: GitProject): Promise<unknown> {
  const host = createHost({ cwd: root });
  const [id = '', ...others] = listSessions(host, root);
  if (others.length > 0) throw new Error(`another session was begun: ${others.join(', ')}`);
  const { paths, read } = openTeamStore(host, root, id);
  const kept = await read();
  const { session, tasks } = kept;
  const combination = JSON.parse(
    readFileSync(paths.artefact('artifacts/combination-results.json'), 'utf8'),
  );
  return {
    tasks: [...tasks.values()].map(({ id: task, status, needs }) => [task, status, needs]),
    aggregate: computeAggregateResults(kept),
    status: session.status,
    fixCycles: session.fix_cycles,
    branches: session.branches,
    decisions: session.decisions.map(({ id: asked, answer, by }) => [asked, answer.choice, by]),
    memory: readFileSync(paths.artefact('wisdom/shared-memory.json'), 'utf8'),
    combination: [combination.lanes, combination.left_out, combination.metrics],
    trees: git('for-each-ref', 'refs/heads/team', '--format=%(refname) %(tree)'),
    patch: git('diff', 'main', `team/${id}/combined`),
  };
}

function start({ root, cache }: { root: string; cache: string }, mark: string): ChildProcess {
  const [name = '', value] = mark.split('=');
  return spawn(process.execPath, [CHILD, root], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PERF_HARNESS_CACHE: cache, NODE_COMPILE_CACHE: COMPILED, [name]: value },
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function strike(
  child: ChildProcess,
  { victim, afterMs }: TeamKill,
  mark: string,
): Promise<boolean> {
  await sleep(afterMs);
  const pid = victim === 'worker' ? workerOf(mark) : child.pid;
  if (pid === undefined || child.exitCode !== null) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Returns the process of a worker, on a task or on combining branches. */
function workerOf(mark: string): number | undefined {
  return findProcessesByVariable(mark).find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(
        `${process.execPath}\0${join(import.meta.dirname, 'team-worker-with-real-git-branches-child.ts')}`,
      );
    } catch {
      return false;
    }
  });
}

async function processesLeft(mark: string): Promise<readonly string[]> {
  for (
    let waited = 0;
    waited < PATIENCE_MS && findProcessesByVariable(mark).length > 0;
    waited += 50
  ) {
    await sleep(50);
  }
  return findProcessesByVariable(mark).map((pid) => `process ${pid}`);
}

/** Returns what a team left behind; only its branches may stay. */
function leftIn({ root, cache }: { root: string; cache: string }): readonly string[] {
  const below = (folder: string): readonly string[] =>
    existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  return [
    ...below(join(root, '.git/worktrees')).map((name) => `.git/worktrees/${name}`),
    ...below(join(root, '.git')).filter((name) => name.endsWith('.lock')),
    ...below(join(root, '.git/refs/heads/optimize')).map((name) => `branch optimize/${name}`),
    ...below(join(cache, 'worktrees')),
    ...below(join(root, '.workflow')).filter((name) => name.endsWith('/commit.json')),
  ];
}
