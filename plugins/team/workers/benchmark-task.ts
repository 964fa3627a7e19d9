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
 * Measures a lane's change live against the commit that all began from, by the scenarios of its profile:
 * its own criteria, and every metric for a regression (TPB-01, TPB-05).
 */
export async function runBenchmarkTask(scene: TaskContext): Promise<CompletedWork> {
  const { host, task, work, store } = scene;
  const kept = readBaseline(host.files, store.paths.artefact(baselineFile(task.lane)));
  const criteria = listJudgedImprovements(scene).flatMap(
    (optimization) => optimization.success_criteria,
  );
  const { scenarios } = await work.profile(planningWorkstream(task.lane));
  const base = await scene.worktrees.open('base');
  const head = await scene.worktrees.open('head');
  await trees.restoreState(head, findChangeCommit(scene));
  const tests = await testsOf(scene, base, head);
  await trees.restoreState(base, scene.worktrees.start);
  await trees.restoreState(head, findChangeCommit(scene));
  const from = host.clock.now();
  const report = await compareSides(scene, base.root, head.root, scenarios, requestedMetric(scene));
  const until = host.clock.now();
  const figures = readMeasuredMetrics(report, kept.metrics);
  const judged = judgeBenchmark(figures, criteria, tests);
  const grownStep =
    judged.overall === 'FAIL' ? await grownBetween(scene, head, scenarios, judged.metrics) : null;
  const benchmark = createBenchmarkDocument({
    comparison: null,
    figures,
    judged,
    tests,
    grownStep,
  });
  writeArtefact(scene, 'benchmark-results.json', formatJson(benchmark));
  const gains = computeGains(report.comparisons);
  const improvement = formatGains(gains);
  const now = readMeasuredEnvironment(host, report);
  await store.updateNamespace(namespaceName('benchmarker', task.lane), () => ({
    verdict: benchmark.overall,
    improvement,
    gains,
    regressions: benchmark.regressions,
  }));
  return createCompletion(scene, {
    outcome: {
      role: 'benchmarker',
      verdict: benchmark.overall,
      improvement,
      gains,
      regressions: benchmark.overall === 'FAIL' ? [...formatBenchmarkMessages(benchmark)] : [],
    },
    key_findings: [
      ...measuredFindings(benchmark),
      ...(now === null ? [] : compareEnvironments(kept.environment, now)),
    ],
    verification: `measured live from ${from.toISOString()} to ${until.toISOString()}`,
  });
}

/** Lists the improvements with at least one accepted change; a removed change promises nothing. */
export function listJudgedImprovements(scene: TaskContext): Plan {
  const plan = readTaskAssignment(scene);
  const changes = readRoleOutcome(findChangeTask(scene), 'optimizer')?.changes ?? [];
  const made = plan.filter(({ id }) => changes.some(({ optimization }) => optimization === id));
  return made.length === 0 ? plan : made;
}

/** Compares the tests of both sides; null if the project has none. */
async function testsOf(
  scene: TaskContext,
  base: Worktree,
  head: Worktree,
): Promise<TestComparison | null> {
  const command = findTestCommand(scene, head);
  if (command === null) return null;
  return compareTests({
    base: () => runTests(base, command),
    head: () => runTests(head, command),
  });
}

/** Step that grew in a scenario that regressed; null: unknown. */
async function grownBetween(
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

function measuredFindings({ metrics, criteria }: Benchmark): string[] {
  return [
    ...metrics.map(
      ({ scenario, metric, improvement, verdict }) =>
        `${verdict}: [${scenario}] ${metric} ${formatImprovement(improvement)}`,
    ),
    ...criteria.map(({ verdict, reason }) => `${verdict}: ${reason}`),
  ];
}
