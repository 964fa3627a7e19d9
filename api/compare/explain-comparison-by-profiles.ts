import type { Host } from '../../harness/host.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import type { Explanation } from '../../harness/model/documents/differential-profile-schema.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { findMetric } from '../../harness/model/metric.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { describeFailure } from '../../harness/sampling/measure-trial.ts';
import { elapsedWithoutWaitsMs } from '../../harness/sampling/measurement-lock.ts';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createDifferentialProfile } from '../../profilers/create-differential-profile.ts';
import type { OpenLiveSides } from '../comparison-sides/run-with-base-and-head-snapshots.ts';
import type { ProfiledTrialPair } from '../profile-diff/profile-base-head-trial-pair.ts';
import {
  type ProfiledTrialPairs,
  profileTrialPairs,
} from '../profile-diff/profile-base-head-trial-pairs.ts';
import type { MeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** Pairs per scenario: the maximum, and the minimum when a busy machine leaves little time. */
const PAIRS = 24;
const FEWEST_PAIRS = 12;
/**
 * Time limits, milliseconds: for a scenario that has its fewest pairs, for a scenario that does not
 * yet, and for the whole comparison.
 */
const SCENARIO_MS = 30_000;
const SCENARIO_MAX_MS = 90_000;
const ALL_MS = 180_000;
/** Fewer pairs give no function an interval. */
const TOO_FEW_PAIRS = 6;
/** Offset of the seed of profiled pairs, so that it differs from the seeds behind the verdicts. */
const SEED_OFFSET = 0x9e37_79b9;

export interface ExplainContext {
  readonly host: Host;
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly open: OpenLiveSides;
  readonly session: Pick<MeasurementSession, 'lock'>;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  /** User's time limits per scenario and for all, milliseconds; profiling stays within both. */
  readonly scenarioMs: number;
  readonly allMs: number;
}

/** A scenario and its changes to explain. */
export interface ExplainableScenario {
  readonly scenario: Scenario;
  /** Comparisons with a verdict of better or worse, deciding metrics first. */
  readonly changes: readonly Comparison[];
}

/**
 * Adds the code behind better or worse verdicts on time, found by profiling extra trials of both
 * sides. Failure to profile is reported as a finding and changes no verdict.
 */
export async function explainComparison(
  report: ComparisonReport,
  subjects: readonly ExplainableScenario[],
  context: ExplainContext,
): Promise<ComparisonReport> {
  const { host, signal } = context;
  const explanations: Explanation[] = [];
  const findings: Finding[] = [];
  const { lock } = context.session;
  const endsAtMs = elapsedWithoutWaitsMs(host, lock) + Math.min(ALL_MS, context.allMs);
  for (const subject of subjects) {
    if (signal.aborted) break;
    const leftMs = endsAtMs - elapsedWithoutWaitsMs(host, lock);
    if (leftMs <= 0) {
      findings.push(noTime(subject));
      continue;
    }
    const explained = await explain(subject, leftMs, context).catch((error: unknown) => {
      // The verdict is already reported, so an interrupt does not affect it either.
      return signal.aborted ? NOTHING : unexplained(subject, error);
    });
    if (explained.explanation !== null) explanations.push(explained.explanation);
    findings.push(...explained.findings);
  }
  if (explanations.length + findings.length === 0) return report;
  return {
    ...report,
    findings: [...report.findings, ...findings],
    ...(explanations.length > 0 && { explanations }),
  };
}

/** Lists a comparison's explainable changes, largest first, as these get the time available. */
export function listExplainableScenarios(
  { comparisons }: ComparisonReport,
  scenarios: readonly Scenario[],
): readonly ExplainableScenario[] {
  const sizeOf = ({ ratio }: Comparison): number => Math.abs(Math.log(ratio ?? 1));
  const found = scenarios.flatMap((scenario): readonly ExplainableScenario[] => {
    const changes = comparisons.filter(
      (comparison) =>
        comparison.scenario === scenario.name &&
        comparison.gated &&
        (comparison.verdict === 'regressed' || comparison.verdict === 'improved') &&
        findMetric(comparison.metric)?.nature === 'timed',
    );
    return changes.length > 0 && hasProcess(scenario) ? [{ scenario, changes }] : [];
  });
  return found.sort(
    (entry, other) =>
      Math.max(...other.changes.map(sizeOf)) - Math.max(...entry.changes.map(sizeOf)),
  );
}

/** True if both sides run in a process that a profiler can be attached to. */
function hasProcess(scenario: Scenario): boolean {
  return !('server' in scenario) || scenario.server !== null;
}

interface Explained {
  readonly explanation: Explanation | null;
  readonly findings: readonly Finding[];
}

const NOTHING: Explained = { explanation: null, findings: [] };

/** Reports an error, such as a full disk, as a finding, since the verdict is established. */
function unexplained({ scenario: { name } }: ExplainableScenario, error: unknown): Explained {
  return {
    explanation: null,
    findings: [failedFinding(name, error instanceof Error ? error.message : String(error))],
  };
}

async function explain(
  { scenario, changes }: ExplainableScenario,
  leftMs: number,
  context: ExplainContext,
): Promise<Explained> {
  const { host, open, seed, signal, scenarioMs } = context;
  const mostMs = Math.min(scenarioMs, leftMs);
  const startedMs = host.clock.monotonicMs();
  const executor = findExecutor(open.executors, scenario.kind);
  const resolved = await resolveScenarioBeforeMeasuring(executor, scenario, signal);
  const taken = await profileTrialPairs({
    ...context,
    scenario: resolved.scenario,
    executor,
    random: createRandom((seed + SEED_OFFSET) % 2 ** 32),
    pairs: PAIRS,
    fewestPairs: FEWEST_PAIRS,
    timeMs: Math.min(SCENARIO_MS, mostMs),
    maxTimeMs: Math.min(SCENARIO_MAX_MS, mostMs),
  });
  const findings = [...failureFinding(scenario, taken), ...fewFinding(scenario, taken, signal)];
  const [first, ...others] = taken.pairs;
  if (first === undefined) return { explanation: null, findings };
  const metrics = changes.map(({ metric }) => metric);
  return {
    explanation: {
      scenario: scenario.name,
      metrics,
      profiled: profiledValues(metrics[0] ?? '', taken.pairs),
      duration_ms: host.clock.monotonicMs() - startedMs,
      difference: createDifferentialProfile([first.pair, ...others.map(({ pair }) => pair)]),
    },
    findings,
  };
}

function profiledValues(
  metric: string,
  pairs: readonly ProfiledTrialPair[],
): Explanation['profiled'] {
  const middle = (side: SideId): number =>
    median(
      pairs.flatMap(({ trials }) => {
        const value = trials[side].measurements[metric];
        return value === undefined ? [] : [value];
      }),
    );
  const [base, head] = [middle('a'), middle('b')];
  return Number.isFinite(base) && Number.isFinite(head) ? { base, head } : null;
}

function failureFinding({ name }: Scenario, { failure }: ProfiledTrialPairs): readonly Finding[] {
  return failure === null ? [] : [failedFinding(name, describeFailure(failure), failure.remedy)];
}

function failedFinding(name: string, why: string, remedy?: string): Finding {
  return {
    id: 'explanation-failed',
    level: 'info',
    message: `The change in "${name}" could not be explained by profiling: ${why}.`,
    ...(remedy !== undefined && { remedy }),
  };
}

/** Reports that a time limit left too few pairs for intervals. */
function fewFinding(
  { name }: Scenario,
  { pairs, failure }: ProfiledTrialPairs,
  signal: AbortSignal,
): readonly Finding[] {
  if (failure !== null || signal.aborted || pairs.length >= TOO_FEW_PAIRS) return [];
  const count = pairs.length === 1 ? 'once' : `${pairs.length} times`;
  return [
    {
      id: 'explanation-thin',
      level: 'info',
      message: `"${name}" was profiled only ${count} per side within the time limit, which is too few profiles to distinguish changes in functions from noise.`,
      remedy: `Profile more pairs with perf-harness profile, --diff and a higher --trials, or make "${name}" shorter.`,
    },
  ];
}

function noTime({ scenario: { name } }: ExplainableScenario): Finding {
  return {
    id: 'explanation-thin',
    level: 'info',
    message: `The change in "${name}" was not explained by profiling because the time limit was reached.`,
    remedy: 'Compare only this scenario, or profile it with --diff.',
  };
}
