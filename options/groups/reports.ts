import { resolve } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { didYouMean } from '../../harness/model/scenario/nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { badOption } from '../values/bad-option.ts';

/** What a report can be told in. */
export const REPORTER_NAMES = [
  'terminal',
  'json',
  'markdown',
  'github',
  'comment',
  'html',
  'junit',
  'agent',
  'sarif',
] as const;
export type ReporterName = (typeof REPORTER_NAMES)[number];

/** A form of a report, and where its text goes. */
export interface ReportChoice {
  readonly name: ReporterName;
  /** Absolute; null: standard output. */
  readonly file: string | null;
  /** Every note is told, not only the gravest. */
  readonly isVerbose: boolean;
}

/** What every command that tells something may say of its reports. */
export interface ReportWords {
  /** Each `name` or `name=file`. */
  readonly reporter?: readonly string[];
  readonly verbose?: boolean;
}

/**
 * The reports of the command line, else those of the configuration, else the terminal's.
 * @param hasLines - Whether what is told stands at lines of code, which SARIF is for.
 * @throws UserError for an unknown name, a file that is not named, or SARIF where there are no lines.
 */
export function readReports(
  { cwd }: Pick<Host, 'cwd'>,
  { reporter, verbose = false }: ReportWords,
  configured: readonly string[] = [],
  { hasLines = false }: { readonly hasLines?: boolean } = {},
): readonly ReportChoice[] {
  const usual = configured.length > 0 ? configured : ['terminal'];
  const choices = (reporter ?? usual).map((text) => ({
    ...readReport(cwd, text),
    isVerbose: verbose,
  }));
  if (!hasLines && choices.some(({ name }) => name === 'sarif')) {
    throw badOption(
      '--reporter sarif is for findings at lines of code, and this command has none.',
      'Ask perf-harness audit for it.',
    );
  }
  return choices;
}

function readReport(cwd: string, text: string): Omit<ReportChoice, 'isVerbose'> {
  const [word = '', path] = text.split(/=(.*)/s);
  const name = REPORTER_NAMES.find((one) => one === word);
  if (name === undefined) {
    throw new UserError({
      code: 'unknown-reporter',
      message: `There is no reporter "${word}"; expected one of ${REPORTER_NAMES.join(', ')}.`,
      remedy: didYouMean(word, REPORTER_NAMES).trim() || undefined,
    });
  }
  if (path === '') {
    throw badOption(
      `--reporter ${name}= names no file.`,
      `Write --reporter ${name}=FILE, or --reporter ${name} for standard output.`,
    );
  }
  return { name, file: path === undefined ? null : resolve(cwd, path) };
}
