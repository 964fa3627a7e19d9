import { z } from 'zod';
import { THROTTLING_NAMES } from '../model/scenario.ts';
import { closed, positiveDuration, text, wholeNumber } from './schema-parts.ts';

const PIXELS = 'a whole number of pixels, at least 1';

/** The keys of `page`; a text is short for an object with only a URL. */
export const pageObject = closed('a URL or a path, or an object with url', {
  url: text('a URL, or a path of the server such as "/"'),
  throttling: z
    .enum(THROTTLING_NAMES, { error: `one of ${THROTTLING_NAMES.join(', ')}` })
    .optional(),
  viewport: closed('an object with width and height', {
    width: wholeNumber(1, PIXELS),
    height: wholeNumber(1, PIXELS),
  }).optional(),
  loadTimeout: positiveDuration.optional(),
  restTimeout: positiveDuration.optional(),
});

export const pageSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { url: value } : value),
  pageObject,
);
