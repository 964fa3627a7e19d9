import { measure } from 'perf-harness/plugin';
import { runTests, trees, type Worktree } from '../../optimize/index.ts';
import {
  compareTests,
  type TestComparison,
} from '../base-comparison/find-tests-broken-by-change.ts';
import {
  type Benchmark,
  createBenchmarkDocument,
  type SlowedStep,
} from '../benchmarker/benchmark-document.ts';
import { computeGains, formatGains } from '../benchmarker/compute-gains-of-deciding-metrics.ts';
import {
  formatBenchmarkMessages,
  formatImprovement,
} from '../benchmarker/describe-fixes-needed-by-benchmark.ts';
import { findMostSlowedStep } from '../benchmarker/find-slowed-profile-step.ts';
import { judgeBenchmark } from '../benchmarker/judge-benchmark.ts';
import { readMeasuredMetrics } from '../benchmarker/read-metrics-of-comparison.ts';
import { requestedMetric } from '../coordinate/workstream-file-scope-metric-and-plan.ts';
import { readRoleOutcome } from '../coordinate/workstream-state-from-tasks.ts';
import { readMeasuredEnvironment } from '../profiler/create-team-baseline-from-report.ts';
import { compareEnvironments, readBaseline } from '../profiler/team-baseline.ts';
import {
  baselineFile,
  namespaceName,
  planningWorkstream,
} from '../session/session-artifact-paths.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import { compareSides } from './measure-branch-against-base.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';
import {
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
  const benchmark = createBenchmarkDocument({
    comparison: null,
    figures,
    judged,
    tests,
    grownStep,
  });
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
