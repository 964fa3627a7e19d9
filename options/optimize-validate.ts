import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import { UserError } from '../harness/model/user-error.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';

/** What `optimize validate` is to look at. */
export type ValidateOptions =
  | { readonly type: 'plan'; readonly slug: string | undefined }
  | {
      readonly type: 'patch';
      /** As it was named; `-`: standard input. */
      readonly name: string;
      /** Absolute; null: standard input. */
      readonly file: string | null;
      readonly scenario: string | null;
      readonly reports: readonly ReportChoice[];
    };

/** As the command line says it. */
export interface ValidateWords extends ReportWords {
  readonly what?: string;
  readonly scenario?: string;
}

/** Bytes of a patch; nobody reads more. */
const MOST_BYTES = 5_000_000;
const IS_PATCH = /\.(?:diff|patch)$/iu;

/**
 * A patch is a file that is there, or is called like one, or `-`; anything else is the plan of a loop.
 * @throws UserError for a patch that is not there or too long, and for what only a patch has.
 */
export function readValidate(
  host: Pick<Host, 'cwd' | 'files'>,
  { what, scenario, ...words }: ValidateWords,
): ValidateOptions {
  const { cwd, files } = host;
  const path = what === undefined || what === '-' ? null : resolve(cwd, what);
  const isPatch = what === '-' || (path !== null && (IS_PATCH.test(path) || files.isFile(path)));
  if (!isPatch || what === undefined) {
    if (scenario !== undefined || words.reporter !== undefined) {
      throw badOption(
        `${scenario === undefined ? '--reporter' : '--scenario'} is about a patch, and none is named.`,
        'Name a file with a unified diff, or - for standard input.',
      );
    }
    return { type: 'plan', slug: what };
  }
  if (path !== null && !files.isFile(path)) throw notThere(what);
  if (path !== null && files.sizeOf(path) > MOST_BYTES) throw tooLong(what);
  return {
    type: 'patch',
    name: what,
    file: path,
    scenario: scenario ?? null,
    reports: readReports(host, words),
  };
}

function notThere(what: string): UserError {
  return new UserError({
    code: 'no-patch',
    message: `There is no file ${what}.`,
    remedy: 'Name a file with a unified diff, or - for standard input.',
  });
}

function tooLong(what: string): UserError {
  return new UserError({
    code: 'no-patch',
    message: `${what} has more than ${MOST_BYTES / 1_000_000} MB, which nobody reads as a patch.`,
    remedy: 'Name a file with a unified diff of sources.',
  });
}
