import type { z } from 'zod';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';

export interface ExpectedDocument<T> {
  /** Name in messages, and first part of error codes: `record`, `baseline`. */
  readonly noun: string;
  /** Identifier with its version: `perf-harness/run@1`. */
  readonly identifier: string;
  readonly schema: z.ZodType<T>;
  /** Exit code if the file cannot be used. */
  readonly exitCode?: ExitCode;
}

/** Parses a versioned JSON file's text. @throws UserError with file, problem and remedy. */
export function parseVersioned<T>(text: string, path: string, expected: ExpectedDocument<T>): T {
  const value = parseJson(text, path, expected);
  const found = identifierOf(value);
  if (found === null) {
    throw documentError(expected, 'damaged', {
      message: `${path} is not ${withArticle(expected.noun)} from perf-harness: it has no "schema" key that identifies it.`,
      remedy: 'Pass another file, or remove this file.',
    });
  }
  if (found !== expected.identifier) throw otherIdentifier(found, path, expected);
  const parsed = expected.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw documentError(expected, 'damaged', {
    message: `The ${expected.noun} ${path} is damaged${where}: ${issue?.message ?? 'wrong shape'}.`,
    remedy: damagedRemedy(expected.noun),
  });
}

function parseJson<T>(text: string, path: string, expected: ExpectedDocument<T>): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const what =
      text.trim() === ''
        ? 'it is empty'
        : isTruncated(text)
          ? 'it is truncated'
          : 'it is not valid JSON';
    throw documentError(expected, 'damaged', {
      message: `The ${expected.noun} ${path} is damaged: ${what}.`,
      remedy: damagedRemedy(expected.noun),
      cause: error,
    });
  }
}

/** True if a text starts as an object but is cut off inside it. */
function isTruncated(text: string): boolean {
  return text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
}

function identifierOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}

function otherIdentifier<T>(found: string, path: string, expected: ExpectedDocument<T>): UserError {
  const [expectedName, expectedVersion] = splitIdentifier(expected.identifier);
  const [name, version] = splitIdentifier(found);
  if (name !== expectedName) {
    return documentError(expected, 'other', {
      message: `${path} contains ${found}, but ${withArticle(expected.noun)} (${expected.identifier}) is required here.`,
      remedy: `Pass a file that contains ${withArticle(expected.noun)}.`,
    });
  }
  const isNewer = version > expectedVersion;
  return documentError(expected, isNewer ? 'newer' : 'older', {
    message: `The ${expected.noun} ${path} was written by ${isNewer ? 'a newer' : 'an older'} perf-harness: it contains ${found}, but this version reads ${expected.identifier}.`,
    remedy: isNewer
      ? 'Update perf-harness, or measure again with this version.'
      : 'Measure again with this version.',
  });
}

function splitIdentifier(identifier: string): readonly [name: string, version: number] {
  const at = identifier.lastIndexOf('@');
  return [identifier.slice(0, at), Number(identifier.slice(at + 1))];
}

/** `a record`, `an entry` */
function withArticle(noun: string): string {
  return `${/^[aeiou]/u.test(noun) ? 'an' : 'a'} ${noun}`;
}

function damagedRemedy(noun: string): string {
  return noun === 'baseline'
    ? 'Restore the baseline from version control, or remove the file and save the baseline again.'
    : 'Remove the file, or restore it from a backup; other records are not affected.';
}

function documentError<T>(
  { noun, exitCode }: ExpectedDocument<T>,
  kind: 'damaged' | 'newer' | 'older' | 'other',
  details: { readonly message: string; readonly remedy: string; readonly cause?: unknown },
): UserError {
  return new UserError({ code: `${noun}-${kind}`, exitCode: exitCode ?? EXIT.usage, ...details });
}
