import { type imports, UserError } from 'perf-harness/plugin';
import type { Importer } from './importer.ts';

/** Runs of one file, or of several files that belong together. */
export interface ImportedFile {
  /** Without their folders. */
  readonly names: readonly string[];
  readonly importer: Importer;
  readonly runs: readonly imports.ImportedRun[];
}

/** One benchmark, from all files that contain it. */
export interface GroupedRun {
  readonly importer: Importer;
  readonly files: readonly string[];
  readonly run: imports.ImportedRun;
}

/**
 * Merges the files: a benchmark in several files gets the trials of all of them, in the order of
 * the files. @throws UserError where they were not measured in the same way.
 */
export function groupRuns(files: readonly ImportedFile[]): readonly GroupedRun[] {
  const groups = new Map<string, GroupedRun>();
  for (const { names, importer, runs } of files) {
    for (const run of distinctNames(runs)) {
      const key = JSON.stringify([importer.format, run.scenario]);
      const known = groups.get(key);
      groups.set(
        key,
        known === undefined ? { importer, files: names, run } : together(known, names, run),
      );
    }
  }
  return [...groups.values()];
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

function together(
  group: GroupedRun,
  names: readonly string[],
  run: imports.ImportedRun,
): GroupedRun {
  const { run: first, files } = group;
  const different = (['settings', 'params', 'machine', 'runtime', 'version'] as const).find(
    (key) => JSON.stringify(first[key]) !== JSON.stringify(run[key]),
  );
  if (different !== undefined) {
    throw new UserError({
      code: 'import-mixed',
      message: `${files[0]} and ${names[0]} both contain "${run.scenario}", but with different ${different}: ${show(first[different])} and ${show(run[different])}.`,
      remedy: 'Import the files separately, then compare the results.',
    });
  }
  const findings = new Map(
    [...first.findings, ...run.findings].map((finding) => [finding.message, finding]),
  );
  return {
    ...group,
    files: [...files, ...names],
    run: {
      ...first,
      trials: [...first.trials, ...run.trials],
      findings: [...findings.values()],
    },
  };
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
