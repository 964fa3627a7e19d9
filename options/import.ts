import { IMPORT_FORMATS, type ImportFormat } from '../exchange/import/importer.ts';
import type { Host } from '../harness/host.ts';
import { didYouMean } from '../harness/model/scenario/nearest-word.ts';
import { UserError } from '../harness/model/user-error.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';

/** What `import` takes in, as what, and how it is told. */
export interface ImportOptions {
  readonly config: Config;
  readonly paths: readonly string[];
  /** null: it is told from their content. */
  readonly format: ImportFormat | null;
  /** What the benchmark is called where the file has no name for it. */
  readonly name: string | null;
  /** Whether the files are parts of one run. */
  readonly shards: boolean;
  /** The baseline that they are saved as too; null: none. */
  readonly baseline: string | null;
  readonly reports: readonly ReportChoice[];
  /** Whether what is not known counts in the exit code. */
  readonly strict: boolean;
}

/** As a command line says it. */
export interface ImportWords extends ProjectWords, ReportWords {
  /** A format, then files; or files alone. */
  readonly words: readonly string[];
  readonly as?: string;
  readonly name?: string;
  readonly shards?: boolean;
  readonly baseline?: string;
  readonly strict?: boolean;
}

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readImport(host: Host, words: ImportWords): Promise<ImportOptions> {
  const { name = null, shards = false, baseline = null, strict = false } = words;
  const files = readFiles(words);
  const config = await openProject(host, words);
  const reports = readReports(host, words, [], { hasRuns: true });
  return { ...files, config, name, shards, baseline, reports, strict };
}

function readFiles({ words, as }: ImportWords): Pick<ImportOptions, 'format' | 'paths'> {
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
  throw badOption(
    `--as ${as} is no format; expected one of ${IMPORT_FORMATS.join(', ')}.`,
    didYouMean(as, IMPORT_FORMATS).trim() || undefined,
  );
}

function isFormat(word: string): word is ImportFormat {
  return (IMPORT_FORMATS as readonly string[]).includes(word);
}
