import { closed, text } from './schema-parts.ts';

/** Reads `history` of a configuration. */
export const historySchema = closed('an object that says where the history is kept', {
  url: text('a URL of PostgreSQL, or the name of a variable that holds one').optional(),
});
