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
      const settings = Object.entries(pool.settings).map(([name, value]) => `${name} = ${value}`);
      const text =
        settings.length === 0
          ? `${pool.made} has no settings`
          : `${pool.made}: ${settings.join(', ')}`;
      return {
        isConfigured: settings.length > 0,
        shown: { file: pool.file, line: pool.line, text },
      };
    });
    const unconfigured = pools
      .filter(({ isConfigured }) => !isConfigured)
      .map(({ shown }) => shown);
    if (unconfigured.length > 0) {
      return failCheck(
        'A connection pool uses only default settings.',
        'Set a pool size, a wait timeout and a maximum connection lifetime.',
        unconfigured,
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
