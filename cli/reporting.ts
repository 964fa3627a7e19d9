import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import type { ReportDocument } from '../harness/model/document.ts';
import type { Reporter } from '../harness/model/reporter.ts';
import { UserError } from '../harness/model/user-error.ts';
import { suggest } from './output/suggest.ts';

/** The reporters there are, each loaded when it is asked for. */
const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = {
  terminal: async () => (await import('../reports/terminal.ts')).terminalReporter,
  json: async () => (await import('../reports/json.ts')).jsonReporter,
};

/** A reporter and where its text goes. */
export interface ReportTarget {
  readonly reporter: Reporter;
  /** Absolute; null: standard output. */
  readonly file: string | null;
}

/**
 * Reads `name` or `name=file` arguments. Files are made at once, so that one that cannot be
 * written is known before minutes of measuring. @throws UserError for an unknown name.
 */
export async function openReportTargets(
  host: Host,
  wanted: readonly string[],
): Promise<readonly ReportTarget[]> {
  return Promise.all(
    wanted.map(async (argument) => {
      const [name = '', path] = argument.split(/=(.*)/s);
      const load = REPORTERS[name];
      if (load === undefined) {
        throw new UserError({
          code: 'unknown-reporter',
          message: `There is no reporter "${name}"; expected one of ${Object.keys(REPORTERS).join(', ')}.`,
          remedy: suggest(name, Object.keys(REPORTERS)),
        });
      }
      const file = path === undefined || path === '' ? null : resolve(host.cwd, path);
      if (file !== null) host.files.probeWritable(file);
      return { reporter: await load(), file };
    }),
  );
}

/** Writes the document to every target: files whole or not at all, the rest to standard output. */
export function writeReports(
  host: Host,
  targets: readonly ReportTarget[],
  document: ReportDocument,
): void {
  const { width, color } = host.terminal;
  for (const { reporter, file } of targets) {
    if (file === null) host.terminal.out(reporter.render(document, { width, color }));
    else host.files.writeAtomic(file, reporter.render(document, { width: 80, color: false }));
  }
}
