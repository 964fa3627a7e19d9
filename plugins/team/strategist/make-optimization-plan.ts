import type { Hypothesis } from '../../optimize/index.ts';
import { optimizationId, type PlannedOptimization } from './optimization-plan.ts';
import { computePriority, type ImpactLevel } from './plan-priority-and-complexity.ts';
import { classifyBottleneck, STRATEGIES } from './strategy-catalogue.ts';

/** Percent of an operation from which on an improvement gains much, and some. */
const MUCH = 20;
const SOME = 5;

const EFFORT: Readonly<Record<Hypothesis['complexity'], ImpactLevel>> = {
  Low: 'low',
  Medium: 'medium',
  High: 'high',
};

/** A plan with the hypotheses that each improvement is made of. */
export interface HypothesisPlan {
  readonly plan: readonly PlannedOptimization[];
  /** By the id of the improvement. */
  readonly madeOf: ReadonlyMap<string, readonly Hypothesis[]>;
}

/**
 * Groups hypotheses into improvements that share no file: hypotheses that touch the same file, or
 * depend on each other, form one improvement (TPS-06). Hypotheses without files are left out. Most
 * urgent first.
 * @param metricOf - Metric that a change should improve. Default: time.
 */
export function makePlan(
  hypotheses: readonly Hypothesis[],
  metricOf: (hypothesis: Hypothesis) => string | undefined = () => TIME,
): HypothesisPlan {
  const placed = hypotheses.filter(({ files_to_modify: files }) => files.length > 0);
  const groups = groupsOf(placed)
    .map((group) => ({ group, priority: priorityOfGroup(group), gain: gainOf(group) }))
    .toSorted((a, b) => a.priority.localeCompare(b.priority) || b.gain - a.gain);
  return {
    plan: groups.map(({ group, priority }, at) => ({
      ...describeGroup(group, metricOf(group[0]) ?? TIME),
      id: optimizationId(at + 1),
      priority,
    })),
    madeOf: new Map(groups.map(({ group }, at) => [optimizationId(at + 1), group])),
  };
}

type Group = readonly [Hypothesis, ...Hypothesis[]];

function groupsOf(hypotheses: readonly Hypothesis[]): readonly Group[] {
  return hypotheses.reduce((groups: readonly Group[], hypothesis) => {
    const linked = groups.filter((group) => group.some((other) => areLinked(hypothesis, other)));
    const [first, ...others] = [...linked.flat(), hypothesis].toSorted(
      (a, b) => hypotheses.indexOf(a) - hypotheses.indexOf(b),
    );
    const rest = groups.filter((group) => !linked.includes(group));
    return first === undefined ? rest : [...rest, [first, ...others]];
  }, []);
}

function areLinked(hypothesis: Hypothesis, other: Hypothesis): boolean {
  return (
    hypothesis.files_to_modify.some((file) => other.files_to_modify.includes(file)) ||
    hypothesis.dependencies.includes(other.id) ||
    other.dependencies.includes(hypothesis.id)
  );
}

/** Returns the combined saving, percent of an operation; each hypothesis cuts what others leave. */
function gainOf(group: Group): number {
  const left = group.reduce(
    (part, { expected_impact: impact }) => part * (1 - impact.percent / 100),
    1,
  );
  return Math.round((1 - left) * 1000) / 10;
}

function priorityOfGroup(group: Group) {
  const gain = gainOf(group);
  const impact: ImpactLevel = gain >= MUCH ? 'high' : gain >= SOME ? 'medium' : 'low';
  const efforts = group.map(({ complexity }) => EFFORT[complexity]);
  const effort = (['high', 'medium', 'low'] as const).find((level) => efforts.includes(level));
  return computePriority(impact, effort ?? 'low');
}

/** Metric to improve by default. */
const TIME = 'wall_time';

/** Least gain, in percent, that a plan requires: less cannot be separated from noise. */
const LEAST_GAIN = 1;

function describeGroup(group: Group, metric: string): Omit<PlannedOptimization, 'id' | 'priority'> {
  const [first] = group;
  const { strategies, risk } = STRATEGIES[classifyBottleneck(first.bottleneck_class)];
  // The expected saving is in time: for any other metric only some gain can be required.
  const isTime = metric === TIME || metric.startsWith('latency.');
  const percent = isTime ? Math.max(LEAST_GAIN, gainOf(group)) : LEAST_GAIN;
  const gravest = (['High', 'Medium', 'Low'] as const).find((level) =>
    group.some((hypothesis) => hypothesis.risk === level),
  );
  const lineOf = (text: string): string => text.replace(/\s+/gu, ' ').trim();
  return {
    title: lineOf(first.description),
    target_bottleneck: [
      ...new Set(group.map((hypothesis) => hypothesis.bottleneck_addressed)),
    ].join(', '),
    target_files: [...new Set(group.flatMap(({ files_to_modify: files }) => files))].toSorted(),
    strategy: strategies[0],
    expected_improvement: { metric, percent },
    risk: gravest ?? risk,
    success_criteria: [{ scenario: null, metric, op: 'improves by', value: percent }],
    guidance: group.map(({ id, description }) => `${id}: ${lineOf(description)}`),
  };
}
