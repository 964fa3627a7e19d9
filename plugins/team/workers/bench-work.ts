import { measure } from 'perf-harness/plugin';
import { runTests, trees, type Worktree } from '../../optimize/index.ts';
import { type TestsAgainstBase, testsAgainstBase } from '../against-base/new-failures.ts';
import { benchMessages, changeText } from '../benchmarker/bench-message.ts';
import {
  type Benchmark,
  benchmarkDocument,
  type GrownStep,
} from '../benchmarker/benchmark-document.ts';
import { readFigures } from '../benchmarker/figures.ts';
import { gainsOf, improvementText } from '../benchmarker/gains.ts';
import { judgeBench } from '../benchmarker/judge-bench.ts';
import { mostGrownStep } from '../benchmarker/likely-step.ts';
import { outcomeOf } from '../coordinate/lane-state.ts';
import { askedMetric } from '../coordinate/scope.ts';
import { environmentWarnings, readBaseline } from '../profiler/baseline.ts';
import { environmentOf } from '../profiler/make-baseline.ts';
import type { CompletedWork } from '../session/completion.ts';
import { baselineFile, namespaceOf, planningLane } from '../session/folders.ts';
import type { Plan } from '../strategist/plan.ts';
import { compareSides } from './compare-sides.ts';
import {
  asDocument,
  assignmentOf,
  changedBy,
  changedCommit,
  completed,
  keepArtefact,
  type Scene,
  testCommandOf,
} from './scene.ts';
import type { ProfiledScenario } from './work-files.ts';

/**
 * Measures a lane's change live against the commit that all began from, by the scenarios of its profile:
 * its own criteria, and every metric for a regression (TPB-01, TPB-05).
 */
export async function benchWork(scene: Scene): Promise<CompletedWork> {
  const { host, task, work, store } = scene;
  const kept = readBaseline(host.files, store.paths.artefact(baselineFile(task.lane)));
  const criteria = judgedPlan(scene).flatMap((optimization) => optimization.success_criteria);
  const { scenarios } = await work.profile(planningLane(task.lane));
  const base = await scene.worktrees.open('base');
  const head = await scene.worktrees.open('head');
  await trees.restoreState(head, changedCommit(scene));
  const tests = await testsOf(scene, base, head);
  await trees.restoreState(base, scene.worktrees.start);
  await trees.restoreState(head, changedCommit(scene));
  const from = host.clock.now();
  const report = await compareSides(scene, base.root, head.root, scenarios, askedMetric(scene));
  const until = host.clock.now();
  const figures = readFigures(report, kept.metrics);
  const judged = judgeBench(figures, criteria, tests);
  const grownStep =
    judged.overall === 'FAIL' ? await grownBetween(scene, head, scenarios, judged.metrics) : null;
  const benchmark = benchmarkDocument({ comparison: null, figures, judged, tests, grownStep });
  keepArtefact(scene, 'benchmark-results.json', asDocument(benchmark));
  const gains = gainsOf(report.comparisons);
  const improvement = improvementText(gains);
  const now = environmentOf(host, report);
  await store.updateNamespace(namespaceOf('benchmarker', task.lane), () => ({
    verdict: benchmark.overall,
    improvement,
    gains,
    regressions: benchmark.regressions,
  }));
  return completed(scene, {
    outcome: {
      role: 'benchmarker',
      verdict: benchmark.overall,
      improvement,
      gains,
      regressions: benchmark.overall === 'FAIL' ? [...benchMessages(benchmark)] : [],
    },
    key_findings: [
      ...measuredFindings(benchmark),
      ...(now === null ? [] : environmentWarnings(kept.environment, now)),
    ],
    verification: `measured live from ${from.toISOString()} to ${until.toISOString()}`,
  });
}

/** Improvements of which something is in the change: what was taken out of it promises nothing. */
export function judgedPlan(scene: Scene): Plan {
  const plan = assignmentOf(scene);
  const changes = outcomeOf(changedBy(scene), 'optimizer')?.changes ?? [];
  const made = plan.filter(({ id }) => changes.some(({ optimization }) => optimization === id));
  return made.length === 0 ? plan : made;
}

/** null: the project has none. */
async function testsOf(
  scene: Scene,
  base: Worktree,
  head: Worktree,
): Promise<TestsAgainstBase | null> {
  const command = testCommandOf(scene, head);
  if (command === null) return null;
  return testsAgainstBase({
    base: () => runTests(base, command),
    head: () => runTests(head, command),
  });
}

/** Step that grew in a scenario that regressed; null: unknown. */
async function grownBetween(
  { host, session, signal }: Scene,
  { root }: Worktree,
  scenarios: readonly ProfiledScenario[],
  metrics: readonly { readonly scenario: string; readonly verdict: string }[],
): Promise<GrownStep | null> {
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
    return mostGrownStep(before.map, await measure.mapTarget(host, request));
  } catch {
    // The verdict stands without it.
    signal.throwIfAborted();
    return null;
  }
}

function measuredFindings({ metrics, criteria }: Benchmark): string[] {
  return [
    ...metrics.map(
      ({ scenario, metric, improvement, verdict }) =>
        `${verdict}: [${scenario}] ${metric} ${changeText(improvement)}`,
    ),
    ...criteria.map(({ verdict, reason }) => `${verdict}: ${reason}`),
  ];
}
