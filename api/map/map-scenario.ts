import { checkMap } from '../../harness/gate/check-map.ts';
import { judgeWrongTool } from '../../harness/gate/wrong-tool/judge-wrong-tool.ts';
import type { Host } from '../../harness/host.ts';
import type { UsedMachine } from '../../harness/machine/system-load.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
} from '../../harness/model/documents/performance-map.ts';
import type { CodeFacts } from '../../harness/model/program/code-facts.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ProgramProfile } from '../../harness/model/program/profiler.ts';
import type { ServiceTopology } from '../../harness/model/program/service-topology.ts';
import { primaryMetric, type Scenario } from '../../harness/model/scenario/scenario.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import type { WaitedUnit } from '../../profilers/map/add-all-waits.ts';
import { buildMap } from '../../profilers/map/build-map.ts';
import { mergeProfiles } from '../../profilers/profile-builder.ts';
import { readCode } from '../../project/code/read-code.ts';
import { readTopology } from '../../project/code/topology/read-topology.ts';
import type { WaitingTrial } from '../observe/record-waits.ts';
import type { ProjectKnowledge } from '../project/project-knowledge.ts';
import { gateEvidence } from './gate-evidence-of-map.ts';
import { baselineOf } from './map-baseline.ts';
import { entryOf } from './map-entry.ts';
import { testsOf } from './map-tests.ts';

/** What a map is made from, all of one scenario. */
export interface MapMaterial {
  readonly scenario: Scenario;
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly cpu: {
    readonly profiles: readonly [Profile, ...Profile[]];
    /** The same by program. Absent: they were not told apart. */
    readonly programs?: readonly ProgramProfile[];
    /** The trials that they are of. */
    readonly trials: readonly CompletedTrial[];
  };
  /** Trials with nothing attached. */
  readonly plain: readonly CompletedTrial[];
  readonly waits: readonly [WaitingTrial, ...WaitingTrial[]];
  /** Of who allocated; null: it was not asked. */
  readonly allocation: Profile | null;
  readonly used: UsedMachine | null;
  readonly knowledge: ProjectKnowledge;
  readonly signal: AbortSignal;
}

/** The performance map of a scenario, with what the Wrong Tool Gate says of it. */
export async function mapScenario(host: Host, material: MapMaterial): Promise<PerformanceMap> {
  const { scenario, root, cpu, plain, allocation, knowledge, signal } = material;
  const facts = await readCode(host, root, { rules: knowledge.rules, signal });
  const topology = await readTopology(host, root, signal);
  const [first, ...others] = material.waits;
  const measured = buildMap({
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
  const entry = entryOf(scenario, found.steps, facts);
  const map: Omit<PerformanceMap, 'lacks'> = {
    schema: PERFORMANCE_MAP_SCHEMA,
    ...testsOf(host, root, scenario, entry),
    entry_point_info: entry,
    baseline: baselineOf(wallMs, plain, scenario.metrics),
    ...found,
    wrong_tool_indicators: [],
    wrong_tool: null,
    instrumented_files: [],
    trials: cpu.profiles.length + material.waits.length,
    ...(topology !== null && { service_topology: pathsOf(topology) }),
  };
  const judged = withGate(map, material, facts);
  return { ...judged, lacks: [...checkMap(judged, surfaces)] };
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
    evidence: gateEvidence({
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

/** Code of another loader has none where no source map came with it. */
function hasLines({ functions }: Profile): boolean {
  return !functions.some(({ owner, file, line }) => {
    return owner === 'project' && line === null && /\.(?:[cm]?[jt]s|[jt]sx)$/u.test(file ?? '');
  });
}

function unitOf({ waits, trial, stretch }: WaitingTrial): WaitedUnit {
  const operations = operationsOf([trial]);
  const [first, ...others] = trial.blocks.flatMap((block) => block.stretch ?? []);
  if (first === undefined) return { record: waits, stretch, operations };
  // Before it something starts and is warmed up, which is of no operation that counts.
  const measured = { fromMs: first.fromMs, toMs: (others.at(-1) ?? first).toMs };
  const busyMs = trial.blocks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { record: waits, stretch: measured, busyMs, operations };
}

function operationsOf(trials: readonly CompletedTrial[]): number {
  const blocks = trials.flatMap((trial) => trial.blocks);
  return Math.max(
    1,
    blocks.reduce((sum, { operations }) => sum + operations, 0),
  );
}
