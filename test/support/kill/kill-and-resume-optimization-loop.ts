import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createLoopProject, type LoopKind } from './optimization-loop-project.ts';
import {
  digestUserFiles,
  findProcessesInFolder,
  type KillTrigger,
  type LoopOutcome,
  readLoopOutcome,
  runOptimizationLoopChild,
} from './spawn-killable-optimization-loop.ts';

/** Outcome of a loop that was killed once and resumed. */
export interface KilledLoop {
  /** Milliseconds after its beginning, about; null: it had ended before. */
  readonly killedAfterMs: number | null;
  readonly outcome: LoopOutcome;
  /** True if the user's files and repository were unchanged after the kill and at the end. */
  readonly isUntouched: boolean;
  /** Worktrees and processes left at the end. */
  readonly left: readonly string[];
  readonly output: string;
}

/** Time limit for the end of processes that a killed loop has started. */
const PATIENCE_MS = 60_000;

/** Runs a loop without interruption; returns its outcome and its duration. */
export async function runUninterruptedLoop(
  kind: LoopKind,
): Promise<{ readonly outcome: LoopOutcome; readonly durationMs: number }> {
  const project = createLoopProject(kind);
  const end = await runOptimizationLoopChild(project, kind);
  if (end.code !== 0) throw new Error(`the undisturbed loop ended with ${end.code}: ${end.output}`);
  const outcome = readLoopOutcome(project.root, kind);
  for (const path of [project.root, project.cache]) rmSync(path, { recursive: true, force: true });
  return { outcome, durationMs: end.durationMs };
}

/** Kills a loop as `kill -9` does, and resumes it. */
export async function killOptimizationLoopOnce(
  kind: LoopKind,
  killAt: KillTrigger,
): Promise<KilledLoop> {
  const project = createLoopProject(kind);
  const { root, cache } = project;
  const before = digestUserFiles(root);
  const killed = await runOptimizationLoopChild(project, kind, killAt);
  const afterKill = digestUserFiles(root);
  const resumed = killed.signal === null ? killed : await runOptimizationLoopChild(project, kind);
  if (resumed.code !== 0) {
    throw new Error(
      `killed after ${killed.durationMs} ms, resumed with ${resumed.code}: ${resumed.output}`,
    );
  }
  const outcome = readLoopOutcome(root, kind);
  const isUntouched = [afterKill, digestUserFiles(root)].every((fingerprint) =>
    isDeepStrictEqual(fingerprint, before),
  );
  const worktrees = project.git('worktree', 'list', '--porcelain').match(/^worktree .*/gmu) ?? [];
  for (
    let waited = 0;
    waited < PATIENCE_MS && findProcessesInFolder(cache).length > 0;
    waited += 100
  ) {
    await sleep(100);
  }
  const left = [
    ...worktrees.slice(1),
    ...findProcessesInFolder(cache).map((pid) => `process ${pid}`),
  ];
  for (const path of [root, cache]) rmSync(path, { recursive: true, force: true });
  return {
    killedAfterMs: killed.signal === null ? null : killed.durationMs,
    outcome,
    isUntouched,
    left,
    output: resumed.output,
  };
}
