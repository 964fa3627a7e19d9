/** A loop of two cycles that is killed at a moment given by its state, and resumed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { PHASES, type Phase } from '../../../plugins/optimize/phase-transition-rules.ts';
import { createCrashingHost } from '../host-crashing-after-file-write.ts';
import { withUnguardedGit } from '../run-git-without-process-guardian.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  readLoopState,
  runOptimizationLoop,
} from '../scripted-optimization-loop.ts';

const CHILD = fileURLToPath(new URL('../crashing-optimization-loop-child.ts', import.meta.url));
export const SCRIPTED_CYCLES = [
  { baseline: 6300, final: 3800 },
  { baseline: 3800, final: 480 },
];
const LAST = 'optimize/listusers-c2^{tree}';

/** Cycle, phase, and the phase's status in the state when the program is killed. */
export type LoopMoment = readonly [cycle: 1 | 2, phase: Phase, status: string];

const last: readonly Phase[] = ['9_aggregate', '10_report', '11_meta'];
export const LOOP_MOMENTS: readonly LoopMoment[] = [
  ...PHASES.map((phase): LoopMoment => [last.includes(phase) ? 2 : 1, phase, 'running']),
  [1, '8_execute', 'done'],
  [2, '2_profile', 'pending'],
  [2, '4_research', 'running'],
  [2, '8_execute', 'running'],
];

/** Returns a cache inside the repository, so a killed loop's leftovers are removed with it. */
const cacheIn = (root: string): string => join(root, '.git/cache');

/** Runs a loop in a separate process, which is killed by the system. */
export async function killLoopProcess(
  root: string,
  [cycle, phase, status]: LoopMoment,
): Promise<void> {
  const args = [CHILD, root, String(cycle), phase, status];
  const env = { ...process.env, PERF_HARNESS_CACHE: cacheIn(root) };
  const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000, env });
  expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
}

/** Killed as far as the files of the loop can tell, in the process of the test. */
export async function crashLoopHost(
  root: string,
  [cycle, phase, status]: LoopMoment,
): Promise<void> {
  const env = { ...process.env, PERF_HARNESS_CACHE: cacheIn(root) };
  const host = createCrashingHost(
    withUnguardedGit(createHost({ cwd: root, env })),
    (path, text) => {
      if (!path.endsWith('state.json')) return false;
      const state = JSON.parse(text);
      return state.phases[phase]?.status === status && state.current_cycle === cycle;
    },
  );
  // Whatever it does from then on has no effect.
  await runOptimizationLoop(
    root,
    createScriptedWorkers(SCRIPTED_CYCLES).workers,
    {},
    { host },
  ).catch(() => undefined);
  expect(host.isDead()).toBe(true);
}

/** Returns the tree of the last branch of an uninterrupted loop. */
export async function computeUninterruptedTree(): Promise<string> {
  const project = createOptimizeProject();
  await runOptimizationLoop(project.root, createScriptedWorkers(SCRIPTED_CYCLES).workers);
  return project.git('rev-parse', LAST);
}

/** Kills and restarts a loop: same result, nothing done twice, the user's tree left alone. */
export async function expectOptimizationLoopResumes(
  kill: (root: string, moment: LoopMoment) => Promise<void>,
  moment: LoopMoment,
  tree: string,
): Promise<ReturnType<typeof createOptimizeProject>> {
  const [cycle, phase, status] = moment;
  const project = createOptimizeProject();
  const head = project.git('rev-parse', 'HEAD');
  await kill(project.root, moment);
  const killed = readLoopState(project.root);
  expect(killed.current_cycle).toBe(cycle);
  expect(killed.phases[phase].status).toBe(status);

  const { workers, calls } = createScriptedWorkers(SCRIPTED_CYCLES);
  const env = { ...process.env, PERF_HARNESS_CACHE: cacheIn(project.root) };
  const host = withUnguardedGit(createHost({ cwd: project.root, env }));
  const { exitCode } = await runOptimizationLoop(project.root, workers, { resume: true }, { host });
  expect(exitCode).toBe(0);
  expect(project.git('rev-parse', LAST)).toBe(tree);
  expect(readLoopState(project.root).cycles).toMatchObject([
    { cycle: 1, improvement_pct: 39.7, hypotheses_applied: ['H1'] },
    { cycle: 2, improvement_pct: 87.4, target_met: true, hypotheses_applied: ['H1'] },
  ]);
  // Completed phases are not repeated.
  const isBefore = (otherPhase: Phase): boolean =>
    cycle === 2 || PHASES.indexOf(otherPhase) < PHASES.indexOf(phase);
  expect(calls.includes('profile 1')).toBe(!isBefore('2_profile'));
  expect(project.git('rev-parse', 'HEAD')).toBe(head);
  expect(project.git('status', '--porcelain')).toBe('');
  return project;
}
