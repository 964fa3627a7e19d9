import { resolve } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { didYouMean } from '../../harness/model/scenario/nearest-word.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';

/** The forms that profiles are exported in. */
export const EXPORT_FORMS = ['speedscope', 'pprof', 'chrome'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** A form, and the file that a profile goes to in it. */
export interface ExportChoice {
  readonly form: ExportForm;
  /** Absolute. */
  readonly file: string;
}

/** Each `form=file`. @throws UserError for an unknown form, or one without a file. */
export function readExports(
  { cwd }: Pick<Host, 'cwd'>,
  texts: readonly string[],
): readonly ExportChoice[] {
  return texts.map((text) => {
    const [word = '', path = ''] = text.split(/=(.*)/s);
    const form = EXPORT_FORMS.find((one) => one === word);
    if (form === undefined) {
      throw badOption(
        `Profiles are not exported as "${word}"; expected one of ${EXPORT_FORMS.join(', ')}.`,
        didYouMean(word, EXPORT_FORMS).trim() || `Write --export ${EXPORT_FORMS[0]}=FILE.`,
      );
    }
    if (path === '') {
      throw badOption(`--export ${form} names no file.`, `Write --export ${form}=FILE.`);
    }
    return { form, file: resolve(cwd, path) };
  });
}
