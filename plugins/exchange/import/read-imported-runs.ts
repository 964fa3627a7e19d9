import { basename, dirname, join } from 'node:path';
import { type Files, type imports, metrics, UserError } from 'perf-harness/plugin';
import { benchmarkDotNetImporter } from './benchmarkdotnet-importer.ts';
import { criterionImporter } from './criterion-importer.ts';
import { cruxImporter, cruxTableImporter } from './crux-importer.ts';
import { goBenchmarkImporter } from './go-benchmark-importer.ts';
import { googleBenchmarkImporter } from './google-benchmark-importer.ts';
import { harImporter } from './har-importer.ts';
import { hyperfineImporter } from './hyperfine-importer.ts';
import {
  IMPORT_FORMATS,
  type Importer,
  type ImportFormat,
  ImportProblem,
  type RunDraft,
} from './importer.ts';
import { jmhImporter } from './jmh-importer.ts';
import { k6PointsImporter } from './k6-points-importer.ts';
import { k6SummaryImporter } from './k6-summary-importer.ts';
import { lighthouseImporter } from './lighthouse-importer.ts';
import { artilleryImporter, autocannonImporter } from './load-generator-importers.ts';
import {
  prometheusRangeImporter,
  prometheusTextImporter,
} from './prometheus/prometheus-importers.ts';
import { pytestBenchmarkImporter } from './pytest-benchmark-importer.ts';
import { rumImporter } from './rum-importer.ts';
import { searchConsoleImporter } from './search-console-importer.ts';
import { spansImporter } from './telemetry/opentelemetry-traces-importer.ts';
import { pinoImporter } from './telemetry/pino-importer.ts';
import { mysqlLogImporter, postgresLogImporter } from './telemetry/slow-log-importers.ts';
import { vitestImporter } from './vitest-importer.ts';

/** Characters that a file is recognised by. */
const SNIFFED_CHARACTERS = 16_384;
/** Maximum number of characters of a file read whole, since V8 strings cannot be much longer. */
const MAX_LENGTH = 256 * 1_024 * 1_024;

/** Metrics that are a fraction of a whole. */
const SHARES: ReadonlySet<string> = new Set(['error_rate', 'cache_hit_rate']);

/** Selects the importer of a file. @param format - Format stated by the user; null to detect it. */
export async function selectImporter(
  files: Files,
  path: string,
  format: ImportFormat | null,
): Promise<Importer> {
  if (!files.isFile(path))
    throw new UserError({
      code: 'import-no-file',
      message: files.isFolder(path)
        ? `${path} is a folder without importable files.`
        : `There is no file ${path}.`,
      remedy: `Pass the files that the benchmark program wrote${basename(path).includes('*') ? '; the pattern matches no file' : ''}.`,
    });
  const head = await explained(path, null, () => headOf(files, path));
  if (head.trim() === '') throw trouble(path, null, 'the file is empty');
  if (head.includes('\0')) throw trouble(path, null, 'the file is binary or UTF-16 text');
  const possible = IMPORTERS.filter((importer) => format === null || importer.format === format);
  const found = possible.find(({ recognises }) => recognises(head));
  if (found !== undefined) return found;
  const [only] = possible;
  // With a stated format, the file is read in that format, so that the error says what is wrong
  // with it.
  if (format !== null && only !== undefined && possible.length === 1) return only;
  const [message, remedy] =
    format === null
      ? [
          `${path} is in none of the known formats: ${IMPORT_FORMATS.join(', ')}.`,
          'Specify the format with --as FORMAT, or check that this is the right file.',
        ]
      : [`${path} does not look like a ${format} file.`, 'Check that this is the right file.'];
  throw new UserError({ code: 'import-unknown', message, remedy });
}

/** Reads the runs of a file, or of several that are shards of one run. */
export async function readRuns(
  files: Files,
  importer: Importer,
  paths: readonly [string, ...string[]],
): Promise<readonly imports.ImportedRun[]> {
  const [path] = paths;
  return explained(path, importer, async () => {
    if (importer.type === 'lines') {
      const names = paths.map((path) => basename(path));
      const lines = paths.map((path) => files.readLines(path));
      return completeRuns(await importer.read(lines, names));
    }
    const text = await wholeText(files, path);
    const beside = (name: string): string | null => files.read(join(dirname(path), name));
    return completeRuns(importer.read(text, { path, beside }));
  });
}

