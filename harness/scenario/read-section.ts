import { relative } from 'node:path';
import type { z } from 'zod';
import type { Host } from '../host.ts';
import type { Config } from './config.ts';
import { issuesToMistakes } from './schema/issue-to-mistakes.ts';
import { mistakesError, refuseMistakes } from './schema/mistake.ts';

/**
 * A plugin's section of the configuration; undefined: the file has none.
 * @throws UserError naming every mistake in it.
 */
export function readSection<T>(
  { cwd }: Pick<Host, 'cwd'>,
  { file, sections }: Pick<Config, 'file' | 'sections'>,
  key: string,
  schema: z.ZodType<T>,
): T | undefined {
  const value = sections[key];
  if (value === undefined) return undefined;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const about = { code: 'config-invalid', where: file === null ? [] : [relative(cwd, file)] };
  const issues = read.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
  refuseMistakes(issuesToMistakes(issues, sections, about));
  throw mistakesError({ ...about, problem: `${key} is not valid` });
}
