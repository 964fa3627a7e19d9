import { checkPerformanceMapCompleteness } from '../../harness/gate/check-performance-map-completeness.ts';
import type { Host } from '../../harness/host.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
  type Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import { estimateOperationSteps } from '../../profilers/performance-map/estimate-operation-time-breakdown.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import {
  findOperationEntryPoint,
  findOperationTests,
} from '../map/find-operation-entry-point-and-test-command.ts';
import { readDurationNormsAndCodeRules } from '../project/read-project-duration-norms-and-code-rules.ts';
import {
  findScenarioEntryFunctions,
  loadAllScenarios,
} from './find-scenario-by-source-location.ts';
import { findTargetScenario } from './profile-code-target-into-performance-map.ts';
import type { TargetRequest } from './resolve-target-to-scenario-code-or-command.ts';

/** A target of which no profile could be had. */
export interface EstimateMapRequest extends TargetRequest {
  /** Duration of one operation, measured from outside, milliseconds. */
  readonly wallMs: number;
  /** Reason why there is no profile, a sentence without its full stop, which appears in the map. */
  readonly because: string;
}

/**
 * Builds a map from source code alone and the measured time of a whole operation: each step is
 * `estimated`, bottlenecks have no measured figures, and `lacks` states the reason. null: nothing
 * that the target runs has source that can be read.
 * @throws UserError if the target does not exist or is ambiguous.
 */
export async function estimateMap(
  host: Host,
  request: EstimateMapRequest,
): Promise<PerformanceMap | null> {
  const { root, wallMs, because, signal } = request;
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  const { scenario } = await findTargetScenario(inside, config, request);
  const { norms, rules } = await readDurationNormsAndCodeRules(inside, config);
  const facts = await (await loadSourceAnalysis()).readCode(host, root, { rules, signal });
  const scenarios = await loadAllScenarios(host, root);
  const known = rootsOf(
    facts,
    scenario,
    findScenarioEntryFunctions(host.files, facts, scenario, scenarios),
  );
  const starts = known.length > 0 ? known : anyRoots(facts, scenarios);
  if (starts.length === 0) return null;
  const { functions } = facts;
  const { steps, bottlenecks, idOf } = estimateOperationSteps({ functions, starts, wallMs, norms });
  const entry = findOperationEntryPoint(scenario, steps, facts);
  const [top] = bottlenecks;
  const map: Omit<PerformanceMap, 'lacks'> = {
    schema: PERFORMANCE_MAP_SCHEMA,
    ...findOperationTests(host, root, scenario, entry),
    entry_point_info: entry,
    operations: [],
    baseline: { wall_time_ms: wallMs },
    steps,
    bottleneck_classification: top?.type ?? 'Unknown',
    bottleneck_detail: top?.detail ?? 'Nothing in the source stands out.',
    top_bottlenecks: bottlenecks,
    suspicion_stack: suspicionsOf(facts, idOf),
    optimization_hints: [],
    wrong_tool_indicators: [],
    wrong_tool: null,
    instrumented_files: [],
    trials: 0,
  };
  const guessed =
    known.length > 0 ? [] : ['it is unknown which part of the project the target runs'];
  return {
    ...map,
    lacks: [
      `the steps are estimated: ${because}`,
      ...guessed,
      ...checkPerformanceMapCompleteness(map),
    ],
  };
}

const MODULE = '(module)';

/** Returns the possible start functions of a target that none of the others calls. */
function rootsOf(
  { functions }: CodeFacts,
  { kind }: Scenario,
  starts: readonly number[],
): readonly number[] {
  const modules = starts.filter((index) => functions[index]?.name === MODULE);
  // A program runs its modules from top to bottom; functions that it only defines run where they
  // are called.
  if (kind === 'command' && modules.length > 0) return modules;
  return uncalled(functions, starts);
}

/**
 * Returns the start functions if nothing is known of what is run: request handlers or, without any,
 * all functions that nobody calls.
 */
function anyRoots(
  { functions, routes }: CodeFacts,
  scenarios: readonly Scenario[],
): readonly number[] {
  const handlers = routes.flatMap(({ handler }) => handler ?? []);
  if (handlers.length > 0) return [...new Set(handlers)];
  const measuring = new Set(scenarios.map(({ source }) => source?.path));
  const all = functions.flatMap(({ file }, index) => (measuring.has(file) ? [] : [index]));
  return uncalled(functions, all).filter((index) => (functions[index]?.calls.length ?? 0) > 0);
}

function uncalled(functions: CodeFacts['functions'], among: readonly number[]): readonly number[] {
  const called = new Set(
    among.flatMap((from) =>
      (functions[from]?.calls ?? []).flatMap(({ targets }) => targets.filter((to) => to !== from)),
    ),
  );
  return among.filter((index) => !called.has(index));
}

/** Turns the code patterns found in the steps into hypotheses; no measurement confirms them. */
function suspicionsOf(
  { patterns }: CodeFacts,
  idOf: ReadonlyMap<number, string>,
): readonly Suspicion[] {
  const onTheWay = patterns.flatMap((pattern) => {
    const step = pattern.function === null ? undefined : idOf.get(pattern.function);
    return step === undefined ? [] : [{ pattern, step }];
  });
  return onTheWay.map(({ pattern, step }, at) => ({
    id: `S${at + 1}`,
    category: pattern.category,
    description: pattern.message,
    location: `${pattern.file}:${pattern.line}`,
    verdict: 'pending',
    evidence: [],
    affected_steps: [step],
    share: null,
    verification_note: 'Found in the source only; not measured.',
  }));
}
