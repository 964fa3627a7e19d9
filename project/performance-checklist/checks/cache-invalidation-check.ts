import {
  type ChecklistCheck,
  type ChecklistResult,
  failCheck,
  leaveUnverified,
  passWithEvidence,
} from '../checklist-item-check.ts';

/** Checks that the entries of caches expire or are invalidated when their data changes. */
export const cacheInvalidationCheck: ChecklistCheck = {
  id: 'cache-invalidation',
  title: 'Cache with invalidation',
  judge: ({ cacheUses }): ChecklistResult => {
    const stale = cacheUses
      .filter(({ invalidated }) => invalidated === null)
      .map(({ name, file, line }) => ({
        file,
        line,
        text: `${name}: entries never expire`,
      }));
    if (stale.length > 0) {
      return failCheck(
        'Cache entries may stay stale forever.',
        'Give entries a time to live, or invalidate them when the underlying data is written.',
        stale,
      );
    }
    const kept = cacheUses.flatMap(({ name, invalidated }) =>
      invalidated === null
        ? []
        : [{ file: invalidated.file, line: invalidated.line, text: `${name}: ${invalidated.how}` }],
    );
    return passWithEvidence(
      kept,
      'The entries of every cache expire or are removed.',
      leaveUnverified(
        'No known kind of cache was found in the code.',
        'If no cache is needed, there is nothing to do.',
      ),
    );
  },
};
