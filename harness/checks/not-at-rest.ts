import type { CheckAfter } from '../model/check.ts';
import { notesOf } from './block-notes.ts';

/** A page was still busy when it was waited for no longer, so that its counts are of that moment. */
export const notAtRest: CheckAfter = {
  id: 'not-at-rest',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'page') return [];
    const notes = notesOf(measured);
    const busy = notes.filter(({ is_at_rest: isAtRest }) => isAtRest === false);
    if (busy.length === 0) return [];
    return [
      {
        id: notAtRest.id,
        level: 'warning',
        message: `The page was not at rest after ${scenario.restTimeoutMs / 1_000} s in ${busy.length} of ${notes.length} trials: its requests, bytes, processor time and heap are of what was done by then.`,
        remedy:
          'Look for what polls, streams or moves for ever, or give the page longer with `restTimeout`.',
      },
    ];
  },
};
