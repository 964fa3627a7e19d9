import { measure, type PerformanceMap } from 'perf-harness/plugin';
import { flatSteps, runTests, trees, type Worktree } from '../../optimize/index.ts';
import {
  type Benchmark,
  createBenchmarkDocument,
  type SlowedStep,
} from '../benchmarker/benchmark-document.ts';
import {
  formatBenchmarkMessages,
  formatImprovement,
  judgeBenchmark,
} from '../benchmarker/judge-benchmark.ts';
import {
  computeGains,
  formatGains,
  readMeasuredMetrics,
} from '../benchmarker/read-metrics-and-gains-of-comparison.ts';
import { requestedMetric } from '../coordinate/list-and-record-user-decisions.ts';
import { readRoleOutcome } from '../coordinate/workstream-state-from-tasks.ts';
import { compareTests, type TestComparison } from '../optimizer/find-new-compile-test-failures.ts';
import {
  compareEnvironments,
  readBaseline,
  readMeasuredEnvironment,
} from '../profiler/team-baseline.ts';
import {
  baselineFile,
  namespaceName,
  planningWorkstream,
} from '../session/session-artifact-paths.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';
import {
  compareSides,
  createCompletion,
  findChangeCommit,
  findChangeTask,
  findTestCommand,
  formatJson,
  readTaskAssignment,
  type TaskContext,
  writeArtefact,
} from './worker-task-context.ts';

/**
 * Measures a workstream's change live against the common base commit, in the scenarios of its
 * profile: by its own criteria, and by every metric for a regression (TPB-01, TPB-05).
 */
export async function runBenchmarkTask(context: TaskContext): Promise<CompletedWork> {
  const { host, task, work, store } = context;
  const baseline = readBaseline(host.files, store.paths.artefact(baselineFile(task.lane)));
  const criteria = listJudgedImprovements(context).flatMap(
    (optimization) => optimization.success_criteria,
  );
  const { scenarios } = await work.profile(planningWorkstream(task.lane));
  const base = await context.worktrees.open('base');
  const head = await context.worktrees.open('head');
  await trees.restoreState(head, findChangeCommit(context));
  const tests = await compareProjectTests(context, base, head);
  await trees.restoreState(base, context.worktrees.start);
  await trees.restoreState(head, findChangeCommit(context));
  const startTime = host.clock.now();
  const metric = requestedMetric(context);
  const report = await compareSides(context, base.root, head.root, scenarios, metric);
  const endTime = host.clock.now();
  const figures = readMeasuredMetrics(report, baseline.metrics);
  const judged = judgeBenchmark(figures, criteria, tests);
  const grownStep =
    judged.overall === 'FAIL'
      ? await findSlowedStep(context, head, scenarios, judged.metrics)
      : null;
  const { missing } = figures;
  const benchmark = createBenchmarkDocument({ missing, judged, tests, grown_step: grownStep });
  writeArtefact(context, 'benchmark-results.json', formatJson(benchmark));
  const gains = computeGains(report.comparisons);
  const improvement = formatGains(gains);
  const environment = readMeasuredEnvironment(host, report);
  await store.updateNamespace(namespaceName('benchmarker', task.lane), () => ({
    verdict: benchmark.overall,
    improvement,
    gains,
    regressions: benchmark.regressions,
  }));
  return createCompletion(context, {
    outcome: {
      role: 'benchmarker',
      verdict: benchmark.overall,
      improvement,
      gains,
      regressions: benchmark.overall === 'FAIL' ? [...formatBenchmarkMessages(benchmark)] : [],
    },
    key_findings: [
      ...listFindings(benchmark),
      ...(environment === null ? [] : compareEnvironments(baseline.environment, environment)),
    ],
    verification: `measured live from ${startTime.toISOString()} to ${endTime.toISOString()}`,
  });
}

/** Lists the improvements with at least one accepted change; a removed change promises nothing. */
export function listJudgedImprovements(context: TaskContext): Plan {
  const plan = readTaskAssignment(context);
  const changes = readRoleOutcome(findChangeTask(context), 'optimizer')?.changes ?? [];
  const accepted = plan.filter(({ id }) => changes.some(({ optimization }) => optimization === id));
  return accepted.length === 0 ? plan : accepted;
}

/** Compares the tests of both sides; null if the project has none. */
async function compareProjectTests(
  context: TaskContext,
  base: Worktree,
  head: Worktree,
): Promise<TestComparison | null> {
  const command = findTestCommand(context, head);
  if (command === null) return null;
  return compareTests({
    base: () => runTests(base, command),
    head: () => runTests(head, command),
  });
}

/** Step that grew in a scenario that regressed; null: unknown. */
async function findSlowedStep(
  { host, session, signal }: TaskContext,
  { root }: Worktree,
  scenarios: readonly ProfiledScenario[],
  metrics: readonly { readonly scenario: string; readonly verdict: string }[],
): Promise<SlowedStep | null> {
  const failed = metrics.find(({ verdict }) => verdict === 'FAIL')?.scenario;
  const before = scenarios.find(({ scenario }) => scenario === failed);
  if (before === undefined) return null;
  try {
    const request = {
      root,
      target: before.scenario,
      scriptFolder: `.optimization/${session.id}`,
      purpose: 'team',
      signal,
    };
    return findMostSlowedStep(before.map, await measure.mapTarget(host, request));
  } catch {
    // The verdict does not depend on it.
    signal.throwIfAborted();
    return null;
  }
}

function listFindings({ metrics, criteria }: Benchmark): string[] {
  return [
    ...metrics.map(
      ({ scenario, metric, improvement, verdict }) =>
        `${verdict}: [${scenario}] ${metric} ${formatImprovement(improvement)}`,
    ),
    ...criteria.map(({ verdict, reason }) => `${verdict}: ${reason}`),
  ];
}

/** Returns the step whose own time grew most between two maps; null if none grew (TPB-08). */
export function findMostSlowedStep(
  before: PerformanceMap,
  after: PerformanceMap,
): SlowedStep | null {
  const known = Map.groupBy(flatSteps(before.steps), keyOf);
  const grown = [...Map.groupBy(flatSteps(after.steps), keyOf)].map(([key, steps]): SlowedStep => {
    const [first] = steps;
    return {
      function: first?.function ?? key,
      location: first?.location ?? null,
      before_ms: selfTime(known.get(key) ?? []),
      after_ms: selfTime(steps),
    };
  });
  const [most] = grown.toSorted((a, b) => growth(b) - growth(a));
  return most === undefined || growth(most) <= 0 ? null : most;
}

/** A change moves lines, so that a step is found again by its function and file. */
function keyOf({ function: name, location, type }: measure.Step): string {
  return [name, location?.replace(/(?::\d+)+$/u, '') ?? '', type].join('\0');
}

function selfTime(steps: readonly measure.Step[]): number {
  return steps.reduce((sum, { self_time_ms: own }) => sum + own, 0);
}

function growth({ before_ms: before, after_ms: after }: SlowedStep): number {
  return after - before;
}
