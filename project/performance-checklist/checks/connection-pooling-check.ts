import {
  type ChecklistCheck,
  type ChecklistResult,
  failCheck,
  leaveUnverified,
  passWithEvidence,
} from '../checklist-item-check.ts';

/** Checks for connection pools with a configured size. */
export const connectionPoolingCheck: ChecklistCheck = {
  id: 'pooling',
  title: 'Pooling configured',
  judge: ({ pools: made }): ChecklistResult => {
    const pools = made.map((pool) => {
      const told = Object.entries(pool.settings).map(([name, value]) => `${name} = ${value}`);
      const text =
        told.length === 0 ? `${pool.made} has no settings` : `${pool.made}: ${told.join(', ')}`;
      return { isTold: told.length > 0, shown: { file: pool.file, line: pool.line, text } };
    });
    const untold = pools.filter(({ isTold }) => !isTold).map(({ shown }) => shown);
    if (untold.length > 0) {
      return failCheck(
        'A connection pool uses only default settings.',
        'Set a pool size, a wait timeout and a maximum connection lifetime.',
        untold,
      );
    }
    return passWithEvidence(
      pools.map(({ shown }) => shown),
      'Every connection pool that the code creates sets its size or connection lifetime.',
      leaveUnverified(
        'No known kind of connection pool was found in the code.',
        'Create a connection pool in the project, and take all connections from it.',
      ),
    );
  },
};
