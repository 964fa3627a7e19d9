import { basename, resolve } from 'node:path';
import { type Host, imports, readers, type records, UserError } from 'perf-harness/plugin';
import type { Importer, ImportFormat } from './importer.ts';
import { groupRuns, type ImportedFile } from './merge-imported-runs-by-benchmark.ts';
import { readRuns, selectImporter } from './read-imported-runs.ts';

export interface ImportRequest {
  /** Paths as given by the user: files, or output folders of a tool. */
  readonly paths: readonly string[];
  /** Format of the files; null to detect it for each file by its content. */
  readonly format: ImportFormat | null;
  /** Name of the scenario, if there is only one; null for the name in the file. */
  readonly name: string | null;
  /** True where the files are parts of one run, whose points are merged. */
  readonly shards: boolean;
}

/** Reads results of other programs as records that are not saved yet. @throws UserError */
export async function importFiles(
  { files, clock, cwd }: Pick<Host, 'files' | 'clock' | 'cwd'>,
  { paths, format, name, shards }: ImportRequest,
): Promise<readonly records.RunRecord[]> {
  const found = paths.flatMap((path) => expand({ files }, resolve(cwd, path)));
  const importers = new Map<string, Importer>();
  for (const path of found) importers.set(path, await selectImporter(files, path, format));
  const read = shards
    ? [await readShards({ files }, importers)]
    : await readEach({ files }, importers);
  const groups = groupRuns(name === null ? read : withName(read, name));
  const records: records.RunRecord[] = [];
  for (const { importer, files: names, run } of groups) {
    records.push(await imports.importedRecord(run, { ...importer, files: names }, clock.now()));
  }
  return records;
}

/** Files in which criterion stores its latest measurements. */
const OF_CRITERION = '**/new/sample.json';

function expand({ files }: Pick<Host, 'files'>, path: string): readonly string[] {
  if (!files.isFolder(path)) return [path];
  const segments = files.list(path).filter((name) => readers.segmentDay(name) !== null);
  if (segments.length > 0) return segments.map((name) => resolve(path, name));
  const inside = files.glob(OF_CRITERION, path);
  return inside.length === 0 ? [path] : inside;
}

async function readEach(
  { files }: Pick<Host, 'files'>,
  importers: ReadonlyMap<string, Importer>,
): Promise<readonly ImportedFile[]> {
  const read: ImportedFile[] = [];
  const parts = new Map<Importer, [string, ...string[]]>();
  for (const [path, importer] of importers) {
    if (importer.type === 'lines' && importer.belongTogether === true) {
      const known = parts.get(importer);
      if (known === undefined) parts.set(importer, [path]);
      else known.push(path);
    } else read.push(await readTogether({ files }, importer, [path]));
  }
  for (const [importer, paths] of parts) read.push(await readTogether({ files }, importer, paths));
  return read;
}

async function readTogether(
  { files }: Pick<Host, 'files'>,
  importer: Importer,
  paths: readonly [string, ...string[]],
): Promise<ImportedFile> {
  const runs = await readRuns(files, importer, paths);
  return { names: paths.map((path) => basename(path)), importer, runs };
}

async function readShards(
  { files }: Pick<Host, 'files'>,
  importers: ReadonlyMap<string, Importer>,
): Promise<ImportedFile> {
  const [[path, importer] = ['', undefined], ...others] = importers;
  const odd = [...importers].find(
    ([, otherImporter]) => otherImporter.type !== 'lines' || otherImporter !== importer,
  );
  if (importer === undefined || odd !== undefined) {
    throw new UserError({
      code: 'import-no-shard',
      message: `${odd?.[0] ?? 'Nothing'} cannot be used as a shard: raw data points can be merged, but aggregated percentiles cannot.`,
      remedy: 'Pass files written by k6 run --out json=FILE, or omit --shards.',
    });
  }
  return readTogether({ files }, importer, [path, ...others.map(([other]) => other)]);
}

function withName(read: readonly ImportedFile[], name: string): readonly ImportedFile[] {
  const many = read.find(({ runs }) => runs.length > 1);
  if (many !== undefined) {
    const names = many.runs.map(({ scenario }) => scenario);
    throw new UserError({
      code: 'import-name',
      message: `--name ${name} cannot apply to ${names.length} benchmarks: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}.`,
      remedy: 'Omit --name, because each benchmark already has its own name.',
    });
  }
  const named = (run: imports.ImportedRun): imports.ImportedRun => ({
    ...run,
    scenario: name,
  });
  return read.map((file) => ({ ...file, runs: file.runs.map(named) }));
}
