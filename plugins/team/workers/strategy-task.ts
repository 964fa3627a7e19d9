import { join } from 'node:path';
import { dryRun, type Hypothesis, researchSchema, type Worktree } from '../../optimize/index.ts';
import { requestedMetric } from '../coordinate/list-and-record-user-decisions.ts';
import { readReportedSeverities } from '../profiler/bottleneck-report.ts';
import { classifySeverity } from '../profiler/rank-bottlenecks.ts';
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
  type PlanComplexity,
} from '../strategist/plan-priority-and-complexity.ts';
import {
  type DiscussedOption,
  type Discussion,
  discussionText,
  discussProposal,
  findDisagreement,
} from '../strategist/score-proposal-from-four-perspectives.ts';
import {
  addScenarioCriteria,
  excludeAlternatives,
  filterByPath,
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
export async function runStrategyTask(context: TaskContext): Promise<CompletedWork> {
  const { task, work } = context;
  const profile = await work.profile(task.lane);
  const base = await context.worktrees.open('plan');
  const proposed = await collectProposals(context, base, profile);
  const scope = task.context.scope.filter((word) => isProjectPath(base, word));
  const places = scope.length > 0 ? scope : profile.places;
  const inScope = filterByPath(proposed.hypotheses, places);
  const { accepted, exclusions } = await selectApplicable(context, base, inScope);
  const grouped = makePlan(accepted, ({ id }) => proposed.criteria.get(id)?.metric);
  const plan = addScenarioCriteria(grouped, proposed.criteria);
  const discussion = discussPlan(context, profile, plan);
  work.saveChanges(task.lane, Object.fromEntries(grouped.changesByOptimization));
  writeArtefact(context, 'optimization-plan.md', formatPlan(plan));
  const namespace = strategistNamespace(plan, {
    complexity: assessComplexity(context, profile),
    discussed: discussion !== null,
  });
  await context.store.updateNamespace(namespaceName('strategist', task.lane), () => namespace);
  const disagreement = discussion === null ? null : findDisagreement(discussion);
  return createCompletion(context, {
    outcome: {
      role: 'strategist',
      plan: formatPlan(plan),
      optimization_count: plan.length,
      optimizations: namespace.optimizations,
    },
    verification: `${accepted.length} changes were applied to a copy of the project, individually and together`,
    key_findings: [...proposed.remarks],
    decisions: exclusions,
    ...(disagreement !== null && { consensus: disagreement }),
  });
}

interface Proposals {
  readonly hypotheses: readonly Hypothesis[];
  /** Scenario and metric that each change is meant to improve, by its id. */
  readonly criteria: ReadonlyMap<string, ScenarioMetric>;
  readonly remarks: readonly string[];
}

/** Proposals for all maps; a change proposed for several maps counts once, for the first. */
async function collectProposals(
  context: TaskContext,
  base: Worktree,
  { scenarios }: WorkstreamProfile,
): Promise<Proposals> {
  const hypotheses: Hypothesis[] = [];
  const criteria = new Map<string, ScenarioMetric>();
  const remarks: string[] = [];
  for (const profiled of scenarios) {
    const research = await generateHypotheses(context, base, profiled);
    remarks.push(...(research.flags ?? []));
    const known = new Set(hypotheses.map(({ key }) => key));
    const fresh = research.hypotheses.filter(({ key }) => !known.has(key));
    for (const hypothesis of renumberHypotheses(fresh, hypotheses.length)) {
      hypotheses.push(hypothesis);
      const { scenario, metric } = profiled;
      criteria.set(hypothesis.id, { scenario, metric: requestedMetric(context) ?? metric });
    }
  }
  return { hypotheses, criteria, remarks };
}

async function generateHypotheses(
  context: TaskContext,
  base: Worktree,
  { scenario, map }: ProfiledScenario,
): Promise<ReturnType<typeof researchSchema.parse>> {
  const { work, task, signal } = context;
  const { programs, accept } = work.settings();
  const answer = await context.dependencies.generate({
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
    testCommand: findTestCommand(context, base) ?? '',
    recordings: work.path(task.lane, 'programs'),
  });
  return researchSchema.parse(answer);
}

/** Renumbers ids, which start anew for each map, to continue after those of earlier maps. */
function renumberHypotheses(fresh: readonly Hypothesis[], from: number): readonly Hypothesis[] {
  const ids = new Map(fresh.map(({ id }, at) => [id, `H${from + at + 1}`]));
  const translate = (all: readonly string[]): string[] => all.flatMap((id) => ids.get(id) ?? []);
  return fresh.map((hypothesis) => ({
    ...hypothesis,
    id: ids.get(hypothesis.id) ?? hypothesis.id,
    dependencies: translate(hypothesis.dependencies),
    conflicts_with: translate(hypothesis.conflicts_with),
    pair: hypothesis.pair === null ? null : (ids.get(hypothesis.pair) ?? null),
  }));
}

/** Selects the changes that a program can apply, and apply together; with reasons for the rest. */
async function selectApplicable(
  { host, signal }: TaskContext,
  { root }: Worktree,
  proposed: readonly Hypothesis[],
): Promise<{ readonly accepted: readonly Hypothesis[]; readonly exclusions: string[] }> {
  const { accepted: candidates, exclusions } = excludeAlternatives(proposed);
  if (candidates.length === 0) return { accepted: [], exclusions: [...exclusions] };
  const { refused, manual, union } = await dryRun(host, { root, signal }, candidates);
  const clashing = union.clashes.map(
    ({ id, other }) => [id, `the change modifies the same code as ${other}`] as const,
  );
  const failed = union.failed.map(({ id, reason }) => [id, reason] as const);
  const reasons = new Map([...refused, ...manual, ...failed, ...clashing]);
  const unusable = [...reasons].map(([id, reason]) => `${id} is excluded: ${reason}`);
  return {
    accepted: candidates.filter(({ id }) => !reasons.has(id)),
    exclusions: [...exclusions, ...unusable],
  };
}

/** Assesses complexity by the report on disk with people's edits; if damaged, by the maps. */
function assessComplexity(
  { host, store, task }: TaskContext,
  { scenarios }: WorkstreamProfile,
): PlanComplexity {
  const path = join(store.paths.artefact(artifactFolder(task.lane)), 'bottleneck-report.md');
  const reported = readReportedSeverities(host.files.read(path) ?? '');
  const shares = scenarios.flatMap(({ map }) => map.top_bottlenecks.map(({ share }) => share));
  return assessPlanComplexity(reported ?? shares.map(classifySeverity));
}

/** Discusses a plan of high complexity (TPS-08); null if it is not discussed. */
function discussPlan(
  context: TaskContext,
  profile: WorkstreamProfile,
  plan: Plan,
): Discussion | null {
  const [first, ...others] = plan.map(toDiscussedOption);
  if (first === undefined || assessComplexity(context, profile) !== 'High') return null;
  const discussion = discussProposal({ proposal: first, others });
  if (discussion === null) return null;
  const path = context.store.paths.artefact(discussionFile('OPT', context.task.lane));
  context.host.files.writeAtomic(path, discussionText('The optimization plan', discussion));
  return discussion;
}

function toDiscussedOption(optimization: Plan[number]): DiscussedOption {
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
