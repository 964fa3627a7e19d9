import { expect } from 'vitest';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createScriptedProject, wallTimeFile } from './project-with-scripted-measurements.ts';

/** The first that is slower, from 0. */
export const FIRST_SLOW_COMMIT = 5;

/** Creates commits in which a scenario costs 10 ms; from the sixth change on it is slower. */
export function createSlowedProject(amount: number) {
  const project = createScriptedProject();
  const random = createRandom(5);
  const commits = Array.from({ length: amount }, (_, at) =>
    // No two runs are quite the same.
    project.commit(
      `commit ${at}`,
      wallTimeFile((at < FIRST_SLOW_COMMIT ? 10 : 13) * (1 + random.next() / 100)),
    ),
  );
  const measure = (...args: readonly string[]) => project.command(['history', 'measure', ...args]);
  const trend = async () => {
    const { out, err } = await project.command(['history', 'trend', '--reporter', 'json']);
    expect(out, err).not.toBe('');
    return (JSON.parse(out) as HistoryReport).trends.find(({ metric }) => metric === 'wall_time');
  };
  return { ...project, commits, measure, trend };
}
