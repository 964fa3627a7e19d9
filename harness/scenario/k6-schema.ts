import { z } from 'zod';
import { closed, positiveDuration, text, texts, wholeNumber } from './schema-parts.ts';

/** A text is short for an object with only a script. */
export const k6ScriptSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { script: value } : value),
  closed('the path of a k6 script, or an object with script', {
    script: text('the path of a k6 script, from the folder of this file'),
    hosts: texts('a list of names such as "test.k6.io"').optional(),
    vus: wholeNumber(1, 'a whole number of 1 or more').optional(),
    iterations: wholeNumber(1, 'a whole number of 1 or more').optional(),
    duration: positiveDuration.optional(),
  }),
);
