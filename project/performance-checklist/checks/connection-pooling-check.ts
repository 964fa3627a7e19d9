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
  judge: ({ pools: found }): ChecklistResult => {
    const pools = found.map(({ made, settings, file, line }) => {
      const texts = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
      const text = texts.length === 0 ? `${made} has no settings` : `${made}: ${texts.join(', ')}`;
      return { isConfigured: texts.length > 0, shown: { file, line, text } };
    });
    const unconfigured = pools.flatMap(({ isConfigured, shown }) => (isConfigured ? [] : [shown]));
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
