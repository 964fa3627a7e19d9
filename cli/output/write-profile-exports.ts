import { resolve } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { optionError } from '../../harness/model/value/bad-option-error.ts';
import type { ExportFacts, ProfileExporter } from '../../profilers/export/profile-exporter.ts';
import { mergeProfiles } from '../../profilers/profile-builder.ts';

/** Formats for exporting profiles; each is loaded on demand. */
const EXPORTERS = {
  speedscope: async () =>
    (await import('../../profilers/export/to-speedscope.ts')).speedscopeExporter,
  pprof: async () => (await import('../../profilers/export/to-pprof.ts')).pprofExporter,
  chrome: async () =>
    (await import('../../profilers/export/to-chrome-devtools-profile.ts')).chromeExporter,
} as const satisfies Readonly<Record<string, () => Promise<ProfileExporter>>>;
const FORMS = Object.keys(EXPORTERS) as readonly (keyof typeof EXPORTERS)[];

/** An exporter and the file that it writes a profile to. */
interface ExportTarget {
  readonly exporter: ProfileExporter;
  /** Absolute. */
  readonly file: string;
}

/**
 * Loads the exporters, and checks at once that their files can be written, before minutes of
 * measuring. @throws UserError for a file that cannot be written.
 */
export async function openProfileExportTargets(
  { files }: Pick<Host, 'files'>,
  wanted: readonly ExportChoice[],
): Promise<readonly ExportTarget[]> {
  return Promise.all(
    wanted.map(async ({ form, file }) => {
      files.probeWritable(file);
      return { exporter: await EXPORTERS[form](), file };
    }),
  );
}

/** Writes the merged profile of all trials to every target; nothing if there is no profile. */
export function writeProfileExports(
  { files }: Host,
  targets: readonly ExportTarget[],
  [first, ...others]: readonly Profile[],
  facts: ExportFacts,
): void {
  if (targets.length === 0 || first === undefined) return;
  const merged = mergeProfiles([first, ...others]);
  for (const { exporter, file } of targets) {
    const written = exporter.write(merged, facts);
    if (written instanceof Uint8Array) files.writeBytes(file, written);
    else files.writeAtomic(file, written);
  }
}

/** A profile format and the file to write. */
interface ExportChoice extends Pick<ExportTarget, 'file'> {
  readonly form: keyof typeof EXPORTERS;
}

/** Parses each `form=file`. @throws UserError for an unknown format, or for one without a file. */
export function readProfileExports(
  { cwd }: Pick<Host, 'cwd'>,
  texts: readonly string[],
): readonly ExportChoice[] {
  return texts.map((text) => {
    const [word = '', path = ''] = text.split(/=(.*)/s);
    const form = FORMS.find((form) => form === word);
    if (form === undefined) {
      throw optionError(
        `Unknown export format "${word}"; expected one of ${FORMS.join(', ')}.`,
        didYouMean(word, FORMS).trim() || `Write --export ${FORMS[0]}=FILE.`,
      );
    }
    if (path === '') {
      throw optionError(`--export ${form} is missing a file name.`, `Write --export ${form}=FILE.`);
    }
    return { form, file: resolve(cwd, path) };
  });
}