const EMPTY_FIELDS = {
  params: {},
  version: null,
  machine: null,
  runtime: null,
  settings: {},
  budgets: [],
  findings: [],
} as const satisfies Partial<imports.ImportedRun>;

/** Fills the fields that a format leaves out. @throws ImportProblem for an impossible measurement. */
function completeRuns(drafts: readonly RunDraft[]): readonly imports.ImportedRun[] {
  for (const { scenario, trials } of drafts) {
    const blocks = trials.flatMap((trial) => (trial.state === 'completed' ? trial.blocks : []));
    const odd = blocks
      .flatMap(({ measurements }) => Object.entries(measurements))
      .find(([name, value]) => !isPossible(name, value));
    if (odd !== undefined) throw new ImportProblem(`its ${odd[0]} in "${scenario}" is ${odd[1]}`);
  }
  return drafts.map((draft) => ({ ...EMPTY_FIELDS, ...draft }));
}

/** Custom metrics of a k6 script may have any value. */
function isPossible(name: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (name.startsWith('k6.') || metrics.findMetric(name) === undefined) return true;
  return value >= 0 && (value <= 1 || !SHARES.has(name));
}

async function headOf(files: Files, path: string): Promise<string> {
  let head = '';
  for await (const part of files.readParts(path)) {
    head += part;
    if (head.length >= SNIFFED_CHARACTERS) break;
  }
  return head.slice(0, SNIFFED_CHARACTERS);
}

async function wholeText(files: Files, path: string): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const part of files.readParts(path)) {
    parts.push(part);
    length += part.length;
    if (length > MAX_LENGTH) throw new ImportProblem('the file is larger than 256 MB');
  }
  return parts.join('');
}

/** Converts problems of a file to user errors; other errors are rethrown unchanged. */
async function explained<T>(
  path: string,
  importer: Importer | null,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const problem = problemOf(error, importer);
    throw problem === null ? error : trouble(path, importer, problem, error);
  }
}

/** Problem of a file, for people; null for a defect. */
function problemOf(error: unknown, importer: Importer | null): string | null {
  if (error instanceof ImportProblem) return error.message;
  // A field of an unexpected type, or nesting deeper than real files have.
  if (importer !== null && (error instanceof TypeError || error instanceof RangeError))
    return `the file does not match the output of ${importer.tool} (${error.message})`;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return 'the file is truncated';
  if (code?.startsWith('Z_') === true) return 'the file cannot be decompressed';
  return code === 'EACCES' ? 'the current user has no permission to read the file' : null;
}

function trouble(
  path: string,
  importer: Importer | null,
  problem: string,
  cause?: unknown,
): UserError {
  const as = importer === null ? '' : ` as ${importer.format}`;
  return new UserError({
    code: 'import-failed',
    message: `${path} cannot be imported${as}: ${problem}.`,
    remedy:
      'Regenerate the file with the program that created it, or check that this is the right file.',
    cause,
  });
}

/** All importers; if several recognise a file, the first one reads it. */
export const IMPORTERS: readonly Importer[] = [
  k6PointsImporter,
  rumImporter,
  autocannonImporter,
  artilleryImporter,
  lighthouseImporter,
  harImporter,
  hyperfineImporter,
  vitestImporter,
  criterionImporter,
  googleBenchmarkImporter,
  pytestBenchmarkImporter,
  jmhImporter,
  benchmarkDotNetImporter,
  goBenchmarkImporter,
  cruxImporter,
  prometheusRangeImporter,
  spansImporter,
  pinoImporter,
  prometheusTextImporter,
  searchConsoleImporter,
  cruxTableImporter,
  mysqlLogImporter,
  postgresLogImporter,
  // Last, since its test of a file's beginning is the weakest.
  k6SummaryImporter,
];
