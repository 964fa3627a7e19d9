import {
  bottleneckPriority,
  MAX_BOTTLENECKS,
  MIN_BOTTLENECK_PERCENT,
} from '../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';
import type {
  Bottleneck,
  PerformanceMap,
} from '../../harness/model/documents/performance-map-document.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ServiceTopology } from '../../harness/model/program/service-topology.ts';
import type { NormTable } from '../../harness/model/scenario/industry-duration-norms.ts';
import { type PlacedCpu, placeCpuTimeInMap } from './add-cpu-time-to-performance-map.ts';
import { addMeasuredWaitsToMap, type UnitWaits } from './add-trial-waits-to-performance-map.ts';
import { buildOperationSteps } from './build-operation-time-breakdown.ts';
import { formatPlace } from './classify-wait.ts';
import {
  deriveHypothesesFromMeasurements,
  numberHypotheses,
} from './derive-hypotheses-from-measurements.ts';
import {
  type BottleneckCandidate,
  buildCauseChain,
  describeTimeCause,
} from './describe-bottleneck-cause.ts';
import { classifyCause, findBottleneckCandidates } from './find-bottlenecks.ts';
import {
  findBusySourceLines,
  groupLinesByFunction,
  type LinesByFunction,
} from './find-busy-source-lines.ts';
import { createMapServices, type MapServices } from './identify-services-in-performance-map.ts';
import { joinAsyncContinuations, nameHandlers } from './join-async-continuations.ts';
import {
  functionPlaceKey,
  type MapNode,
  sumSubtreeTimes,
  walkNodes,
  walkProgramNodes,
} from './performance-map-node.ts';
import { type AllocatedBytes, addCpu } from './scale-cpu-to-wall-time.ts';
import { type CodeIndex, indexCode } from './source-code-index.ts';
import { mergeHypotheses } from './unresolved-hypotheses.ts';
import { verifyHypotheses } from './verify-hypotheses-by-time.ts';

export interface MapInput {
  /** Absolute folder of the project. */
  readonly root: string;
  /** CPU time of all profiled units together. */
  readonly cpu: PlacedCpu;
  /** Waits of units that were not profiled in any other way. */
  readonly waits: readonly [UnitWaits, ...UnitWaits[]];
  /** Bytes by who allocated them; null: not measured. */
  readonly allocation: Profile | null;
  /** null: the source was not read. */
  readonly facts: CodeFacts | null;
  /** null if the project is a single service. */
  readonly topology: ServiceTopology | null;
  readonly norms: NormTable;
}

export type MeasuredMap = Pick<
  PerformanceMap,
  | 'operations'
  | 'steps'
  | 'bottleneck_classification'
  | 'bottleneck_detail'
  | 'top_bottlenecks'
  | 'suspicion_stack'
  | 'optimization_hints'
> & {
  /** Mean per operation, milliseconds. */
  readonly wallMs: number;
  /** Services of the topology that were called but not profiled. */
  readonly surfaces: readonly string[];
};

export function assemblePerformanceMap(input: MapInput): MeasuredMap {
  const { root, cpu, facts } = input;
  const roots = new Map<string, MapNode>();
  const code = facts === null ? null : indexCode(facts);
  const services = createMapServices(facts, code, input.topology);
  const { wallMs, waitedMs, names, programs } = addMeasuredWaitsToMap(roots, input.waits, services);
  const ground = { roots, above: null, program: onlyOne(programs) };
  const entry = { ground, name: null, restMs: Math.max(0, wallMs - waitedMs) };
  const allocated = allocatedBy(input.allocation);
  const remainders = placeCpuTimeInMap(cpu, entry, programs, { allocated, ...services });
  joinAsyncContinuations(roots, (node) => callersOf(node, code));
  if (facts !== null && code !== null) nameHandlers(roots, facts, code);
  const surfaces = findSurfaces(roots, programs, services);
  const patterns = facts?.patterns ?? [];
  const candidates = findBottleneckCandidates({ roots, code, patterns });
  const sums = sumSubtreeTimes(roots);
  const types = typesOf(candidates, sums);
  const { steps, idOf } = buildOperationSteps(roots, remainders, {
    ...{ root, wallMs, types, sums },
    service: input.topology === null ? null : services.ofFile(ground.program),
    serviceOf:
      input.topology === null
        ? null
        : ({ of }) => services.ofFile(ground.program) ?? services.ofFile(of.file),
  });
  const lines = groupLinesByFunction(cpu.profile);
  const top = candidates
    .filter(({ ms }) => wallMs > 0 && (100 * ms) / wallMs >= MIN_BOTTLENECK_PERCENT)
    .slice(0, MAX_BOTTLENECKS)
    .map((candidate, index) => bottleneckOf(candidate, index, { idOf, wallMs, root, lines }));
  const { norms } = input;
  const context = { root, wallMs, lines, idOf, sums, norms };
  const ofSource = code === null ? [] : verifyHypotheses(patterns, { ...context, code });
  /** True if the source has not already shown the same of the function. */
  const isNews = ({ node }: BottleneckCandidate): boolean =>
    !ofSource.some(
      ({ verdict, affected_steps: steps }) =>
        verdict === 'confirmed' && steps.includes(idOf.get(node) ?? ''),
    );
  const news = candidates.filter(isNews);
  const ofMeasuring = deriveHypothesesFromMeasurements(news, { root, wallMs, idOf });
  const suspicions = numberHypotheses(mergeHypotheses([...ofSource, ...ofMeasuring]));
  return {
    wallMs,
    surfaces,
    operations: names,
    steps,
    bottleneck_classification: top[0]?.type ?? 'Unknown',
    bottleneck_detail: top[0]?.detail ?? 'No step takes a noticeable share of the time.',
    top_bottlenecks: top,
    suspicion_stack: suspicions,
    optimization_hints: suspicions.flatMap(({ id, verdict, description, evidence }) =>
      verdict === 'confirmed'
        ? [
            {
              suspicion: id,
              text: description,
              evidence: evidence.map((observation) => observation.id),
            },
          ]
        : [],
    ),
  };
}

