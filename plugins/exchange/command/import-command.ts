import {
  type CommandContext,
  didYouMean,
  type Outcome,
  optionError,
  records,
  UserError,
} from 'perf-harness/plugin';
import { importFiles } from '../import/import-files.ts';
import { IMPORT_FORMATS, type ImportFormat } from '../import/importer.ts';
import type { IMPORT_OPTIONS } from './import-command-options.ts';

type ImportContext = CommandContext<typeof IMPORT_OPTIONS>;

/**
 * `perf-harness import`: results of other programs, into the history of the project. All files are
 * read before anything is saved.
 */
export async function runImport(context: ImportContext): Promise<Outcome> {
  const { host, config, options, progress } = context;
  const { name, shards, baseline } = options;
  const { format, paths } = readFileArguments(context);
  progress.say(`reading ${paths.length === 1 ? paths[0] : `${paths.length} files`} …`);
  const runs = await importFiles(host, { paths, format, name, shards });
  if (baseline !== null) {
    // A failed run cannot be a baseline.
    const completed = runs.filter(({ state }) => state === 'completed');
    records.createBaselineStore(host, config.stateFolder).save(baseline, completed);
  }
  const store = records.createRecordStore(host, config.stateFolder);
  for (const run of runs) store.begin(run).finish(run);
  const document = records.combineRuns(runs);
  return { exitCode: records.exitCodeFor(document, options), document, baseline };
}

/** Reads the arguments: a format and files, or only files. @throws UserError: unknown format. */
export function readFileArguments({
  words,
  options: { as },
}: Pick<ImportContext, 'words' | 'options'>): {
  /** null: detected from their content. */
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
  throw optionError(
    `--as ${as} is not a known format; expected one of ${IMPORT_FORMATS.join(', ')}.`,
    didYouMean(as, IMPORT_FORMATS).trim() || undefined,
  );
}

function isFormat(word: string): word is ImportFormat {
  return (IMPORT_FORMATS as readonly string[]).includes(word);
}
