import type { z } from 'zod';
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

/** True if the text begins as an object or a list and lacks its end. */
function isCut(text: string): boolean {
  const [start, end] = [text.trimStart()[0], text.trimEnd().at(-1)];
  return (start === '{' && end !== '}') || (start === '[' && end !== ']');
}
