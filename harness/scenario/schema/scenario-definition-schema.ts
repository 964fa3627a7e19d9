import { z } from 'zod';
import { parseThreshold } from '../../gate/parse-k6-threshold.ts';
import { parseBudget } from '../../gate/parse-metric-budget.ts';
import { FIELD_METRICS } from '../../model/field-metrics.ts';
import { findMetric } from '../../model/metric.ts';
import type { Budget } from '../../model/scenario/budget.ts';
import { BUDGET_PRESETS } from '../../model/scenario/budget-preset-names.ts';
import { parseShare } from '../../model/scenario/parse-quantity.ts';
import type { InstructionSettings, ParamValue, Scenario } from '../../model/scenario/scenario.ts';
import { didYouMean } from '../../model/scenario/suggest-nearest-word.ts';
import { k6ScriptSchema } from './k6-schema.ts';
import { fieldSchema, pageSchema } from './page-schema.ts';
import { createTrialsSchema } from './sampling-schema.ts';
import { isK6EngineMetric, listKindMetrics } from './scenario-kind-metrics.ts';
import {
  closedObject,
  commandLine,
  duration,
  functionMark,
  nonEmptyText,
  parseWith,
  positiveDuration,
  share,
  textList,
  textMap,
  wholeNumber,
} from './schema-building-blocks.ts';
import { describeValue, isFunctionMark } from './serialisable-user-value.ts';
import {
  commandCacheSchema,
  requestSchema,
  serverCacheSchema,
  serverSchema,
} from './server-and-request-schema.ts';

const EXPECTED = 'an object such as { jitless: true }';
const jitless = z.boolean({ error: 'true or false' }).optional();

/** The key `instructions` of a function. */
const functionInstructionsSchema = closedObject(EXPECTED, {
  jitless,
  iterations: wholeNumber(1, 'a whole number of calls, at least 1').optional(),
});

/** Schema of `instructions` for a command: each run is counted once, without repetitions. */
const commandInstructionsSchema = closedObject(EXPECTED, { jitless });

/** Metric that the key enables. */
export const INSTRUCTIONS_METRIC = 'instructions';

/** Returns the setting as stored in scenarios; nothing if the definition does not state it. */
export function createInstructionSettings(
  read:
    | { readonly jitless?: boolean | undefined; readonly iterations?: number | undefined }
    | undefined,
): { readonly instructions?: InstructionSettings } {
  if (read === undefined) return {};
  const { jitless: isJitless = false, iterations = null } = read;
  return { instructions: { jitless: isJitless, iterations } };
}

type Kind = Scenario['kind'];

const HOOK = functionMark.optional();

/** True for a single line without outer whitespace: tables show names, searches use them. */
export function isName(text: string): boolean {
  return text.trim() === text && /^[^\p{Cc}]+$/u.test(text);
}

function commonShape(kind: Kind) {
  return {
    name: parseWith('a name on a single line', (value) =>
      typeof value === 'string' && isName(value) ? value : undefined,
    ),
    setup: HOOK,
    teardown: HOOK,
    beforeEach: HOOK,
    env: textMap('an object of environment variables').optional(),
    cwd: nonEmptyText('the path of a folder, relative to this file').optional(),
    prepare: commandLine.optional(),
    metrics: z
      .array(
        parseWith('the name of a metric', (value) => readMetric(kind, value)),
        {
          error: 'a list of metrics',
        },
      )
      .optional(),
    params: paramsSchema.optional(),
    group: nonEmptyText('a name').optional(),
    budgets: perMetric(
      kind,
      'an object such as { wall_time: "< 2 ms" }',
      kind === 'k6' ? readK6Budget : readBudget,
    ).optional(),
    regression: perMetric(kind, 'an object such as { wall_time: "5 %" }', readShare).optional(),
    margin: share.optional(),
    trials: createTrialsSchema(kind).optional(),
    timeout: positiveDuration.optional(),
    tags: textList('a list of tags').optional(),
  };
}

function readMetric(kind: Kind, value: unknown): string | { readonly problem: string } | undefined {
  if (typeof value !== 'string') return undefined;
  const problem = metricProblem(kind, value);
  return problem === null ? value : { problem };
}

/** Returns why scenarios of a kind cannot have a metric of this name; null if they can. */
function metricProblem(kind: Kind, name: string): string | null {
  const { own, onRequest } = listKindMetrics(kind);
  // Metrics of real users are accepted here; without a `field` they are reported as missing later.
  const fromField = kind === 'page' ? FIELD_METRICS : [];
  const all = [...new Set([...own, ...onRequest, ...fromField])];
  if (all.includes(name) || (kind === 'k6' && isK6EngineMetric(name))) return null;
  const hint = didYouMean(name, all);
  const expected = `expected one of ${all.join(', ')}`;
  return findMetric(name) !== undefined
    ? `${kind} scenarios do not measure "${name}"; ${expected}`
    : `there is no metric "${name}"${hint === '' ? `, ${expected}` : `.${hint}`}`;
}

type ReadEntry<T> = (metric: string, value: unknown) => T | { readonly problem: string };

/** Schema of an object keyed by the kind's metrics; each invalid entry is a separate issue. */
function perMetric<T>(
  kind: Kind,
  expected: string,
  read: ReadEntry<T>,
): z.ZodType<ReadonlyMap<string, T>> {
  return z.record(z.string(), z.unknown(), { error: expected }).transform((entries, context) => {
    const results = new Map<string, T>();
    for (const [metric, value] of Object.entries(entries)) {
      const result = read(metric, value);
      const isWrong = typeof result === 'object' && result !== null && 'problem' in result;
      // The parser's message about averages helps more than that there is no such metric.
      const unknown =
        isWrong && /averages/.test(result.problem)
          ? null
          : metricProblem(kind, named(result) ?? metric);
      const message = unknown ?? (isWrong ? result.problem : null);
      if (message !== null) {
        context.issues.push({ code: 'custom', message, path: [metric], input: value });
      } else results.set(metric, result as T);
    }
    return results;
  });
}

