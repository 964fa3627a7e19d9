import { importRuns } from '../../../api/import/import.ts';
import { IMPORT_FORMATS, type ImportFormat } from '../../../exchange/import/importer.ts';
import { exitCodeFor } from '../../../harness/gate/exit-code-for.ts';
import type { Host } from '../../../harness/host.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { didYouMean } from '../../../harness/model/scenario/nearest-word.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { badOption } from '../../../harness/model/value/bad-option.ts';
import { openProject } from '../../../harness/scenario/open-project.ts';
import type { Call } from '../../../registry/command.ts';
import { readReports } from '../../options/reports.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import type { IMPORT_OPTIONS } from './options.ts';

type ImportCall = Call<typeof IMPORT_OPTIONS>;

/** `perf-harness import`: what other programs have measured, into the history of the project. */
export async function runImport(call: ImportCall): Promise<ExitCode> {
  const { host, flags, options } = call;
  const { name, shards, baseline } = options;
  const files = readFiles(call);
  const config = await openProject(host, flags);
  const reports = readReports(host, flags, [], { hasRuns: true });
  const targets = await openReportTargets(host, reports);
  const report = await telling(host, files.paths, () =>
    importRuns(host, { ...files, config, name, shards, baseline }),
  );
  writeReports(host, targets, report, { baseline });
  return exitCodeFor(report, options);
}

/** A format, then files; or files alone. @throws UserError for a format that there is not. */
export function readFiles({ words, options: { as } }: Pick<ImportCall, 'words' | 'options'>): {
  /** null: it is told from their content. */
  readonly format: ImportFormat | null;
  readonly paths: readonly string[];
} {
  const [first = '', ...others] = words;
  const isNamed = as === null && isFormat(first);
  const paths = isNamed ? others : words;
  if (paths.length === 0) {
    throw new UserError({
      code: 'import-no-file',
      message: `import ${first} names no file.`,
      remedy: `Write for example: perf-harness import ${first} result.json`,
    });
  }
  if (as === null) return { format: isNamed ? first : null, paths };
  if (isFormat(as)) return { format: as, paths };
  throw badOption(
    `--as ${as} is no format; expected one of ${IMPORT_FORMATS.join(', ')}.`,
    didYouMean(as, IMPORT_FORMATS).trim() || undefined,
  );
}

function isFormat(word: string): word is ImportFormat {
  return (IMPORT_FORMATS as readonly string[]).includes(word);
}

/** Nothing is said before reading has taken this long, milliseconds. */
const QUIET_MS = 2_000;

/** Says what takes so long, where it does. */
async function telling<T>(
  { terminal }: Host,
  paths: readonly string[],
  action: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    terminal.err(`reading ${paths.length === 1 ? paths[0] : `${paths.length} files`} …\n`);
  }, QUIET_MS);
  try {
    return await action();
  } finally {
    clearTimeout(timer);
  }
}
