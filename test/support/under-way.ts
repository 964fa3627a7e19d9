/** Commands that measure two sides in a process of their own, and are interrupted meanwhile. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  childrenOf,
  expectGone,
  ownPlace,
  stateOfRepository,
  unfinishedFiles,
  until,
} from './left-behind.ts';
import { type LiveProject, liveProject, workModule } from './live-project.ts';
import type { CliResult, RunningCli } from './run-cli.ts';

/** Starts that only the pairs come to: before them the scenario is loaded, and each side tried. */
const INTO_PAIRS = 10;

/** Code that says when it is loaded. */
export const noted = (rounds: number): string => `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.STARTS_FILE, 'x');
${workModule(rounds)}`;

/** Three commits of the same code, which says when it is loaded. */
export function notedCommits(): LiveProject {
  const project = liveProject({ 'src/work.js': noted(2_000) });
  for (const message of ['second', 'third']) project.commit(message, { 'NOTES.md': message });
  return project;
}

export interface UnderWay {
  readonly running: RunningCli;
  /** Sends the signal, and waits for the result of the command. */
  readonly end: (signal: NodeJS.Signals) => Promise<CliResult>;
  /** No process, snapshot or temporary file stays, and the repository is as it was. */
  readonly expectNothingLeft: () => Promise<void>;
}

/** A measurement that has come to its pairs, in surroundings of its own. */
export async function underWay(project: LiveProject, args: readonly string[]): Promise<UnderWay> {
  const place = ownPlace();
  const before = stateOfRepository(project);
  const file = join(project.cache, 'starts');
  const running = project.start(args, { ...place.env, STARTS_FILE: file });
  await until(() => existsSync(file) && readFileSync(file).length >= INTO_PAIRS);
  expect(project.snapshots()).toHaveLength(1);
  const children = childrenOf(running.child.pid ?? -1);
  return {
    running,
    end: async (signal) => {
      running.child.kill(signal);
      const result = await running.result;
      expect(result.err).not.toContain('defect');
      expect(result.err).not.toMatch(/^\s+at /mu);
      return result;
    },
    expectNothingLeft: async () => {
      await place.expectNoProcess();
      await expectGone(children);
      expect(project.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(unfinishedFiles(project.root)).toEqual([]);
      expect(stateOfRepository(project)).toEqual(before);
    },
  };
}
