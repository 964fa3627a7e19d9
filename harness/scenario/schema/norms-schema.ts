import type { z } from 'zod';
import {
  NORM_OPERATIONS,
  type NormOperation,
  type NormOverride,
} from '../../model/scenario/norm.ts';
import { closed, reading, text } from './schema-parts.ts';

const milliseconds = reading('milliseconds, as a number of 0 or more', (value) =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined,
);

const range = closed('a range, as { lowMs: 1, highMs: 4, source: "p95 of the last quarter" }', {
  lowMs: milliseconds,
  highMs: milliseconds,
  source: text('where the numbers come from'),
}).superRefine(({ lowMs, highMs }, context) => {
  if (lowMs > highMs) context.addIssue({ code: 'custom', message: 'lowMs is above highMs' });
});

const ranges = Object.fromEntries(
  NORM_OPERATIONS.map((operation) => [operation, range.optional()]),
) as unknown as Record<NormOperation, z.ZodOptional<z.ZodType<NormOverride>>>;

/** Reads `norms` of the configuration. */
export const normsSchema = closed('an object of kinds of work with their ranges', ranges);
