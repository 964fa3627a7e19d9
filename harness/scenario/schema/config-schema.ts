import { z } from 'zod';
import { auditSchema } from './audit-schema.ts';
import { historySchema } from './history-schema.ts';
import { monitoringSchema } from './monitoring-schema.ts';
import { normsSchema } from './norms-schema.ts';
import { optimizeSchema } from './optimize-schema.ts';
import { trialsSchemaOf } from './sampling.ts';
import {
  closed,
  places,
  positiveDuration,
  reading,
  share,
  text,
  textMap,
  texts,
  wholeNumber,
} from './schema-parts.ts';

const TARGET = 'a folder of the package that the build writes to, such as "dist"';

/** Reads what a config file exports or holds. */
export const configSchema = closed('an object, as defineConfig({ … }) returns', {
  scenarios: places.optional(),
  trials: trialsSchemaOf(null).optional(),
  timeout: positiveDuration.optional(),
  margin: share.optional(),
  env: textMap('an object of environment variables').optional(),
  nodeArgs: texts('a list of flags for Node.js').optional(),
  k6Path: text('the path of a k6 program, from the folder of this file').optional(),
  history: historySchema.optional(),
  keepRecords: wholeNumber(1, 'a whole number of 1 or more').optional(),
  reporters: z
    .array(text('a reporter, as "name" or "name=file"'), { error: 'a list of reporters' })
    .optional(),
  plugins: texts('a list of plugins, by package or file').optional(),
  optimize: optimizeSchema.optional(),
  monitoring: monitoringSchema.optional(),
  norms: normsSchema.optional(),
  codeRules: places.optional(),
  audit: auditSchema.optional(),
  carry: places.optional(),
  target: reading(TARGET, (value) =>
    typeof value === 'string' &&
    /^(?!\.\.?(?:\/|$))[^/\\].*$/u.test(value) &&
    !/(?:^|\/)\.\.(?:\/|$)/u.test(value)
      ? value.replace(/\/+$/u, '')
      : undefined,
  ).optional(),
});

export type ReadConfig = z.infer<typeof configSchema>;
