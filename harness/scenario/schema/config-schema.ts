import { z } from 'zod';
import { PLUGIN_CONFIG_SECTIONS } from '../../../registry/official-plugin-config-sections.ts';
import {
  NORM_OPERATIONS,
  type NormOperation,
  type NormOverride,
} from '../../model/scenario/industry-duration-norms.ts';
import { parseAge } from '../../model/value/parse-time-or-age.ts';
import { createTrialsSchema } from './sampling-schema.ts';
import {
  closedObject,
  nonEmptyText,
  parseWith,
  pathList,
  positiveDuration,
  share,
  textList,
  textMap,
  wholeNumber,
} from './schema-building-blocks.ts';

const KEEP =
  'the number of runs to keep per scenario, or an age such as "2y", "6m", "12w" or "90d"';

/** Retention of the history: the newest runs of each scenario by number, or runs up to an age. */
export type HistoryRetention =
  | { readonly type: 'runs'; readonly count: number }
  | { readonly type: 'age'; readonly ageMs: number };

/** Reads `history` of a configuration. */
const historySchema = closedObject('an object with history settings such as url', {
  url: nonEmptyText(
    'a PostgreSQL URL, or the name of an environment variable that holds it',
  ).optional(),
  push: z.boolean({ error: 'true or false' }).optional(),
  keep: parseWith(KEEP, (value): HistoryRetention | undefined => {
    if (typeof value === 'number') {
      return Number.isInteger(value) && value >= 1 ? { type: 'runs', count: value } : undefined;
    }
    const ageMs = typeof value === 'string' ? parseAge(value) : null;
    return ageMs === null || ageMs === 0 ? undefined : { type: 'age', ageMs };
  }).optional(),
});

const milliseconds = parseWith('a number of milliseconds, 0 or more', (value) =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined,
);

const range = closedObject(
  'a range such as { lowMs: 1, highMs: 4, source: "p95 of the last quarter" }',
  {
    lowMs: milliseconds,
    highMs: milliseconds,
    source: nonEmptyText('a description of where the numbers come from'),
  },
).superRefine(({ lowMs, highMs }, context) => {
  if (lowMs > highMs) context.addIssue({ code: 'custom', message: 'lowMs is greater than highMs' });
});

const ranges = Object.fromEntries(
  NORM_OPERATIONS.map((operation) => [operation, range.optional()]),
) as unknown as Record<NormOperation, z.ZodOptional<z.ZodType<NormOverride>>>;

/** Reads `norms` of the configuration. */
const normsSchema = closedObject('an object that maps operations to ranges', ranges);

const TARGET = 'the build output folder of the package, such as "dist"';

type Section = (typeof PLUGIN_CONFIG_SECTIONS)[number];
const sections = Object.fromEntries(
  PLUGIN_CONFIG_SECTIONS.map((key) => [key, z.unknown().optional()]),
) as Record<Section, z.ZodOptional<z.ZodUnknown>>;

export const configSchema = closedObject('an object, as returned by defineConfig({ … })', {
  scenarios: pathList.optional(),
  trials: createTrialsSchema(null).optional(),
  timeout: positiveDuration.optional(),
  margin: share.optional(),
  env: textMap('an object of environment variables').optional(),
  nodeArgs: textList('a list of Node.js flags').optional(),
  k6Path: nonEmptyText('the path of a k6 binary, relative to this file').optional(),
  history: historySchema.optional(),
  keepRecords: wholeNumber(1, 'a whole number of at least 1').optional(),
  reporters: z
    .array(nonEmptyText('a reporter, as "name" or "name=file"'), { error: 'a list of reporters' })
    .optional(),
  plugins: textList('a list of plugin packages or files').optional(),
  norms: normsSchema.optional(),
  codeRules: pathList.optional(),
  carry: pathList.optional(),
  target: parseWith(TARGET, (value) =>
    typeof value === 'string' &&
    /^(?!\.\.?(?:\/|$))[^/\\].*$/u.test(value) &&
    !/(?:^|\/)\.\.(?:\/|$)/u.test(value)
      ? value.replace(/\/+$/u, '')
      : undefined,
  ).optional(),
  ...sections,
});

export type ReadConfig = z.infer<typeof configSchema>;
