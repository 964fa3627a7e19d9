import { z } from 'zod';
import {
  parseDuration,
  parseShare,
  type QuantityProblem,
} from '../../model/scenario/parse-quantity.ts';
import type { CommandLine } from '../../model/scenario/scenario.ts';
import { isFunctionMark } from './serialisable-user-value.ts';

/*
 * Convention for messages: a schema's own message states what was *expected*, and the issue reader
 * adds what was found; a `custom` issue is a whole sentence. Objects list their known keys as the
 * message for an unknown key.
 */

/** Returns a schema that converts a value, or reports in a sentence what is wrong with it. */
export function parseWith<T>(
  expected: string,
  read: (value: unknown) => T | QuantityProblem | undefined,
): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result === undefined) {
      context.issues.push({ code: 'invalid_value', values: [], message: expected, input: value });
      return z.NEVER;
    }
    if (!isProblem(result)) return result;
    context.issues.push({ code: 'custom', message: result.problem, input: value });
    return z.NEVER;
  });
}

function isProblem(result: unknown): result is QuantityProblem {
  return typeof result === 'object' && result !== null && 'problem' in result;
}

/** An object that takes these keys and no others. */
export function closedObject<S extends z.ZodRawShape>(expected: string, shape: S): z.ZodObject<S> {
  const keys = Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? keys : expected),
  }) as unknown as z.ZodObject<S>;
}

/** Text that is not empty. */
export function nonEmptyText(expected: string): z.ZodType<string> {
  return z.string({ error: expected }).min(1, { error: expected });
}

/** Returns the schema of an integer with a lower bound. */
export function wholeNumber(least: number, expected: string): z.ZodType<number> {
  return z.int({ error: expected }).min(least, { error: expected });
}

/** A list of texts. */
export function textList(expected: string): z.ZodType<readonly string[]> {
  return z.array(nonEmptyText(expected), { error: expected });
}

/** Names with texts, such as environment variables. */
export function textMap(expected: string): z.ZodType<Readonly<Record<string, string>>> {
  return z.record(z.string(), z.string({ error: 'a quoted string' }), { error: expected });
}

/** Placeholder of a function, which stays in its module. */
export const functionMark = parseWith('a function', (value) =>
  isFunctionMark(value) ? true : undefined,
);

const DURATION = 'a duration such as "2 s", or milliseconds';

/** Duration in milliseconds; 0 is permitted where the thing is optional. */
export const duration = parseWith(DURATION, readDuration);

/** Milliseconds, more than 0. */
export const positiveDuration = parseWith(DURATION, (value) => {
  const result = readDuration(value);
  return result === 0
    ? { problem: `a duration of 0 is not allowed, expected ${DURATION}` }
    : result;
});

function readDuration(value: unknown): number | QuantityProblem | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : undefined;
}

/** A ratio. */
export const share = parseWith('a percentage such as "5 %"', (value) =>
  typeof value === 'string' || typeof value === 'number' ? parseShare(value) : undefined,
);

/** List of arguments, or text for a shell. */
export const commandLine = parseWith(
  'a command, either a list of arguments such as ["node", "server.js"] or a shell command',
  (value): CommandLine | undefined => {
    if (typeof value === 'string') {
      return value.trim() === '' ? undefined : { type: 'shell', text: value };
    }
    if (!Array.isArray(value) || !value.every((part) => typeof part === 'string')) return undefined;
    const [file, ...args] = value;
    return file === undefined || file === '' ? undefined : { type: 'argv', argv: [file, ...args] };
  },
);

const PLACES = 'a file, folder or glob, or a list of them';

/** Files, folders or globs; one or a list. */
export const pathList = parseWith(PLACES, (value): readonly string[] | undefined => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isPlace = (item: unknown): item is string => typeof item === 'string' && item !== '';
  return list.length > 0 && list.every(isPlace) ? list : undefined;
});
