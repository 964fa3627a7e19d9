import { resolve } from 'node:path';
import { type Flags, type Host, optionError, UserError } from 'perf-harness/plugin';
import type { VALIDATE_OPTIONS } from './optimize-command-options.ts';

/** Subject of `optimize validate`. */
export type ValidateOptions =
  | { readonly type: 'plan'; readonly slug: string | null }
  | {
      readonly type: 'patch';
      /** As it was named; `-`: standard input. */
      readonly name: string;
      /** Absolute; null: standard input. */
      readonly file: string | null;
      readonly scenario: string | null;
    };

/** Maximum size of a patch in bytes; nobody reads more. */
const MOST_BYTES = 5_000_000;
const IS_PATCH = /\.(?:diff|patch)$/iu;

/**
 * Parses the argument: `-`, an existing file or a name ending in .diff or .patch is a patch;
 * anything else names the plan of a loop.
 * @throws UserError for a patch that is missing or too long, and for options that only a patch has.
 */
export function parseValidateOptions(
  { cwd, files }: Pick<Host, 'cwd' | 'files'>,
  argument: string | null,
  { scenario, reporter }: Flags<typeof VALIDATE_OPTIONS> & { readonly reporter?: unknown },
): ValidateOptions {
  const path = argument === null || argument === '-' ? null : resolve(cwd, argument);
  const isPatch =
    argument === '-' || (path !== null && (IS_PATCH.test(path) || files.isFile(path)));
  if (!isPatch || argument === null) {
    if (scenario !== undefined || reporter !== undefined) {
      throw optionError(
        `${scenario === undefined ? '--reporter' : '--scenario'} applies to a patch, but no patch is given.`,
        'Pass a file with a unified diff, or - for standard input.',
      );
    }
    return { type: 'plan', slug: argument };
  }
  if (path !== null && !files.isFile(path)) throw noPatch(`File ${argument} does not exist.`);
  if (path !== null && files.sizeOf(path) > MOST_BYTES) {
    throw noPatch(
      `${argument} is larger than ${MOST_BYTES / 1_000_000} MB, too large for a patch.`,
      ' of sources',
    );
  }
  return { type: 'patch', name: argument, file: path, scenario: scenario ?? null };
}

function noPatch(message: string, what = ', or - for standard input'): UserError {
  return new UserError({
    code: 'no-patch',
    message,
    remedy: `Pass a file with a unified diff${what}.`,
  });
}
