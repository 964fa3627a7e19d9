import { basename, resolve } from 'node:path';
import { type Host, imports, readers, type records, UserError } from 'perf-harness/plugin';
import type { Importer, ImportFormat } from './importer.ts';
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

/** Files that are read together: one file, or several parts of one log. */
interface FileGroup {
  readonly importer: Importer;
  readonly paths: readonly [string, ...string[]];
}

/** One benchmark, from all files that contain it; the names are without their folders. */
interface GroupedRun {
  readonly importer: Importer;
  readonly files: readonly string[];
  readonly run: imports.ImportedRun;
}

/** Reads results of other programs as records that are not saved yet. @throws UserError */
export async function importFiles(
  { files, clock, cwd }: Pick<Host, 'files' | 'clock' | 'cwd'>,
  { paths, format, name, shards }: ImportRequest,
): Promise<readonly records.RunRecord[]> {
  const found = paths.flatMap((path) => expand(files, resolve(cwd, path)));
  const importers = new Map<string, Importer>();
  for (const path of found) importers.set(path, await selectImporter(files, path, format));
  const groups = shards ? [groupShards(importers)] : groupFiles(importers);
  const benchmarks = new Map<string, GroupedRun>();
  for (const { importer, paths: parts } of groups) {
    const runs = await readRuns(files, importer, parts);
    const names = parts.map((path) => basename(path));
    for (const run of name === null ? distinctNames(runs) : renameRuns(runs, name)) {
      const key = JSON.stringify([importer.format, run.scenario]);
      const known = benchmarks.get(key);
      const fresh = { importer, files: names, run };
      benchmarks.set(key, known === undefined ? fresh : combineTrials(known, fresh));
    }
  }
  const records: records.RunRecord[] = [];
  for (const { importer, files: names, run } of benchmarks.values())
    records.push(await imports.importedRecord(run, { ...importer, files: names }, clock.now()));
  return records;
}

const OF_CRITERION = '**/new/sample.json';

function expand(files: Host['files'], path: string): readonly string[] {
  if (!files.isFolder(path)) return [path];
  const segments = files.list(path).filter((name) => readers.segmentDay(name) !== null);
  if (segments.length > 0) return segments.map((name) => resolve(path, name));
  const inside = files.glob(OF_CRITERION, path);
  return inside.length === 0 ? [path] : inside;
}

/** Single files first, then the parts of each log. */
function groupFiles(importers: ReadonlyMap<string, Importer>): readonly FileGroup[] {
  const isPart = ([, importer]: readonly [string, Importer]): boolean =>
    importer.type === 'lines' && importer.belongTogether === true;
  const parts = Map.groupBy([...importers].filter(isPart), ([, importer]) => importer);
  return [
    ...[...importers]
      .filter((file) => !isPart(file))
      .map(([path, importer]): FileGroup => ({ importer, paths: [path] })),
    ...[...parts].map(([importer, [first, ...others]]): FileGroup => {
      return { importer, paths: [first?.[0] ?? '', ...others.map(([path]) => path)] };
    }),
  ];
}

function groupShards(importers: ReadonlyMap<string, Importer>): FileGroup {
  const [[path, importer] = ['', undefined], ...others] = importers;
  const odd = [...importers].find(([, other]) => other.type !== 'lines' || other !== importer);
  if (importer !== undefined && odd === undefined)
    return { importer, paths: [path, ...others.map(([other]) => other)] };
  throw new UserError({
    code: 'import-no-shard',
    message: `${odd?.[0] ?? 'Nothing'} cannot be used as a shard: raw data points can be merged, but aggregated percentiles cannot.`,
    remedy: 'Pass files written by k6 run --out json=FILE, or omit --shards.',
  });
}

/** Puts names on one line and numbers benchmarks of a file that share a name. */
function distinctNames(runs: readonly imports.ImportedRun[]): readonly imports.ImportedRun[] {
  const seen = new Map<string, number>();
  return runs.map((run) => {
    // Names are shown in tables, but commands may span several lines.
    const name = run.scenario.replace(/\s+/gu, ' ').trim() || run.kind;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...run, scenario: count === 1 ? name : `${name} (${count})` };
  });
}

function renameRuns(
  runs: readonly imports.ImportedRun[],
  name: string,
): readonly imports.ImportedRun[] {
  if (runs.length <= 1) return distinctNames(runs.map((run) => ({ ...run, scenario: name })));
  const names = runs.map(({ scenario }) => scenario);
  throw new UserError({
    code: 'import-name',
    message: `--name ${name} cannot apply to ${names.length} benchmarks: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}.`,
    remedy: 'Omit --name, because each benchmark already has its own name.',
  });
}

/**
 * Adds the trials of a benchmark in another file, in the order of the files.
 * @throws UserError where they were not measured in the same way.
 */
function combineTrials(known: GroupedRun, { files, run }: GroupedRun): GroupedRun {
  const { run: first } = known;
  const different = (['settings', 'params', 'machine', 'runtime', 'version'] as const).find(
    (key) => JSON.stringify(first[key]) !== JSON.stringify(run[key]),
  );
  if (different !== undefined) {
    throw new UserError({
      code: 'import-mixed',
      message: `${known.files[0]} and ${files[0]} both contain "${run.scenario}", but with different ${different}: ${show(first[different])} and ${show(run[different])}.`,
      remedy: 'Import the files separately, then compare the results.',
    });
  }
  const findings = new Map(
    [...first.findings, ...run.findings].map((finding) => [finding.message, finding]),
  );
  const trials = [...first.trials, ...run.trials];
  return {
    ...known,
    files: [...known.files, ...files],
    run: { ...first, trials, findings: [...findings.values()] },
  };
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
