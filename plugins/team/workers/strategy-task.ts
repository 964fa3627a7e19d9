import { join } from 'node:path';
import { dryRun, type Hypothesis, researchSchema, type Worktree } from '../../optimize/index.ts';
import { requestedMetric } from '../coordinate/workstream-file-scope-metric-and-plan.ts';
import {
  type DiscussedOption,
  type Discussion,
  discussionText,
  discussProposal,
  findDisagreement,
} from '../discussion/score-proposal-from-four-perspectives.ts';
import { readBottleneckReport } from '../profiler/bottleneck-report.ts';
import { classifySeverity } from '../profiler/bottleneck-severity.ts';
import {
  artifactFolder,
  discussionFile,
  namespaceName,
} from '../session/session-artifact-paths.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import { makePlan } from '../strategist/make-optimization-plan.ts';
import { type Plan, strategistNamespace } from '../strategist/optimization-plan.ts';
import { formatPlan } from '../strategist/optimization-plan-text.ts';
import {
  assessPlanComplexity,
  needsPlanDiscussion,
  type PlanComplexity,
} from '../strategist/plan-priority-and-complexity.ts';
import {
  addScenarioCriteria,
  excludeAlternatives,
  filterByPlaces,
} from './select-applicable-hypotheses-for-plan.ts';
import type {
  ProfiledScenario,
  ScenarioMetric,
  WorkstreamProfile,
} from './worker-settings-profile-and-change-files.ts';
import {
  createCompletion,
  findTestCommand,
  isProjectPath,
  type TaskContext,
  writeArtefact,
} from './worker-task-context.ts';

/** Plans improvements for a profile's bottlenecks: usable changes, in groups sharing no file. */
export async function runStrategyTask(scene: TaskContext): Promise<CompletedWork> {
  const { task, work } = scene;
  const profile = await work.profile(task.lane);
  const base = await scene.worktrees.open('plan');
  const proposed = await proposalsOf(scene, base, profile);
  const scope = task.context.scope.filter((word) => isProjectPath(base, word));
  const places = scope.length > 0 ? scope : profile.places;
  const { kept, left } = await applicable(scene, base, filterByPlaces(proposed.hypotheses, places));
  const made = makePlan(kept, ({ id }) => proposed.judgedBy.get(id)?.metric);
  const plan = addScenarioCriteria(made, proposed.judgedBy);
  const discussion = discussPlan(scene, profile, plan);
  work.keepMadeOf(task.lane, Object.fromEntries(made.madeOf));
  writeArtefact(scene, 'optimization-plan.md', formatPlan(plan));
  const namespace = strategistNamespace(plan, {
    complexity: complexityOf(scene, profile),
    discussed: discussion !== null,
  });
  await scene.store.updateNamespace(namespaceName('strategist', task.lane), () => namespace);
  const disagreement = discussion === null ? null : findDisagreement(discussion);
  return createCompletion(scene, {
    outcome: {
      role: 'strategist',
      plan: formatPlan(plan),
      optimization_count: plan.length,
      optimizations: namespace.optimizations,
    },
    verification: `${kept.length} changes were applied to a copy of the project, individually and together`,
    key_findings: [...proposed.remarks],
    decisions: left,
    ...(disagreement !== null && { consensus: disagreement }),
  });
}

interface Proposals {
  readonly hypotheses: readonly Hypothesis[];
  /** Scenario and metric that each change is meant to improve, by its id. */
  readonly judgedBy: ReadonlyMap<string, ScenarioMetric>;
  readonly remarks: readonly string[];
}

/** Proposals for all maps; a change proposed for several maps counts once, for the first. */
async function proposalsOf(
  scene: TaskContext,
  base: Worktree,
  { scenarios }: WorkstreamProfile,
): Promise<Proposals> {
  const hypotheses: Hypothesis[] = [];
  const judgedBy = new Map<string, ScenarioMetric>();
  const remarks: string[] = [];
  for (const profiled of scenarios) {
    const research = await askFor(scene, base, profiled);
    remarks.push(...(research.flags ?? []));
    const known = new Set(hypotheses.map(({ key }) => key));
    const fresh = research.hypotheses.filter(({ key }) => !known.has(key));
    for (const hypothesis of renumbered(fresh, hypotheses.length)) {
      hypotheses.push(hypothesis);
      const { scenario, metric } = profiled;
      judgedBy.set(hypothesis.id, { scenario, metric: requestedMetric(scene) ?? metric });
    }
  }
  return { hypotheses, judgedBy, remarks };
}

