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
        text: `${name}: nothing in it ever grows old`,
      }));
    if (stale.length > 0) {
      return failCheck(
        'What a cache holds may be stale for ever.',
        'Give entries a time to live, or remove them where what they hold is written.',
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
      'What every cache holds grows old, or is thrown away.',
      leaveUnverified('The code uses no cache that is known.', 'Nothing, where none is needed.'),
    );
  },
};
