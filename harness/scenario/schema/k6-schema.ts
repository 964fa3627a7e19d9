import { z } from 'zod';
import { kubernetesSchema } from './kubernetes-schema.ts';
import { closed, positiveDuration, reading, text, texts, wholeNumber } from './schema-parts.ts';

/** Processes of k6 that one scenario may have: each is a whole program with its own memory. */
export const MOST_SHARDS = 64;

/** undefined: it is no number of shards. */
export function readShards(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return value >= 1 && value <= MOST_SHARDS ? value : undefined;
}

/** A text is short for an object with only a script. */
export const k6ScriptSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { script: value } : value),
  closed('the path of a k6 script, or an object with script', {
    script: text('the path of a k6 script, from the folder of this file'),
    hosts: texts('a list of names such as "test.k6.io"').optional(),
    vus: wholeNumber(1, 'a whole number of 1 or more').optional(),
    iterations: wholeNumber(1, 'a whole number of 1 or more').optional(),
    duration: positiveDuration.optional(),
    kubernetes: kubernetesSchema.optional(),
    shards: reading(`a whole number of 1 to ${MOST_SHARDS}`, readShards).optional(),
  }),
);