/** Returns the actual metric of a limit that was given for an alternative name. */
function named(result: unknown): string | undefined {
  return (result as { readonly metric?: string }).metric;
}

/** Reads a budget; limits in k6 syntax may use k6's names of metrics. */
function readK6Budget(metric: string, value: unknown): Budget | { readonly problem: string } {
  const [level, text] = Array.isArray(value) ? value : ['error', value];
  if (findMetric(metric) === undefined && typeof text === 'string' && !/avg/.test(text)) {
    const parsed = parseThreshold(metric, text);
    const isLevel = level === 'warn' || level === 'error';
    if ('budget' in parsed && isLevel) return { ...parsed.budget, level };
  }
  return readBudget(metric, value);
}

function readBudget(metric: string, value: unknown): Budget | { readonly problem: string } {
  if (typeof value === 'string') return parseBudget(metric, value, 'error');
  if (Array.isArray(value) && value.length === 2) {
    const [level, limit] = value;
    if ((level === 'warn' || level === 'error') && typeof limit === 'string') {
      return parseBudget(metric, limit, level);
    }
  }
  return {
    problem: `found ${describeValue(value)}, expected a limit such as "< 250 ms", or ["warn", "< 250 ms"]`,
  };
}

function readShare(_metric: string, value: unknown): number | { readonly problem: string } {
  if (typeof value === 'string' || typeof value === 'number') return parseShare(value);
  return { problem: `found ${describeValue(value)}, expected a percentage such as "5 %"` };
}

const paramValue = z.union([z.string(), z.number(), z.boolean()], {
  error: 'a string, a number, true or false',
});
const VALUES = 'a list of at least one value';
const paramsSchema: z.ZodType<Readonly<Record<string, readonly ParamValue[]>>> = z
  .record(z.string(), z.array(paramValue, { error: VALUES }).min(1, { error: VALUES }), {
    error: 'an object such as { size: [10, 1000] }',
  })
  .transform((params, context) => {
    for (const name of Object.keys(params)) {
      if (/^[A-Za-z_]\w*$/.test(name)) continue;
      const message = `"${name}" is not a valid parameter name, expected letters, digits and underscores`;
      context.issues.push({ code: 'custom', message, path: [name], input: params[name] });
    }
    return params;
  });

const functionSchema = closedObject('an object', {
  ...commonShape('function'),
  run: functionMark,
  nodeArgs: textList('a list of Node.js flags').optional(),
  duration: positiveDuration.optional(),
  warmup: duration.optional(),
  instructions: functionInstructionsSchema.optional(),
});

const commandSchema = closedObject('an object', {
  ...commonShape('command'),
  command: commandLine,
  exitCodes: z
    .array(wholeNumber(0, 'an exit code'), { error: 'a list of exit codes' })
    .min(1, { error: 'a list of exit codes' })
    .optional(),
  cache: commandCacheSchema.optional(),
  instructions: commandInstructionsSchema.optional(),
});

/** Named limits, for kinds with suitable metrics. */
const preset = z.enum(BUDGET_PRESETS, { error: `one of ${BUDGET_PRESETS.join(', ')}` }).optional();

const httpSchema = closedObject('an object', {
  ...commonShape('http'),
  preset,
  server: serverSchema.optional(),
  http: requestSchema,
  cache: serverCacheSchema.optional(),
});

const k6Schema = closedObject('an object', {
  ...commonShape('k6'),
  preset,
  server: serverSchema.optional(),
  k6: k6ScriptSchema,
});

const pageScenarioSchema = closedObject('an object', {
  ...commonShape('page'),
  preset,
  server: serverSchema.optional(),
  page: pageSchema,
  field: fieldSchema.optional(),
});

/** Schemas of the definitions of each kind; the results are in base units, without defaults. */
export const DEFINITION_SCHEMAS = {
  function: functionSchema,
  command: commandSchema,
  http: httpSchema,
  k6: k6Schema,
  page: pageScenarioSchema,
} as const;

export type ReadFunction = z.infer<typeof functionSchema>;
export type ReadCommand = z.infer<typeof commandSchema>;
export type ReadHttp = z.infer<typeof httpSchema>;
export type ReadK6 = z.infer<typeof k6Schema>;
export type ReadPage = z.infer<typeof pageScenarioSchema>;

export type ReadDefinition =
  | ({ readonly kind: 'function' } & ReadFunction)
  | ({ readonly kind: 'command' } & ReadCommand)
  | ({ readonly kind: 'http' } & ReadHttp)
  | ({ readonly kind: 'k6' } & ReadK6)
  | ({ readonly kind: 'page' } & ReadPage);

/** Returns kinds whose definitions have a key, to tell a misplaced from a misspelled key. */
export function kindsWithKey(key: string): readonly Kind[] {
  const kinds = Object.keys(DEFINITION_SCHEMAS) as Kind[];
  return kinds.filter((kind) => Object.hasOwn(DEFINITION_SCHEMAS[kind].shape, key));
}

/** True if a raw definition has a hook of this name. */
export function hasHook(raw: unknown, hook: string): boolean {
  return typeof raw === 'object' && raw !== null && isFunctionMark(Reflect.get(raw, hook));
}
