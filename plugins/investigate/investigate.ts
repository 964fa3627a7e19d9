import type { Host } from 'perf-harness/plugin';
import { analyseRepositoryChanges } from './code/analyse-repository-changes.ts';
import type { AuditLines } from './code/convert-audit-findings-to-suspected-changes.ts';
import type { Repository } from './code/git-repository.ts';
import { type NamedDeployment, readRepositoryHistory } from './code/read-repository-history.ts';
import { analyseLogObservations } from './data/analyse-log-observations.ts';
import { findMetricSignals } from './data/find-metrics-changed-at-onset.ts';
import { composeInvestigationReport } from './diagnosis/compose-investigation-report.ts';
import type {
  InfrastructurePart,
  InvestigationEffort,
  InvestigationReport,
} from './document/investigation-document.ts';
import {
  analyseInfrastructure,
  type ChangedConfiguration,
} from './infrastructure/analyse-configuration-changes.ts';
import {
  readAutoscalerManifests,
  readDeliveredConfigurations,
} from './infrastructure/read-deployed-configuration-versions.ts';
import { type MeasureCommits, reproduceCauses } from './measure-suspected-commits.ts';
import { addUtilizationSeries } from './observations/metric-time-series-table.ts';
import { createTimeGrid } from './observations/requests-by-interval.ts';
import type { AccessFormat } from './read/access-log-format.ts';
import type { FieldMap } from './read/log-record-fields.ts';
import { type ReadingProgress, readObservations } from './read/read-log-files.ts';

type Phase = InvestigationEffort['phase'];

/** Estimated working time of each phase, in minutes: from, to (INV-07). */
const PLANNED_MINUTES: Readonly<Record<Phase, readonly [number, number]>> = {
  'set-up': [30, 60],
  data: [120, 180],
  code: [120, 180],
  infrastructure: [120, 180],
  synthesis: [60, 120],
  validation: [120, 240],
};

/** Estimated and actual effort; a phase that was not performed has no time. */
function effortOf(taken: Readonly<Partial<Record<Phase, number>>>): readonly InvestigationEffort[] {
  return (Object.keys(PLANNED_MINUTES) as Phase[]).map((phase) => ({
    phase,
    planned_minutes: PLANNED_MINUTES[phase],
    actual_ms: taken[phase] ?? null,
  }));
}

export interface InvestigationRequest {
  readonly id: string;
  readonly incident: InvestigationReport['incident'];
  /** Name of the slow service as stated by the user; null: not stated. */
  readonly namedService: string | null;
  /** Absolute. */
  readonly logs: readonly string[];
  /** Files among the logs that were named as time series. Default: none. */
  readonly metrics?: readonly string[];
  readonly formats: readonly AccessFormat[];
  readonly map: FieldMap | null;
  /** null if none was named, or there is none. */
  readonly repository: Repository | null;
  /** In place of tags; null: tags. */
  readonly deployments: readonly NamedDeployment[] | null;
  /** Reads the configurations named by options, in addition to those of the repository. */
  readonly configurations: () => readonly ChangedConfiguration[];
  /** Audits deployed changes; null if no auditor is available. */
  readonly audit: AuditLines | null;
  /** Measures suspected commits; null: not requested. */
  readonly measure: MeasureCommits | null;
  readonly signal: AbortSignal;
  readonly onProgress?: (event: ReadingProgress) => void;
  /** When the setting up began, on the monotonic clock. */
  readonly begunMs: number;
}

type Outcome<Part> =
  | { readonly state: 'completed'; readonly part: Part }
  | { readonly state: 'not available' | 'failed'; readonly reason: string };

/**
 * Runs three analysers concurrently; a failure of one is reported, and the others continue
 * (INV-01). A pure function combines their results.
 */
export async function investigate(
  host: Host,
  request: InvestigationRequest,
): Promise<InvestigationReport> {
  const { id, incident, repository, signal } = request;
  const [since, until] = [Date.parse(incident.since), Date.parse(incident.until)];
  const clock = host.clock.monotonicMs;
  const taken = { 'set-up': clock() - request.begunMs, data: 0, code: 0, infrastructure: 0 };
  const history =
    repository === null
      ? null
      : readRepositoryHistory(repository, request.deployments, { since, until });
  // The failure reaches the code that awaits it; where nothing does, it must not end the process as
  // an unhandled rejection.
  history?.catch(() => undefined);
  const reading = readObservations(host, { ...request, grid: createTimeGrid(since, until) });
  const timed = <Part>(
    phase: 'data' | 'code' | 'infrastructure',
    look: () => Promise<Outcome<Part>>,
  ): Promise<Outcome<Part>> => {
    const start = clock();
    return attempt(signal, look).finally(() => {
      taken[phase] = clock() - start;
    });
  };
  const [data, code, infrastructure] = await Promise.all([
    timed('data', async () => {
      if (request.logs.length === 0) return missing('no logs were given (--logs)');
      const { observed, sources } = await reading;
      return { state: 'completed', part: analyseLogObservations(observed, sources, request) };
    }),
    timed('code', async () => {
      if (repository === null || history === null)
        return missing('there is no git repository (--repo)');
      const { audit } = request;
      const window = { since, until, history: await history, audit };
      const part = await analyseRepositoryChanges({ repository, ...window });
      return { state: 'completed', part };
    }),
    timed('infrastructure', async () => infrastructureOf(request, history, reading)),
  ]);
  const outcomes = { data, code, infrastructure };
  const start = clock();
  const report = composeInvestigationReport({ id, incident }, outcomes);
  const { measure } = request;
  const isMeasured = measure !== null && report.causes.length > 0;
  const whole = isMeasured
    ? composeInvestigationReport(
        { id, incident },
        outcomes,
        await reproduceCauses(report.causes, measure, signal),
      )
    : report;
  return { ...whole, effort: effortOf({ ...taken, synthesis: clock() - start }) };
}

async function infrastructureOf(
  { repository, configurations: readNamed }: InvestigationRequest,
  history: ReturnType<typeof readRepositoryHistory> | null,
  reading: ReturnType<typeof readObservations>,
): Promise<Outcome<InfrastructurePart>> {
  const named = readNamed();
  const configurations = [...named];
  const manifests: Parameters<typeof analyseInfrastructure>[0]['manifests'][number][] = [...named];
  if (repository !== null && history !== null) {
    const { deliveries } = await history;
    configurations.push(...(await readDeliveredConfigurations(repository, deliveries)));
    manifests.push(...(await readAutoscalerManifests(repository, deliveries)));
  }
  const { observed } = await reading;
  const series = addUtilizationSeries(observed.series.all());
  if (configurations.length === 0 && series.length === 0)
    return missing(
      'no configurations were given (--settings), and no resource metrics were found in the input (--metrics)',
    );
  const signals = findMetricSignals(series, observed.requests.grid);
  const part = await analyseInfrastructure({ configurations, manifests, series, signals });
  return { state: 'completed', part };
}

function missing(reason: string): { readonly state: 'not available'; readonly reason: string } {
  return { state: 'not available', reason };
}

async function attempt<Part>(
  signal: AbortSignal,
  look: () => Promise<Outcome<Part>>,
): Promise<Outcome<Part>> {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