function typesOf(
  candidates: readonly BottleneckCandidate[],
  sums: ReadonlyMap<MapNode, number>,
): ReadonlyMap<MapNode, BottleneckClass> {
  const types = new Map<MapNode, BottleneckClass>();
  for (const { node, cause, ms } of candidates) {
    if (ms > (sums.get(node) ?? 0) / 2) types.set(node, classifyCause(cause));
  }
  return types;
}

function onlyOne(programs: ReadonlySet<string | null>): string | null {
  const [first = null, ...others] = programs;
  return others.length === 0 ? first : null;
}

function callersOf(node: MapNode, code: CodeIndex | null): readonly string[] {
  const of = code?.functionOf(node.of) ?? null;
  if (code === null || of === null) return [];
  return code.callersOf(of).map(({ name, file, line }) =>
    functionPlaceKey({
      name,
      owner: 'project',
      package: null,
      file: code.pathOf(file),
      line,
      column: null,
    }),
  );
}

function allocatedBy(profile: Profile | null): AllocatedBytes | null {
  if (profile === null) return null;
  // Allocations by Node.js and the engine are attributed to their callers, as with time.
  const roots = new Map<string, MapNode>();
  addCpu({ roots, above: null, program: null }, profile, 1);
  const bytes = new Map<string, number>();
  for (const { key, cpuMs } of walkNodes(roots.values()))
    bytes.set(key, (bytes.get(key) ?? 0) + cpuMs);
  return bytes;
}

function bottleneckOf(
  candidate: BottleneckCandidate,
  index: number,
  context: {
    readonly idOf: ReadonlyMap<MapNode, string>;
    readonly wallMs: number;
    readonly root: string;
    readonly lines: LinesByFunction;
  },
): Bottleneck {
  const { node, cause, ms } = candidate;
  const location = formatPlace(context.root, node.of.file, node.of.line);
  const share = (100 * ms) / context.wallMs;
  const lines = cause.type === 'cpu' ? findBusySourceLines(node, context.lines, ms) : [];
  return {
    step: context.idOf.get(node) ?? '1',
    function: node.title,
    location,
    type: classifyCause(cause),
    share,
    wall_time_ms: ms,
    priority: bottleneckPriority(share / 100),
    ...(cause.type === 'package' && { package: cause.packageName }),
    ...(lines.length > 0 && { lines }),
    detail: `${describeTimeCause(candidate, lines)}.`,
    why: buildCauseChain(candidate, {
      id: `E${index + 1}`,
      wallMs: context.wallMs,
      place: location ?? 'no source',
      lines,
    }),
  };
}

/** Tells profiled services from others. @returns Names of those only called (P811-16). */
function findSurfaces(
  roots: ReadonlyMap<string, MapNode>,
  programs: ReadonlySet<string | null>,
  { ofFile }: MapServices,
): readonly string[] {
  const seen = new Set<string | null>([...programs].map(ofFile));
  // If a tool was started, or a program that serves nothing, the project code that ran decides.
  if (seen.size === 0 || seen.has(null)) {
    for (const { of } of walkProgramNodes(roots.values())) {
      if (of.owner === 'project') seen.add(ofFile(of.file));
    }
  }
  const waitNodes = [...walkNodes(roots.values())].filter((node) => node.awaitedService !== null);
  for (const { awaitedService: service } of waitNodes)
    if (service?.isProfiled === true) seen.add(service.name);
  const surfaces = new Set<string>();
  for (const node of waitNodes) {
    const { name = null, isProfiled = true } = node.awaitedService ?? {};
    if (isProfiled || name === null) continue;
    if (seen.has(name)) node.awaitedService = { name, isProfiled: true };
    else surfaces.add(name);
  }
  return [...surfaces].sort();
}
