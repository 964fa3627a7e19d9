/** kill -9 of a bisection, all along its search, which the quick set does not kill. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import {
  createIsolatedEnvironment,
  expectProcessesGone,
  findUnfinishedFiles,
  listChildProcesses,
  readRepositoryState,
  waitUntil,
} from '../support/detect-command-leftovers.ts';
import { createLiveProject, workModule } from '../support/live-comparison-project.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

describe('kill -9 of a running bisection', () => {
  it.each([
    ['as it compares the ends', /measuring both ends first/u, 700],
    ['as it searches', /\d+ of 6 left/u, 300],
    ['as it searches on', /\d+ of 6 left.*\d+ of 6 left/su, 0],
  ] as const)(
    '%s: the next bisection finds the commit, and leaves nothing of the killed run',
    async (_, told, laterMs) => {
      const project = createLiveProject({ 'NOTES.md': '0\n' });
      for (let number = 1; number <= 6; number += 1) {
        project.commit(`change ${number}`, {
          'NOTES.md': `${number}\n`,
          'src/work.js': workModule(number < 4 ? 2_000 : 10_000),
        });
      }
      const before = readRepositoryState(project);
      const place = createIsolatedEnvironment();
      const args = ['bisect', 'main~6', 'main', 'work', '--margin', '20%'];
      const running = project.start(args, place.env);
      await waitUntil(() => told.test(unwrapTerminalOutput(running.err())), 240_000);
      await sleep(laterMs);
      const children = listChildProcesses(running.child.pid ?? -1);
      running.child.kill('SIGKILL');
      expect((await running.result).signal).toBe('SIGKILL');
      await place.expectNoProcess();
      await expectProcessesGone(children);
      // The snapshot of the two ends and, during the search, that of a commit between them.
      expect(project.snapshots().length).toBeGreaterThan(0);
      expect(readRepositoryState(project)).toEqual(before);

      const next = await project.perf([...args, '--reporter', 'json'], place.env);
      expect(next.code, next.err).toBe(0);
      const { outcome, confirmations } = JSON.parse(next.out) as BisectReport;
      expect(outcome).toBe('found');
      expect(confirmations.at(-1)).toMatchObject({ first: 4, last: 4 });
      expect(project.snapshots()).toEqual([]);
      expect(place.temporary()).toEqual([]);
      expect(findUnfinishedFiles(project.root)).toEqual([]);
      expect(readRepositoryState(project)).toEqual(before);
      await place.expectNoProcess();
    },
  );
});
