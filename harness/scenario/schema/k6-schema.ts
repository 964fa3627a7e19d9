import { z } from 'zod';
import { checkTargetUrl } from '../../model/scenario/allowed-remote-hosts.ts';
import {
  closedObject,
  nonEmptyText,
  parseWith,
  positiveDuration,
  textList,
  textMap,
  wholeNumber,
} from './schema-building-blocks.ts';

const QUANTITIES = 'an object such as { cpu: "500m", memory: "256Mi" }';
const YES_OR_NO = { error: 'true or false' };

/** Settings for running a k6 script in a cluster. */
const kubernetesSchema = closedObject('an object with keys such as baseUrl, image and results', {
  // Permission to load this address is checked when the load starts, since it is an address in the
  // cluster.
  baseUrl: z
    .string({ error: 'a URL such as "http://shop.example"' })
    .refine((url) => URL.canParse(url) && checkTargetUrl(url, [new URL(url).hostname]) === null, {
      error: 'a URL such as "http://shop.example"',
    })
    .optional(),
  image: nonEmptyText('the name of a container image for the runners').optional(),
  separate: z.boolean(YES_OR_NO).optional(),
  cleanup: z.boolean(YES_OR_NO).optional(),
  requests: textMap(QUANTITIES).optional(),
  limits: textMap(QUANTITIES).optional(),
  results: nonEmptyText('the name of a persistent volume claim').optional(),
  args: textList('a list of k6 arguments').optional(),
});

/** Maximum k6 processes per scenario: each is a whole program with its own memory. */
export const MOST_SHARDS = 64;

/** undefined: it is no number of shards. */
export function parseShards(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return value >= 1 && value <= MOST_SHARDS ? value : undefined;
}

/** A text is short for an object with only a script. */
export const k6ScriptSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { script: value } : value),
  closedObject('the path of a k6 script, or an object with the key script', {
    script: nonEmptyText('the path of a k6 script, relative to this file'),
    hosts: textList('a list of host names such as "test.k6.io"').optional(),
    vus: wholeNumber(1, 'a whole number of at least 1').optional(),
    iterations: wholeNumber(1, 'a whole number of at least 1').optional(),
    duration: positiveDuration.optional(),
    kubernetes: kubernetesSchema.optional(),
    shards: parseWith(`a whole number from 1 to ${MOST_SHARDS}`, parseShards).optional(),
  }),
);
