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
        told.length === 0 ? `${pool.made} is told nothing` : `${pool.made}: ${told.join(', ')}`;
      return { isTold: told.length > 0, shown: { file: pool.file, line: pool.line, text } };
    });
    const untold = pools.filter(({ isTold }) => !isTold).map(({ shown }) => shown);
    if (untold.length > 0) {
      return failCheck(
        'A pool is left to its defaults.',
        'Give it a size, a time limit for waiting, and a life for its connections.',
        untold,
      );
    }
    return passWithEvidence(
      pools.map(({ shown }) => shown),
      'Every pool that the code makes is told its size or its life.',
      leaveUnverified(
        'The code makes no pool that is known.',
        'Keep connections in a pool, made in the project.',
      ),
    );
  },
};
