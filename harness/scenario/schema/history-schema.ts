import { z } from 'zod';
import { readAge } from '../../model/scenario/age.ts';
import { closed, reading, text } from './schema-parts.ts';

const KEEP = 'a number of runs for each scenario, or an age such as "2y", "6m", "12w" or "90d"';

/** What of a history is kept: so many of the newest runs of each scenario, or what is younger. */
export type HistoryKeep =
  | { readonly type: 'runs'; readonly count: number }
  | { readonly type: 'age'; readonly ageMs: number };

/** Reads `history` of a configuration. */
export const historySchema = closed('an object that says where the history is kept', {
  url: text('a URL of PostgreSQL, or the name of a variable that holds one').optional(),
  push: z.boolean({ error: 'true or false' }).optional(),
  keep: reading(KEEP, (value): HistoryKeep | undefined => {
    if (typeof value === 'number') {
      return Number.isInteger(value) && value >= 1 ? { type: 'runs', count: value } : undefined;
    }
    const ageMs = typeof value === 'string' ? readAge(value) : null;
    return ageMs === null || ageMs === 0 ? undefined : { type: 'age', ageMs };
  }).optional(),
});
