import { EXIT, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  findReportedMetric,
  inferMetricType,
  METRICS,
  type MetricName,
} from './optimization-metrics.ts';

const amountSchema = z.object({ value: z.number().positive(), unit: z.string().min(1) });

export const problemSchema = z.object({
  target: z
    .string()
    .min(1)
    .describe('As given by the user: file::symbol, route, scenario or command.'),
  observed_metric: amountSchema.extend({ type: z.string().min(1) }),
  target_metric: z
    .nullable(amountSchema)
    .describe('Target value of the observed metric; null means no target was given.'),
  max_cycles: z.int().positive(),
  audit_report: z.nullable(z.string()),
});
/** Problem to solve: the target, the metric, and the goal (OPT-31). */
export type Problem = z.infer<typeof problemSchema>;

export const NO_TARGET = 'specify file, endpoint, or pipeline to optimize';
export const NO_METRIC = 'specify what metric is slow (e.g., response time, throughput)';
const DEFAULT_MAX_CYCLES = 3;
const EXAMPLE = 'For example: --observed 6300ms:response_time --goal 500ms';

/** Flags that describe the problem, as typed. */
export interface ProblemRequest {
  readonly target?: string | undefined;
  readonly observed?: string | undefined;
  readonly goal?: string | undefined;
  readonly maxCycles?: string | undefined;
  readonly auditReport?: string | undefined;
}

/** @throws UserError (blocked) without target or metric; (usage) for unreadable values. */
export function parseProblem(request: ProblemRequest): Problem {
  const target = request.target?.trim() ?? '';
  if (target === '') throw createBlockedError('no-target', NO_TARGET);
  const observedText = request.observed?.trim() ?? '';
  if (observedText === '') throw createBlockedError('no-metric', NO_METRIC);
  const observed = parseObserved(observedText);
  return {
    target,
    observed_metric: observed,
    target_metric: request.goal === undefined ? null : parseGoal(request.goal, observed.type),
    max_cycles: parseCycles(request.maxCycles),
    audit_report: request.auditReport ?? null,
  };
}

/** `6300ms:response_time`, `512MB`, `120 req/s:throughput`. */
export function parseObserved(text: string): Problem['observed_metric'] {
  const [, number = '', unit = '', named] =
    /^([\d.]+)\s*([^\d\s:]*)(?::\s*(\w+))?$/u.exec(text) ?? [];
  const type = named ?? inferMetricType(unit);
  const value = Number(number);
  if (number === '' || !(value > 0))
    throw unreadable('--observed', text, 'expected a number and a unit');
  if (type === null) throw unreadable('--observed', text, 'the unit does not identify a metric');
  const metric = findReportedMetric(type);
  if (metric === null) {
    throw unreadable(
      '--observed',
      text,
      `"${type}" cannot be an improvement target; use a metric such as response_time, cpu_time, memory or throughput`,
    );
  }
  checkUnit('--observed', text, unit, metric);
  return { value, unit: unit === '' ? 'requests' : unit, type };
}

/** Parses a goal such as `500ms`, whose unit must be of the same kind as the observed metric's. */
export function parseGoal(text: string, type: string): Problem['target_metric'] {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([^\d\s:]*)$/u.exec(text.trim()) ?? [];
  const value = Number(number);
  if (number === '' || !(value > 0))
    throw unreadable('--goal', text, 'expected a number and a unit');
  checkUnit('--goal', text, unit, findReportedMetric(type) ?? 'wall_time_ms');
  return { value, unit: unit === '' ? 'requests' : unit };
}

/** Converts a value to the unit in which the metric is stored. */
export function convertToBaseUnit(
  { value, unit }: { readonly value: number; readonly unit: string },
  metric: MetricName,
): number {
  return value * (METRICS[metric].units[unit] ?? 1);
}

function parseCycles(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MAX_CYCLES;
  const cycles = Number(text);
  if (Number.isInteger(cycles) && cycles > 0) return cycles;
  throw unreadable('--max-cycles', text, 'expected a positive whole number');
}

function checkUnit(flag: string, text: string, unit: string, metric: MetricName): void {
  const known = Object.keys(METRICS[metric].units);
  if (known.includes(unit)) return;
  const names = known.filter((knownUnit) => knownUnit !== '').join(', ');
  throw unreadable(flag, text, `expected a value of ${metric} in ${names}`);
}

function unreadable(flag: string, text: string, why: string): UserError {
  return new UserError({
    code: 'bad-option',
    message: `${flag} "${text}" is invalid: ${why}.`,
    remedy: EXAMPLE,
  });
}

/** Creates an error with the blocked exit code, thrown before anything is written or measured. */
export function createBlockedError(code: string, message: string, remedy = EXAMPLE): UserError {
  return new UserError({ code, message, remedy, exitCode: EXIT.blocked });
}
