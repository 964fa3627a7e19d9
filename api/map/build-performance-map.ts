import { checkPerformanceMapCompleteness } from '../../harness/gate/check-performance-map-completeness.ts';
import { judgeWrongTool } from '../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import type { Host } from '../../harness/host.ts';
import type { MachineUsage } from '../../harness/machine/machine-resource-usage.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
} from '../../harness/model/documents/performance-map-document.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ProgramProfile } from '../../harness/model/program/profiler.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { ServiceTopology } from '../../harness/model/program/service-topology.ts';
import { primaryMetric, type Scenario } from '../../harness/model/scenario/scenario.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import type { UnitWaits } from '../../profilers/performance-map/add-trial-waits-to-performance-map.ts';
import { assemblePerformanceMap } from '../../profilers/performance-map/assemble-performance-map.ts';
import { mergeProfiles } from '../../profilers/profile-builder.ts';
import {
  loadSourceAnalysisIfInstalled,
  SOURCES_NOT_READ,
} from '../../registry/load-source-analysis-library.ts';
import type { ObservedTrial } from '../observe/run-trials-with-observer.ts';
import type { ProjectNormsAndRules } from '../project/read-project-duration-norms-and-code-rules.ts';
import { buildWrongToolGateEvidence } from './build-code-optimisation-suitability-evidence.ts';
import {
  findOperationEntryPoint,
  findOperationTests,
} from './find-operation-entry-point-and-test-command.ts';

type BaselineField = keyof PerformanceMap['baseline'];

const BYTES_PER_MB = 1_000_000;

/** Metric behind each baseline field, and the number of its units in one unit of the field. */
const SOURCES: Readonly<
  Record<Exclude<BaselineField, 'wall_time_ms'>, readonly [metric: string, perUnit: number]>
> = {
  cpu_time_ms: ['cpu_time', 1],
  memory_peak_mb: ['memory_peak', BYTES_PER_MB],
  memory_delta_mb: ['memory_growth', BYTES_PER_MB],
  io_read_bytes: ['io_read', 1],
  io_write_bytes: ['io_write', 1],
  http_round_trips: ['http_round_trips', 1],
};

/**
 * Returns the cost of an operation as medians of the trials in which only waits were observed, by
 * the map's metric names (P811-11). Servers report memory growth even if it was not requested; it
 * is then no cost of an operation.
 */
export function measureMapBaseline(
  wallMs: number,
  plain: readonly Pick<CompletedTrial, 'measurements'>[],
  asked: readonly string[],
): PerformanceMap['baseline'] {
  const others = Object.entries(SOURCES).flatMap(([field, [metric, perUnit]]) => {
    if (metric === 'memory_growth' && !asked.includes(metric)) return [];
    const values = plain.flatMap(({ measurements }) => measurements[metric] ?? []);
    return values.length === 0 ? [] : [[field, median(values) / perUnit] as const];
  });
  return { wall_time_ms: wallMs, ...Object.fromEntries(others) };
}

/** A trial that recorded its waits. */
export type WaitTrial = ObservedTrial<WaitRecord>;

/** Measurements and facts that a map is built from, all of one scenario. */
interface MapMaterial {
  readonly scenario: Scenario;
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly cpu: {
    readonly profiles: readonly [Profile, ...Profile[]];
    /** Profiles by program. Absent: programs could not be told apart. */
    readonly programs?: readonly ProgramProfile[];
    /** The trials that they are of. */
    readonly trials: readonly CompletedTrial[];
  };
  /** Trials without a profiler. */
  readonly plain: readonly CompletedTrial[];
  readonly waits: readonly [WaitTrial, ...WaitTrial[]];
  /** Allocation profile; null: not measured. */
  readonly allocation: Profile | null;
  readonly used: MachineUsage | null;
  readonly knowledge: ProjectNormsAndRules;
  readonly signal: AbortSignal;
}

