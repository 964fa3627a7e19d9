import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import type { Profile } from '../harness/model/program/profile.ts';
import { didYouMean } from '../harness/model/scenario/nearest-word.ts';
import { ownEntry } from '../harness/model/scenario/own-entry.ts';
import { UserError } from '../harness/model/user-error.ts';
import type { ExportFacts, ProfileExporter } from '../profilers/export/profile-exporter.ts';
import { mergeProfiles } from '../profilers/profile-builder.ts';

/** The forms that profiles are exported in, each loaded when it is asked for. */
const EXPORTERS: Readonly<Record<string, () => Promise<ProfileExporter>>> = {
  speedscope: async () => (await import('../profilers/export/to-speedscope.ts')).speedscopeExporter,
  pprof: async () => (await import('../profilers/export/to-pprof.ts')).pprofExporter,
  chrome: async () => (await import('../profilers/export/to-chrome.ts')).chromeExporter,
};

/** A form, and the file that a profile goes to in it. */
export interface ExportTarget {
  readonly exporter: ProfileExporter;
  /** Absolute. */
  readonly file: string;
}

/**
 * Reads `form=file` arguments. Whether a file can be written is found out at once, before minutes of
 * measuring. @throws UserError for an unknown form, or one without a file.
 */
export async function openExportTargets(
  host: Host,
  wanted: readonly string[],
): Promise<readonly ExportTarget[]> {
  return Promise.all(
    wanted.map(async (argument) => {
      const [form = '', path = ''] = argument.split(/=(.*)/s);
      const load = ownEntry(EXPORTERS, form);
      const forms = Object.keys(EXPORTERS);
      if (load === undefined) {
        throw new UserError({
          code: 'bad-option',
          message: `Profiles are not exported as "${form}"; expected one of ${forms.join(', ')}.`,
          remedy: didYouMean(form, forms).trim() || `Write --export ${forms[0]}=FILE.`,
        });
      }
      if (path === '') {
        throw new UserError({
          code: 'bad-option',
          message: `--export ${form} names no file.`,
          remedy: `Write --export ${form}=FILE.`,
        });
      }
      const file = resolve(host.cwd, path);
      host.files.probeWritable(file);
      return { exporter: await load(), file };
    }),
  );
}

/** Writes what all trials saw together to every target; where nothing was seen, nothing. */
export function writeExports(
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
