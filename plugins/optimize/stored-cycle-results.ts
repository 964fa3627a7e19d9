import { type Host, type measure, type PerformanceMap, UserError } from 'perf-harness/plugin';
import type { z } from 'zod';
import type { Research } from './document/optimization-hypothesis.ts';
import type { OptimizationPaths, ResultName } from './optimization-paths.ts';
import { parseJsonOrNull } from './parse-json-or-null.ts';
import {
  type Execution,
  type Experiments,
  executionSchema,
  experimentsSchema,
  gateResultSchema,
  profileResultSchema,
  researchResultSchema,
  type Validation,
  validationSchema,
} from './phase-result-schemas.ts';

/** Results of the phases of a cycle, read from disk on each call; null if absent. */
export interface CycleResults {
  readonly map: () => PerformanceMap | null;
  readonly gate: () => measure.WrongToolJudgement | null;
  readonly research: () => Research | null;
  readonly validation: () => Validation | null;
  readonly execution: () => Execution | null;
  /** Log of the executor. */
  readonly experiments: () => Experiments | null;
  readonly keep: (name: ResultName, value: unknown) => void;
}

export function readCycleResults(
  { files }: Host,
  paths: OptimizationPaths,
  cycle: number,
): CycleResults {
  const read = <T>(name: ResultName, schema: z.ZodType<T>): T | null => {
    const path = paths.result(cycle, name);
    const text = files.read(path);
    if (text === null) return null;
    const parsed = schema.safeParse(parseJsonOrNull(text));
    if (parsed.success) return parsed.data;
    throw new UserError({
      code: 'bad-result',
      message: `Cannot read the stored results of cycle ${cycle}: ${path}.`,
      remedy: 'Start over with --fresh.',
    });
  };
  return {
    map: () => read('map', profileResultSchema),
    gate: () => read('gate', gateResultSchema),
    research: () => read('research', researchResultSchema),
    validation: () => read('validation', validationSchema),
    execution: () => read('execution', executionSchema),
    experiments: () => read('experiments', experimentsSchema),
    keep: (name, value) =>
      files.writeAtomic(paths.result(cycle, name), `${JSON.stringify(value, null, 1)}\n`),
  };
}

/** @throws Error where the result of an earlier phase is missing: a defect of the loop itself. */
export function requireResult<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} is missing`);
  return value;
}