async function askFor(
  scene: TaskContext,
  base: Worktree,
  { scenario, map }: ProfiledScenario,
): Promise<ReturnType<typeof researchSchema.parse>> {
  const { work, task, signal } = scene;
  const { programs, accept } = work.settings();
  const answer = await scene.parts.generate({
    root: base.root,
    map,
    local_findings: [],
    exclude: [],
    tried: [],
    cycle: 1,
    accept,
    programs,
    target: scenario,
    signal,
    testCommand: findTestCommand(scene, base) ?? '',
    recordings: work.path(task.lane, 'programs'),
  });
  return researchSchema.parse(answer);
}

/** Renumbers ids, which start anew for each map, to continue after those of earlier maps. */
function renumbered(fresh: readonly Hypothesis[], from: number): readonly Hypothesis[] {
  const ids = new Map(fresh.map(({ id }, at) => [id, `H${from + at + 1}`]));
  const known = (all: readonly string[]): string[] => all.flatMap((id) => ids.get(id) ?? []);
  return fresh.map((hypothesis) => ({
    ...hypothesis,
    id: ids.get(hypothesis.id) ?? hypothesis.id,
    dependencies: known(hypothesis.dependencies),
    conflicts_with: known(hypothesis.conflicts_with),
    pair: hypothesis.pair === null ? null : (ids.get(hypothesis.pair) ?? null),
  }));
}

/** Selects the changes that a program can apply, and apply together; with reasons for the rest. */
async function applicable(
  { host, signal }: TaskContext,
  { root }: Worktree,
  proposed: readonly Hypothesis[],
): Promise<{ readonly kept: readonly Hypothesis[]; readonly left: string[] }> {
  const { kept: alone, left } = excludeAlternatives(proposed);
  if (alone.length === 0) return { kept: [], left: [...left] };
  const { refused, manual, union } = await dryRun(host, { root, signal }, alone);
  const clashing = union.clashes.map(
    ({ id, other }) => [id, `the change modifies the same code as ${other}`] as const,
  );
  const failed = union.failed.map(({ id, reason }) => [id, reason] as const);
  const against = new Map([...refused, ...manual, ...failed, ...clashing]);
  return {
    kept: alone.filter(({ id }) => !against.has(id)),
    left: [...left, ...[...against].map(([id, reason]) => `${id} is excluded: ${reason}`)],
  };
}

/** Assesses complexity by the report on disk with people's edits; if damaged, by the maps. */
function complexityOf(
  { host, store, task }: TaskContext,
  { scenarios }: WorkstreamProfile,
): PlanComplexity {
  const path = join(store.paths.artefact(artifactFolder(task.lane)), 'bottleneck-report.md');
  const ranked = readBottleneckReport(host.files.read(path) ?? '');
  const shares = scenarios.flatMap(({ map }) => map.top_bottlenecks.map(({ share }) => share));
  return assessPlanComplexity(
    ranked?.map(({ severity }) => severity) ?? shares.map(classifySeverity),
  );
}

/** Discusses a plan if it is complex (TPS-08); null if it is not discussed. */
function discussPlan(
  scene: TaskContext,
  profile: WorkstreamProfile,
  plan: Plan,
): Discussion | null {
  const [first, ...others] = plan.map(optionOf);
  if (first === undefined || !needsPlanDiscussion(complexityOf(scene, profile))) return null;
  const discussion = discussProposal({ proposal: first, others });
  if (discussion === null) return null;
  const path = scene.store.paths.artefact(discussionFile('OPT', scene.task.lane));
  scene.host.files.writeAtomic(path, discussionText('The optimization plan', discussion));
  return discussion;
}

function optionOf(optimization: Plan[number]): DiscussedOption {
  const complexity =
    optimization.guidance.length > 2 ? 'High' : optimization.guidance.length > 1 ? 'Medium' : 'Low';
  const { percent } = optimization.expected_improvement;
  return {
    name: `${optimization.id} (${optimization.title})`,
    gain: percent,
    risk: optimization.risk,
    complexity,
    findings: null,
  };
}
