import type { Hypothesis } from '../../optimize/index.ts';
import { optimizationId, type PlannedOptimization } from './optimization-plan.ts';
import {
  classifyBottleneck,
  computePriority,
  type ImpactLevel,
  STRATEGIES,
} from './plan-priority-and-complexity.ts';

/** Percent of an operation from which on an improvement gains much, and some. */
const HIGH_GAIN = 20;
const MEDIUM_GAIN = 5;

const EFFORT: Readonly<Record<Hypothesis['complexity'], ImpactLevel>> = {
  Low: 'low',
  Medium: 'medium',
  High: 'high',
};

/** A plan with the hypotheses that each improvement is made of. */
export interface HypothesisPlan {
  readonly plan: readonly PlannedOptimization[];
  readonly changesByOptimization: ReadonlyMap<string, readonly Hypothesis[]>;
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
  const withFiles = hypotheses.filter(({ files_to_modify: files }) => files.length > 0);
  const groups = groupLinked(withFiles)
    .map((group) => ({ group, priority: priorityOfGroup(group), gain: gainPercent(group) }))
    .toSorted((a, b) => a.priority.localeCompare(b.priority) || b.gain - a.gain);
  return {
    plan: groups.map(({ group, priority }, at) => ({
      ...describeGroup(group, metricOf(group[0]) ?? TIME),
      id: optimizationId(at + 1),
      priority,
    })),
    changesByOptimization: new Map(groups.map(({ group }, at) => [optimizationId(at + 1), group])),
  };
}

type Group = readonly [Hypothesis, ...Hypothesis[]];

function groupLinked(hypotheses: readonly Hypothesis[]): readonly Group[] {
  return hypotheses.reduce((groups: readonly Group[], hypothesis) => {
    const linked = groups.filter((group) => group.some((other) => areLinked(hypothesis, other)));
    const [first, ...others] = [...linked.flat(), hypothesis].toSorted(
      (a, b) => hypotheses.indexOf(a) - hypotheses.indexOf(b),
    );
    const unlinked = groups.filter((group) => !linked.includes(group));
    return first === undefined ? unlinked : [...unlinked, [first, ...others]];
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
function gainPercent(group: Group): number {
  const remainingShare = group.reduce(
    (share, { expected_impact: impact }) => share * (1 - impact.percent / 100),
    1,
  );
  return Math.round((1 - remainingShare) * 1000) / 10;
}

function priorityOfGroup(group: Group) {
  const gain = gainPercent(group);
  const impact: ImpactLevel = gain >= HIGH_GAIN ? 'high' : gain >= MEDIUM_GAIN ? 'medium' : 'low';
  const efforts = group.map(({ complexity }) => EFFORT[complexity]);
  const effort = (['high', 'medium', 'low'] as const).find((level) => efforts.includes(level));
  return computePriority(impact, effort ?? 'low');
}

const TIME = 'wall_time';

/** Least gain, in percent, that a plan requires: less cannot be separated from noise. */
const MIN_GAIN_PERCENT = 1;

function describeGroup(group: Group, metric: string): Omit<PlannedOptimization, 'id' | 'priority'> {
  const [first] = group;
  const { strategies, risk } = STRATEGIES[classifyBottleneck(first.bottleneck_class)];
  // The expected saving is in time: for any other metric only some gain can be required.
  const isTime = metric === TIME || metric.startsWith('latency.');
  const percent = isTime ? Math.max(MIN_GAIN_PERCENT, gainPercent(group)) : MIN_GAIN_PERCENT;
  const highestRisk = (['High', 'Medium', 'Low'] as const).find((level) =>
    group.some((hypothesis) => hypothesis.risk === level),
  );
  const toOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
  return {
    title: toOneLine(first.description),
    target_bottleneck: [
      ...new Set(group.map((hypothesis) => hypothesis.bottleneck_addressed)),
    ].join(', '),
    target_files: [...new Set(group.flatMap(({ files_to_modify: files }) => files))].toSorted(),
    strategy: strategies[0],
    expected_improvement: { metric, percent },
    risk: highestRisk ?? risk,
    success_criteria: [{ scenario: null, metric, op: 'improves by', value: percent }],
    guidance: group.map(({ id, description }) => `${id}: ${toOneLine(description)}`),
  };
}
