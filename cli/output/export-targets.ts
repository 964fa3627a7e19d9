import type { Host } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ExportFacts, ProfileExporter } from '../../profilers/export/profile-exporter.ts';
import { mergeProfiles } from '../../profilers/profile-builder.ts';
import type { ExportChoice, ExportForm } from '../options/exports.ts';

/** Each is loaded when it is asked for. */
const EXPORTERS: Readonly<Record<ExportForm, () => Promise<ProfileExporter>>> = {
  speedscope: async () =>
    (await import('../../profilers/export/to-speedscope.ts')).speedscopeExporter,
  pprof: async () => (await import('../../profilers/export/to-pprof.ts')).pprofExporter,
  chrome: async () => (await import('../../profilers/export/to-chrome.ts')).chromeExporter,
};

/** A form, and the file that a profile goes to in it. */
export interface ExportTarget {
  readonly exporter: ProfileExporter;
  /** Absolute. */
  readonly file: string;
}

/**
 * Loads the exporters. Whether a file can be written is found out at once, before minutes of
 * measuring. @throws UserError for one that cannot.
 */
export async function openExportTargets(
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