/** Builds the performance map of a scenario, with the judgement of the Wrong Tool Gate. */
export async function buildPerformanceMap(
  host: Host,
  material: MapMaterial,
): Promise<PerformanceMap> {
  const { scenario, root, cpu, plain, allocation, knowledge, signal } = material;
  const reader = await loadSourceAnalysisIfInstalled();
  const facts: CodeFacts =
    reader === null
      ? { root, functions: [], routes: [], patterns: [], skipped: [] }
      : await reader.readCode(host, root, { rules: knowledge.rules, signal });
  const topology = (await reader?.readTopology(host, root, signal)) ?? null;
  const [first, ...others] = material.waits;
  const measured = assemblePerformanceMap({
    root,
    cpu: {
      profile: mergeProfiles(cpu.profiles),
      ...(cpu.programs !== undefined && { programs: cpu.programs }),
      operations: operationsOf(cpu.trials),
    },
    waits: [unitOf(first), ...others.map(unitOf)],
    allocation,
    facts,
    topology,
    norms: knowledge.norms,
  });
  const { wallMs, surfaces, ...found } = measured;
  const entry = findOperationEntryPoint(scenario, found.steps, facts);
  const map: Omit<PerformanceMap, 'lacks'> = {
    schema: PERFORMANCE_MAP_SCHEMA,
    ...findOperationTests(host, root, scenario, entry),
    entry_point_info: entry,
    baseline: measureMapBaseline(wallMs, plain, scenario.metrics),
    ...found,
    wrong_tool_indicators: [],
    wrong_tool: null,
    instrumented_files: [],
    trials: cpu.profiles.length + material.waits.length,
    ...(topology !== null && { service_topology: pathsOf(topology) }),
  };
  const judged = withGate(map, material, facts);
  const unread = reader === null ? [SOURCES_NOT_READ] : [];
  return { ...judged, lacks: [...unread, ...checkPerformanceMapCompleteness(judged, surfaces)] };
}

function pathsOf({ services }: ServiceTopology): Readonly<Record<string, string>> {
  return Object.fromEntries([...services].map(([name, { path }]) => [name, path]));
}

function withGate(
  map: Omit<PerformanceMap, 'lacks'>,
  { scenario, cpu, plain, used, knowledge }: MapMaterial,
  facts: CodeFacts,
): Omit<PerformanceMap, 'lacks'> {
  const metric = primaryMetric(scenario);
  const exit = judgeWrongTool({
    evidence: buildWrongToolGateEvidence({
      map,
      facts,
      hasLines: cpu.profiles.every(hasLines),
      used,
      metric,
      plain,
    }),
    norms: knowledge.norms,
    waiver: null,
    map,
  });
  if (exit.state === 'void') return map;
  const { judgement } = exit;
  return {
    ...map,
    wrong_tool: judgement,
    wrong_tool_indicators: judgement.indicators.map(({ id }) => id),
  };
}

/** True if all project code has line numbers; custom loaders without source maps lack them. */
function hasLines({ functions }: Profile): boolean {
  return !functions.some(({ owner, file, line }) => {
    return owner === 'project' && line === null && /\.(?:[cm]?[jt]s|[jt]sx)$/u.test(file ?? '');
  });
}

function unitOf({ seen, trial, stretch }: WaitTrial): UnitWaits {
  const operations = operationsOf([trial]);
  const [first, ...others] = trial.blocks.flatMap((block) => block.stretch ?? []);
  if (first === undefined) return { record: seen, stretch, operations };
  // Startup and warmup come before the measured interval, and belong to no counted operation.
  const measured = { fromMs: first.fromMs, toMs: (others.at(-1) ?? first).toMs };
  const busyMs = trial.blocks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { record: seen, stretch: measured, busyMs, operations };
}

function operationsOf(trials: readonly CompletedTrial[]): number {
  const blocks = trials.flatMap((trial) => trial.blocks);
  const counted = blocks.reduce((sum, { operations }) => sum + operations, 0);
  return Math.max(1, counted);
}
