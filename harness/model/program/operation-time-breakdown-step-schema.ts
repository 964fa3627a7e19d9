import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';
import {
  BOTTLENECK_CLASSES,
  type BottleneckClass,
  type Confidence,
} from './bottleneck-classification-types.ts';

export const stepTypeSchema = z.enum(BOTTLENECK_CLASSES);

/** Origin of a number (P811-37). */
const originSchema = z.enum(['measured', 'estimated']);
/** Confidence in an answer (P811-48): measured, derived from structure, or from a table alone. */
const confidenceSchema = z.enum(['HIGH', 'MEDIUM', 'LOW']);

export const shareSchema = z
  .number()
  .min(0)
  .describe('Share of the wall time of an operation, in percent.');

/** Kind of a step: a function runs, or the program waits for something outside of it. */
export const stepKindSchema = z.enum([
  'function_call',
  'http_call',
  'query',
  'pool_wait',
  'file_access',
  'cache_access',
  'child_process',
  'thread_work',
  'timer',
  'framework',
  'unseen',
]);
export type StepKind = z.infer<typeof stepKindSchema>;

/** A function that runs in an operation, or a wait, with its children. */
export interface Step {
  /** Dotted path of positions from 1: `1.1.2`. */
  readonly id: string;
  /** Name of the function, or of the thing waited for. */
  readonly function: string;
  /** `src/users.ts:14`, relative to the root of the project; null if there is no source. */
  readonly location: string | null;
  /** Service that it runs in; only if there are several. */
  readonly service?: string | undefined;
  /** Mean time in one operation, including all descendants. */
  readonly wall_time_ms: number;
  readonly time_share_pct: number;
  /** Part of the time that is in no child. */
  readonly self_time_ms: number;
  readonly type: StepKind;
  readonly step_type: BottleneckClass;
  /** Mean number of waits per operation; null if not counted, as for functions. */
  readonly calls: number | null;
  readonly http_round_trips: number;
  readonly origin: z.infer<typeof originSchema>;
  readonly confidence: Confidence;
  /** Set when deeper calls are not shown. */
  readonly truncated?: boolean | undefined;
  readonly children: readonly Step[];
}

/** A step of the way that an operation takes; its children are called by it. */
export const stepSchema: z.ZodType<Step> = readonlyObject({
  id: z.string().regex(/^\d+(\.\d+)*$/),
  function: z.string(),
  location: z.string().nullable(),
  service: z.string().optional(),
  wall_time_ms: z.number().nonnegative(),
  time_share_pct: shareSchema,
  self_time_ms: z.number().nonnegative(),
  type: stepKindSchema,
  step_type: stepTypeSchema,
  calls: z.number().nonnegative().nullable(),
  http_round_trips: z.number().nonnegative(),
  origin: originSchema,
  confidence: confidenceSchema,
  truncated: z.boolean().optional(),
  get children() {
    return z.array(stepSchema).readonly();
  },
});

/** Returns all steps with their descendants, each parent before its children. */
export function flattenOperationSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flattenOperationSteps(step.children)]);
}
