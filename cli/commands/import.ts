import { importRuns } from '../../api/import/import.ts';
import { IMPORT_FORMATS, type ImportFormat } from '../../exchange/import/importer.ts';
import { exitCodeFor } from '../../harness/gate/exit-code-for.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { didYouMean } from '../../harness/model/scenario/nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { readReports } from '../../options/reports.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { openReportTargets, writeReports } from '../reporting.ts';

export interface ImportCommandOptions extends ProjectOptions {
  /** A format, then files; or files alone. */
  readonly words: readonly string[];
  readonly as?: string;
  readonly name?: string;
  readonly shards?: boolean;
  readonly baseline?: string;
  readonly strict?: boolean;
  readonly reporter?: readonly string[];
}

/** `perf-harness import`: what other programs have measured, into the history of the project. */
export async function importCommand(host: Host, options: ImportCommandOptions): Promise<ExitCode> {
  const { format, paths } = readWords(options);
  const config = await openProject(host, options);
  const targets = await openReportTargets(host, readReports(host, options));
  const { name = null, shards = false, baseline = null, strict = false } = options;
  const report = await telling(host, paths, () =>
    importRuns(host, config, { paths, format, name, shards, baseline }),
  );
  writeReports(host, targets, report, { baseline });
  return exitCodeFor(report, { strict });
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

function readWords({ words, as }: ImportCommandOptions): {
  readonly format: ImportFormat | null;
  readonly paths: readonly string[];
} {
  const [first = '', ...others] = words;
  const isNamed = as === undefined && isFormat(first);
  const paths = isNamed ? others : words;
  if (paths.length === 0) {
    throw new UserError({
      code: 'import-no-file',
      message: `import ${first} names no file.`,
      remedy: `Write for example: perf-harness import ${first} result.json`,
    });
  }
  if (as === undefined) return { format: isNamed ? first : null, paths };
  if (isFormat(as)) return { format: as, paths };
  throw new UserError({
    code: 'bad-option',
    message: `--as ${as} is no format; expected one of ${IMPORT_FORMATS.join(', ')}.`,
    remedy: didYouMean(as, IMPORT_FORMATS).trim() || undefined,
  });
}

function isFormat(word: string): word is ImportFormat {
  return (IMPORT_FORMATS as readonly string[]).includes(word);
}
