import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import { printable } from '../text/printable-text.ts';
import { formatFileNames } from './run/real-user-metrics-display-data.ts';
import type { RunFacts } from './run/single-run-display-data.ts';

/** Kinds of telemetry of a program in production, and the question that each can answer. */
const QUESTIONS = {
  logs: 'why',
  metrics: 'is it slow',
  traces: 'where',
  field: 'does the user care',
} as const;

type TelemetryPillar = keyof typeof QUESTIONS;

export type TelemetrySection = ReturnType<typeof telemetrySections>[number];

/** Source read for a question, and its answers, a line each. */
interface PillarSource {
  readonly source: string;
  readonly lines: readonly string[];
}

const NO_SOURCE = 'no source';

/** Kind of telemetry of each file format of `import` and of `profile`. */
const PILLARS: ReadonlyMap<string, TelemetryPillar> = new Map([
  ['postgresql-log', 'logs'],
  ['mysql-slow-log', 'logs'],
  ['pino', 'logs'],
  ['har', 'traces'],
  ['otlp', 'traces'],
  ['prometheus', 'metrics'],
  ['rum', 'field'],
  ['crux', 'field'],
  ['search-console', 'field'],
]);

/** Returns the pillar of a file format; null: none, as for code profiles and benchmarks. */
export function findTelemetryPillar(format: string): TelemetryPillar | null {
  return PILLARS.get(format) ?? null;
}

/** Returns all four sections, so that a pillar without data is not taken for healthy (LEAD-19). */
export function telemetrySections(
  sources: Readonly<Partial<Record<TelemetryPillar, PillarSource>>>,
) {
  return (Object.entries(QUESTIONS) as [TelemetryPillar, string][]).map(([pillar, question]) => {
    const found = sources[pillar];
    return {
      pillar,
      title: `${pillar[0]?.toUpperCase()}${pillar.slice(1)}`,
      question,
      source: found?.source ?? NO_SOURCE,
      hasSource: found !== undefined,
      lines: found?.lines ?? [],
    };
  });
}

/** Maximum number of runs listed per source; the report has all of them. */
const MAX_RUNS = 3;
/** Maximum number of characters of a name, which may be an SQL statement. */
const LONGEST_NAME = 60;
/** Metrics listed for a run, as far as it has them. */
const TOLD: readonly string[] = [
  'latency.p50',
  'latency.p95',
  'query_time.p50',
  'query_time.p95',
  'error_rate',
  'throughput',
  'lcp',
  'cls',
  'ttfb',
];

/**
 * Summarizes telemetry in four sections if any was inspected: telemetry files were read, or a page
 * has field data. Empty: the runs are plain measurements.
 */
export function summariseProductionTelemetry(
  runs: readonly RunFacts[],
): readonly TelemetrySection[] {
  if (!runs.some(({ run }) => isTelemetry(run))) return [];
  const measured = Map.groupBy(runs, ({ run }) => measuredPillar(run));
  const pillars = (['logs', 'metrics', 'traces'] as const).map(
    (pillar) => [pillar, measured.get(pillar) ?? []] as const,
  );
  const visited = runs.filter(({ field }) => field !== null);
  return telemetrySections(
    Object.fromEntries(
      [...pillars, ['field', visited] as const].flatMap(([pillar, found]) =>
        found.length === 0 ? [] : [[pillar, sourceOf(pillar, found)]],
      ),
    ),
  );
}

function isTelemetry({ imported, field }: RunRecord): boolean {
  return (
    field !== undefined || (imported !== undefined && findTelemetryPillar(imported.format) !== null)
  );
}

/** Returns the section for a run's own numbers; null: none. Measurements made here are metrics. */
function measuredPillar({ imported, metrics }: RunRecord): TelemetryPillar | null {
  if (Object.keys(metrics).length === 0) return null;
  return (imported === undefined ? null : findTelemetryPillar(imported.format)) ?? 'metrics';
}

function sourceOf(pillar: TelemetryPillar, runs: readonly RunFacts[]): PillarSource {
  const sources = Map.groupBy(runs, ({ run }) => nameOfSource(pillar, run));
  const shown = [...sources.values()].flatMap((some) => some.slice(0, MAX_RUNS));
  const lines = shown.map((facts) => lineOf(pillar, facts));
  const more = runs.length - shown.length;
  return {
    source: printable([...sources.keys()].join('; ')),
    lines: more > 0 ? [...lines, `and ${more} more`] : lines,
  };
}

function nameOfSource(pillar: TelemetryPillar, { imported, field }: RunRecord): string {
  if (pillar === 'field' && field !== undefined) {
    const files = formatFileNames(field.files);
    if (field.source === 'collector') return `the perf-harness collector (${files})`;
    return imported === undefined ? files : `${imported.tool} (${files})`;
  }
  return imported === undefined
    ? 'measured by perf-harness'
    : `${imported.tool} (${formatFileNames(imported.files)})`;
}

function lineOf(pillar: TelemetryPillar, { scenario, metrics, field, lead }: RunFacts): string {
  const rows =
    pillar === 'field'
      ? (field?.rows ?? []).map(({ name, p75 }) => `${name} ${p75}`)
      : metrics
          .filter(({ name }) => TOLD.includes(name))
          .map(({ name, center }) => `${name} ${center}`);
  if (rows.length === 0 && lead !== null) rows.push(`${lead.name} ${lead.center}`);
  const name =
    scenario.length > LONGEST_NAME ? `${scenario.slice(0, LONGEST_NAME - 1)}…` : scenario;
  return `${name}: ${rows.join(', ')}${pillar === 'field' ? ' (75th percentiles)' : ''}`;
}
