import { EXIT, measure, UserError } from 'perf-harness/plugin';
import type { Worktree } from '../../optimize/index.ts';
import { requestedMetric } from '../coordinate/list-and-record-user-decisions.ts';
import { exploreWithCache } from '../explore/explore-code-with-commit-cache.ts';
import { formatBottleneckReport, profilerNamespace } from '../profiler/bottleneck-report.ts';
import { collectProfileFindings } from '../profiler/collect-profile-findings.ts';
import { findProjectType } from '../profiler/detect-project-type-and-tools.ts';
import { makeBaseline } from '../profiler/team-baseline.ts';
import { filterRunsByMetric } from '../separate-target-and-metric-words.ts';
import { namespaceName } from '../session/session-artifact-paths.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import { collectProjectFindings, findBuild, noScenarioError } from './collect-project-findings.ts';
import { auditScenarios, profileScenarios } from './profile-and-audit-scenarios.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';
import {
  createCompletion,
  formatJson,
  isProjectPath,
  type TaskContext,
  writeArtefact,
} from './worker-task-context.ts';

const LABEL = 'perf-harness team';

export async function runProfileTask(context: TaskContext): Promise<CompletedWork> {
  const { host, task, work } = context;
  const base = await context.worktrees.open('profile');
  const { targets, places } = await readScope(context, base);
  const measured = await measureAll(context, base, targets);
  const report = filterRunsByMetric(measured, requestedMetric(context));
  const project = findProjectType(host.files, base.root);
  const mapped = await profileScenarios(context, base, report);
  const isBackEnd = project.parts.includes('Backend');
  const { scenarios, findings: auditFindings } = isBackEnd
    ? await auditScenarios(context, base, mapped)
    : { scenarios: mapped, findings: [] };
  const build = findBuild(context, project);
  const fileFindings = await collectProjectFindings(context, base, build);
  const projectFindings = [...auditFindings, ...fileFindings];
  const findings = collectProfileFindings({ project, scenarios, report, projectFindings });
  const baseline = makeBaseline(host, report, build?.size ?? null);
  writeArtefact(context, 'baseline-metrics.json', formatJson(baseline));
  writeArtefact(context, 'bottleneck-report.md', formatBottleneckReport(findings));
  work.saveProfile(task.lane, { scenarios, places });
  const namespace = profilerNamespace(findings, task.context.scope);
  await context.store.updateNamespace(namespaceName('profiler', task.lane), () => namespace);
  const explorationFailures = await exploreScope(context, scenarios[0] ?? null, places);
  return createCompletion(context, {
    outcome: { role: 'profiler' },
    verification: `measured ${scenarios.map(({ scenario }) => scenario).join(', ')} at ${context.worktrees.start}`,
    key_findings: [
      ...findings.bottlenecks.map(({ severity, impact }) => `${severity}: ${impact}`),
      ...findings.also,
      ...explorationFailures,
    ],
  });
}

/** Resolves the words of the scope: a project path if it exists, else a target to measure. */
async function readScope({ host, task }: TaskContext, base: Worktree) {
  const { root } = base;
  const { scope } = task.context;
  const isScenario = (word: string): boolean => /(?:^|\/)scenarios\//u.test(word);
  const places = scope.filter((word) => isProjectPath(base, word) && !isScenario(word));
  const targets: string[] = [];
  for (const target of scope.filter((word) => !places.includes(word))) {
    const found = await measure.resolveTarget(host, { root, target });
    if (found.kind !== 'scenario') throw notMeasuredError(target);
    targets.push(found.name);
  }
  return { places, targets };
}

function notMeasuredError(target: string): UserError {
  return new UserError({
    code: 'team-target-not-measured',
    message: `No scenario measures ${target}, so an improvement could not be verified.`,
    remedy:
      'Write a scenario that calls the target (perf-harness init), commit the scenario, and pass its name as the target.',
    exitCode: EXIT.usage,
  });
}

/** @throws UserError that names what could be measured, where there is no scenario. */
async function measureAll(
  context: TaskContext,
  base: Worktree,
  targets: readonly string[],
): Promise<measure.Report> {
  const { signal } = context;
  try {
    return await measure.run({ cwd: base.root, targets, quick: true, label: LABEL, signal });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'no-scenarios') throw error;
    throw noScenarioError(context, base, error);
  }
}

/** Explores the scope for people and later tasks; a failure does not stop the task (TPX-03). */
async function exploreScope(
  { host, store, session, worktrees, signal }: TaskContext,
  first: ProfiledScenario | null,
  places: readonly string[],
): Promise<readonly string[]> {
  // Uses a clean worktree, since measuring left files in the other and explorations are cached by
  // commit.
  const { root } = await worktrees.open('explore');
  const folder = store.paths.artefact('explorations');
  const map = first?.map ?? null;
  const failures: string[] = [];
  for (const scope of places.length === 0 ? ['.'] : places) {
    const request = { root, scope, focus: session.requirement, folder, map, signal };
    const explored = await exploreWithCache(host, request);
    if (explored.state === 'failed') failures.push(explored.finding.message);
  }
  return failures;
}
