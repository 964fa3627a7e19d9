import { z } from 'zod';
import { ImportProblem } from './importer.ts';

/** The JSON of a text in the shape that is expected. @throws ImportProblem */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ImportProblem(isCut(text) ? 'the file is truncated' : 'the file is not JSON');
  }
  return parseValue(value, schema);
}

/** @throws ImportProblem that names the location of an unexpected value. */
export function parseValue<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  const what = issue?.message ?? 'wrong shape';
  throw new ImportProblem(
    `the file has an unexpected structure${where}: ${what[0]?.toLowerCase()}${what.slice(1)}`,
  );
}

function isCut(text: string): boolean {
  const [start, end] = [text.trimStart()[0], text.trimEnd().at(-1)];
  return (start === '{' && end !== '}') || (start === '[' && end !== ']');
}

/** Date and time in any format that JavaScript parses, converted to ISO 8601. */
export const timestampSchema = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: 'expected a date and time' })
  .transform((text) => new Date(text).toISOString());

/** Converts milliseconds since 1970, or a text, to ISO 8601; null if missing or invalid. */
export function toIsoTimestamp(value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Milliseconds in a unit of time, by the names that benchmark tools give them. */
const MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  min: 60_000,
  m: 60_000,
  hr: 3_600_000,
  day: 86_400_000,
};

/** @throws ImportProblem for a unit that no tool writes. */
export function millisecondsPerUnit(unit: string): number {
  const factor = Object.hasOwn(MS, unit) ? MS[unit] : undefined;
  if (factor === undefined)
    throw new ImportProblem(`it reports times in an unknown unit: "${unit}"`);
  return factor;
}

/** Host names of this machine, whose ports differ from run to run. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Converts a URL to the name of a benchmark, without the host if it is this machine. */
export function toBenchmarkName(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  const path = `${url.pathname}${url.search}`;
  return LOOPBACK.test(url.hostname) ? path : `${url.host}${path}`;
}
