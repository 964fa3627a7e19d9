import {
  type BaselineEntry,
  createBaselineStore,
} from '../../../harness/baseline/baseline-store.ts';
import { combineRuns } from '../../../harness/gate/combine-run-records-into-run-report.ts';
import {
  findRecord,
  type RecordEntry,
} from '../../../harness/history/find-run-record-by-id-or-latest.ts';
import { createRecordStore } from '../../../harness/history/run-record-store.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { findMetric } from '../../../harness/model/metric.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { formatQuantity } from '../../../reports/format-quantity.ts';
import { printable } from '../../../reports/text/printable-text.ts';
import { wrapTextToWidth } from '../../../reports/text/wrap-text-to-width.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import type { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/shared-command-options.ts';
import {
  openReportTargets,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import type { BASELINE_SAVE_OPTIONS } from './baseline-options.ts';

type ProjectCall = Call<typeof PROJECT_OPTIONS>;

/** Default name of a baseline. */
const USUAL_NAME = 'main';

/** `baseline save`: the newest run of each scenario, or the named records. */
export async function saveBaseline(call: Call<typeof BASELINE_SAVE_OPTIONS>): Promise<ExitCode> {
  const { host, flags } = call;
  const [name = USUAL_NAME] = call.words;
  const { run: keys = null, note } = flags;
  const { stateFolder } = await openProject(host, flags);
  const records = createRecordStore(host, stateFolder);
  if (keys !== null && standsForRecord(records.list(), name)) throw namedAfterRecord(name);
  const loaded = (keys ?? ['latest']).flatMap((key) => records.loadRuns(key));
  // Field data of real users are not compared with those of another period.
  const runs = keys === null ? loaded.filter((run) => !isFieldAlone(run)) : loaded;
  const saved = createBaselineStore(host, stateFolder).save(name, runs, note);
  host.terminal.out(`saved ${saved.name}: ${scenarios(saved.runs.length)}\n`);
  // Field data are not stored in baselines, but their presence is reported anyway.
  host.terminal.out(expectedText(keys === null ? loaded : saved.runs));
  return EXIT.ok;
}

/** True if the name selects a record: by its identifier, a unique prefix, or `latest`. */
function standsForRecord(records: readonly RecordEntry[], name: string): boolean {
  try {
    findRecord(records, name);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Returns an error: `--run ONE OTHER` means two records, but would save one as the other. */
function namedAfterRecord(name: string): UserError {
  return new UserError({
    code: 'baseline-name',
    message: `"${name}" is a record, not a baseline name.`,
    remedy: `Repeat the option for each record: --run ${name}`,
  });
}

export async function listBaselines({ host, flags }: ProjectCall): Promise<ExitCode> {
  const { stateFolder } = await openProject(host, flags);
  host.terminal.out(baselineList(createBaselineStore(host, stateFolder).list()));
  return EXIT.ok;
}

export async function showBaseline({
  host,
  words: [name = ''],
  flags,
}: Call<typeof PROJECT_OPTIONS & typeof REPORT_OPTIONS>): Promise<ExitCode> {
  const { stateFolder, root } = await openProject(host, flags);
  const reports = readReportChoices(host, flags, [], { hasRuns: true });
  const targets = await openReportTargets(host, reports);
  const { runs } = createBaselineStore(host, stateFolder).load(name);
  writeReports(host, targets, combineRuns(runs), { baseline: name, root });
  return EXIT.ok;
}

export async function removeBaseline({ host, words, flags }: ProjectCall): Promise<ExitCode> {
  const [name = ''] = words;
  const { stateFolder } = await openProject(host, flags);
  createBaselineStore(host, stateFolder).remove(name);
  host.terminal.out(`removed ${name}\n`);
  return EXIT.ok;
}

export async function promoteBaseline({ host, words, flags }: ProjectCall): Promise<ExitCode> {
  const [from = '', to = ''] = words;
  const { stateFolder } = await openProject(host, flags);
  const promoted = createBaselineStore(host, stateFolder).promote(from, to);
  host.terminal.out(`${to} is now a copy of ${from}: ${scenarios(promoted.runs.length)}\n`);
  return EXIT.ok;
}

function scenarios(count: number): string {
  return `${count} scenario${count === 1 ? '' : 's'}`;
}

/** True if a run has only field data, visits of real users, and no measurements. */
function isFieldAlone({ field, metrics }: RunRecord): boolean {
  return field !== undefined && Object.keys(metrics).length === 0;
}

/** Lists baselines, one per line; damaged baselines with their problem. */
function baselineList(entries: readonly BaselineEntry[]): string {
  if (entries.length === 0) return 'no baselines yet; save one with: perf-harness baseline save\n';
  return entries.map((entry) => `${lineOf(entry)}\n`).join('');
}

function lineOf(entry: BaselineEntry): string {
  if (entry.state === 'damaged') return `${entry.name}  damaged: ${entry.problem}`;
  const count = `${entry.scenarios.length} scenario${entry.scenarios.length === 1 ? '' : 's'}`;
  const note = entry.note === null ? '' : `  ${entry.note}`;
  return `${entry.name.padEnd(12)}  ${entry.savedAt.slice(0, 16).replace('T', ' ')}  ${count}${note}`;
}

/** Recommended content of a web application's baseline before any tuning (LEAD-01). */
const SECTIONS: readonly (readonly [title: string, metrics: readonly string[]])[] = [
  ['response time', ['latency.p50', 'latency.p95', 'latency.p99']],
  ['web vitals', ['lcp', 'cls', 'fid', 'inp']],
  ['caches', ['cache_hit_rate']],
];
const WIDTH = 80;
const INDENT = '    ';

/**
 * Formats the sections of expected values, each with its source: if servers, scripts or pages were
 * measured, every metric has a value or is `not measured`. Empty for other runs.
 */
function expectedText(runs: readonly RunRecord[]): string {
  if (!runs.some(({ kind }) => kind === 'http' || kind === 'k6' || kind === 'page')) return '';
  return SECTIONS.map(([title, metrics]) => sectionOf(title, metrics, runs)).join('');
}

function sectionOf(title: string, metrics: readonly string[], runs: readonly RunRecord[]): string {
  const found = metrics.map((metric) => ({ metric, known: knownOf(metric, runs) }));
  const sources = new Set(found.flatMap(({ known }) => known?.source ?? []));
  const values = found.map(({ metric, known }) => `${metric} ${known?.text ?? 'not measured'}`);
  const head = `${title}: ${printable(sources.size === 0 ? 'no source' : [...sources].join('; '))}`;
  const lines = [
    ...wrapTextToWidth(head, { width: WIDTH, first: '  ', rest: INDENT }),
    ...wrapTextToWidth(values.join(', '), { width: WIDTH, first: INDENT, rest: INDENT }),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Returns the value from the first run that has it; field data of real users take precedence over
 * local measurements (LEAD-07).
 */
function knownOf(
  metric: string,
  runs: readonly RunRecord[],
): { readonly text: string; readonly source: string } | null {
  const unit = findMetric(metric)?.unit ?? 'score';
  for (const { field, scenario } of runs) {
    const p75 = field?.metrics[metric]?.p75;
    if (p75 === undefined) continue;
    return { text: `${formatQuantity(p75, unit)} (p75)`, source: `real users of ${scenario}` };
  }
  for (const { metrics, scenario, imported } of runs) {
    const center = metrics[metric]?.center;
    if (center === undefined) continue;
    const by = imported === undefined || imported.tool === scenario ? '' : ` by ${imported.tool}`;
    return { text: formatQuantity(center, unit), source: `${scenario}${by}` };
  }
  return null;
}
