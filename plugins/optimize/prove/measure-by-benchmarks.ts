import { type Finding, type Host, measure, UserError } from 'perf-harness/plugin';
import { once } from '../../analysis/index.ts';
import { buildFolders, measureBuilt, needsBuild } from './build-folders-before-measuring.ts';
import {
  type ComparedFolders,
  type Measured,
  type MeasurementTarget,
  measureChange,
} from './measure-change.ts';

/** Maximum number of files; those whose benchmarks can be measured one by one come first. */
const MOST_FILES = 5;
/** Time for all of them, milliseconds: a project may have many, and each may take long. */
const BUDGET_MS = 180_000;

/**
 * Measures a change by the scenarios of the project; where it has none, by its benchmarks.
 * @param isGainShown - True if recorded calls show a gain: benchmarks would only confirm it.
 */
export async function measureByScenariosOrBenchmarks(
  host: Host,
  folders: ComparedFolders,
  isGainShown: boolean,
): Promise<Measured> {
  try {
    return await measureBuilt(host, folders, () => measureChange(folders, {}));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'no-scenarios') throw error;
  }
  if (isGainShown) {
    return { gains: [], unmeasured: 'recorded calls show the gain already', findings: [] };
  }
  const files = measure
    .findBenchmarkFiles(host.files, folders.head)
    .filter(({ form }) => form !== 'k6')
    .toSorted((a, b) => Number(a.form === 'program') - Number(b.form === 'program'));
  const gains: Measured['gains'][number][] = [];
  const findings: Finding[] = [];
  const measurable = files.slice(0, MOST_FILES);
  const build = once((on: Host) => buildFolders(on, folders));
  for (const file of measurable) {
    const measureFile = () => tryBenchmark(folders, file, BUDGET_MS / measurable.length);
    let tried = await measureFile();
    if (tried.failure !== null && needsBuild(tried.failure) && (await build(host))) {
      tried = await measureFile();
    }
    gains.push(...tried.gains);
    if (tried.failure !== null) findings.push(notMeasuredFinding(file.path, tried.failure));
  }
  const unmeasured =
    gains.length > 0 ? null : 'no scenario or benchmark of the project measures the change';
  return { gains, unmeasured, findings };
}

/** Measures a file of benchmarks; `failure` says why nothing, or not all of it, was measured. */
async function tryBenchmark(
  folders: ComparedFolders,
  file: measure.BenchmarkFile,
  budgetMs: number,
): Promise<{ readonly gains: Measured['gains']; readonly failure: string | null }> {
  try {
    const { gains } = await measureBenchmark(folders, file, budgetMs);
    const failed = gains.find(({ verdict }) => verdict === 'incomparable');
    return {
      gains: gains.filter(({ verdict }) => verdict !== 'incomparable'),
      failure: failed === undefined ? null : (failed.reason ?? ''),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { gains: [], failure: error.message };
  }
}

/**
 * Measures a change by a file of benchmarks.
 * @param budgetMs - Time for all of them, milliseconds.
 * @throws UserError if it cannot be loaded or run.
 */
export async function measureBenchmark(
  folders: ComparedFolders,
  { path, form }: measure.BenchmarkFile,
  budgetMs = BUDGET_MS,
): Promise<Measured> {
  const subject: MeasurementTarget =
    form === 'program' ? { command: ['node', path] } : { targets: [path] };
  const measured = await measureChange(folders, { ...subject, budgetMs });
  return { ...measured, gains: measured.gains.map((gain) => ({ ...gain, benchmark: path })) };
}

function notMeasuredFinding(path: string, reason: string): Finding {
  return {
    id: 'benchmark-not-measured',
    level: 'info',
    message: `The benchmark ${path} was not measured: ${reason}`,
    remedy: 'Install what it needs, or write a scenario for the code of the change.',
  };
}
