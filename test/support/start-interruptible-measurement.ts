/** Commands that measure two sides in a process of their own, and are interrupted meanwhile. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  createIsolatedEnvironment,
  expectProcessesGone,
  findUnfinishedFiles,
  listChildProcesses,
  readRepositoryState,
  waitUntil,
} from './detect-command-leftovers.ts';
import { createLiveProject, type LiveProject, workModule } from './live-comparison-project.ts';
import type { CliResult, RunningCli } from './run-cli.ts';

/** Starts that only the pairs reach: before them the scenario is loaded, and each side is tried. */
const INTO_PAIRS = 10;

/** Returns code that logs when it is loaded. */
export const loggingWorkModule = (
  rounds: number,
): string => `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.STARTS_FILE, 'x');
${workModule(rounds)}`;

/** Creates three commits of the same code, which logs when it is loaded. */
export function createLoggingProject(): LiveProject {
  const project = createLiveProject({ 'src/work.js': loggingWorkModule(2_000) });
  for (const message of ['second', 'third']) project.commit(message, { 'NOTES.md': message });
  return project;
}

export interface RunningMeasurement {
  readonly running: RunningCli;
  /** Sends the signal, and waits for the result of the command. */
  readonly end: (signal: NodeJS.Signals) => Promise<CliResult>;
  /** No process, snapshot or temporary file stays, and the repository is as it was. */
  readonly expectNothingLeft: () => Promise<void>;
}

/** Starts a measurement in an isolated place; resolves once it has reached its pairs. */
export async function startMeasurement(
  project: LiveProject,
  args: readonly string[],
): Promise<RunningMeasurement> {
  const place = createIsolatedEnvironment();
  const before = readRepositoryState(project);
  const file = join(project.cache, 'starts');
  const running = project.start(args, { ...place.env, STARTS_FILE: file });
  await waitUntil(() => existsSync(file) && readFileSync(file).length >= INTO_PAIRS);
  expect(project.snapshots()).toHaveLength(1);
  const children = listChildProcesses(running.child.pid ?? -1);
  return {
    running,
    end: async (signal) => {
      running.child.kill(signal);
      const result = await running.result;
      expect(result.err).not.toContain('a bug in perf-harness');
      expect(result.err).not.toMatch(/^\s+at /mu);
      return result;
    },
    expectNothingLeft: async () => {
      await place.expectNoProcess();
      await expectProcessesGone(children);
      expect(project.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(findUnfinishedFiles(project.root)).toEqual([]);
      expect(readRepositoryState(project)).toEqual(before);
    },
  };
}
