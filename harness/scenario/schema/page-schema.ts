import { z } from 'zod';
import { THROTTLING_NAMES } from '../../model/scenario/scenario.ts';
import {
  closedObject,
  nonEmptyText,
  parseWith,
  positiveDuration,
  textList,
  wholeNumber,
} from './schema-building-blocks.ts';
import { isFunctionMark } from './serialisable-user-value.ts';

const PIXELS = 'a whole number of pixels, at least 1';
/** Fewer have no interval of 95 % (see quantile-confidence-interval.ts). */
const FEWEST_REPEATS = 6;

const yesOrNo = z.boolean({ error: 'true or false' });

/** A function stays in its module; a string gives the path of a separate module. */
const flow = parseWith('a function, or the path of a module that exports one', (value) => {
  if (isFunctionMark(value)) return { type: 'inline' } as const;
  return typeof value === 'string' && value !== ''
    ? ({ type: 'module', path: value } as const)
    : undefined;
});

/** The keys of `page`; a text is short for an object with only a URL. */
export const pageObject = closedObject('a URL or path, or an object with the key url', {
  url: nonEmptyText('a URL, or a path on the server such as "/"'),
  throttling: z
    .enum(THROTTLING_NAMES, { error: `one of ${THROTTLING_NAMES.join(', ')}` })
    .optional(),
  viewport: closedObject('an object with the keys width and height', {
    width: wholeNumber(1, PIXELS),
    height: wholeNumber(1, PIXELS),
  }).optional(),
  loadTimeout: positiveDuration.optional(),
  restTimeout: positiveDuration.optional(),
  expectElement: nonEmptyText('a CSS selector such as "#app h1"').optional(),
  expectErrors: textList('a list of substrings of URLs or messages').optional(),
  flow: flow.optional(),
  flowTimeout: positiveDuration.optional(),
  repeat: wholeNumber(
    FEWEST_REPEATS,
    `a whole number of at least ${FEWEST_REPEATS}, because fewer repetitions are not conclusive`,
  ).optional(),
  lighthouse: yesOrNo.optional(),
  trace: yesOrNo.optional(),
});

/** Field data from real users; a string is short for an object with only a file. */
export const fieldSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { file: value } : value),
  closedObject('a file path, or an object with the key file', {
    file: nonEmptyText('the path of a file with web-vitals metrics, relative to this file'),
    page: nonEmptyText('a path such as "/about", or "/products/*"').optional(),
    days: z.int('a whole number of days').min(1).max(3_650).optional(),
  }),
);

export const pageSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { url: value } : value),
  pageObject,
);
