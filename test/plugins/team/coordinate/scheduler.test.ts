/** What the coordinator holds to whatever happens: bench/team-scheduler.ts does it 100,000 times. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionSchema } from '../../../../plugins/team/session/session.ts';
import { taskSchema } from '../../../../plugins/team/session/task.ts';
import { runBySeed } from '../../../support/team-simulation.ts';

test('TPC-04: no run by chance breaks a rule, and every run ends', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { session, tasks } = runBySeed(seed);
      expect(session.status).toBe('completed');
      expect(sessionSchema.parse(session)).toEqual(session);
      for (const task of tasks.values()) expect(taskSchema.parse(task)).toEqual(task);
    }),
    { numRuns: 60, seed: 31 },
  );
});
