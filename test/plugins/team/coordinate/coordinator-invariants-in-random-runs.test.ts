/** Invariants of the coordinator in random runs: bench/team-scheduler.ts does 100,000 of them. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taskSchema } from '../../../../plugins/team/session/session-task.ts';
import { sessionSchema } from '../../../../plugins/team/session/team-session.ts';
import { simulateRandomTeam } from '../../../support/simulate-random-team.ts';

test('TPC-04: breaks no rule in random runs, and ends every run', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { session, tasks } = simulateRandomTeam(seed);
      expect(session.status).toBe('completed');
      // Compared without a diff in the report: there are thousands of them.
      expect(isDeepStrictEqual(sessionSchema.parse(session), session)).toBe(true);
      const lossy = [...tasks.values()].filter(
        (task) => !isDeepStrictEqual(taskSchema.parse(task), task),
      );
      expect(lossy).toEqual([]);
    }),
    { numRuns: 25, seed: 31 },
  );
});
