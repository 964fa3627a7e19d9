import { checkUnmeasuredHead } from '../../harness/gate/check-that-head-was-measured.ts';
import { rulesForConfidence } from '../../harness/gate/decide/default-comparison-rules.ts';
import { headRecord } from '../../harness/gate/gate-evidence.ts';
import {
  comparisonLimits,
  createTimeBudget,
  profileTimeLeft,
  type TimeBudget,
  timeLeftPerScenario,
} from '../../harness/gate/measurement-time-budget.ts';
import type { Host } from '../../harness/host.ts';
import type { Baseline } from '../../harness/model/documents/baseline-document.ts';
import type { GateBase } from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { NotSavedError, UserError } from '../../harness/model/user-error.ts';
import { elapsedWithoutWaitsMs } from '../../harness/sampling/measurement-lock.ts';
import { measureAndCompareSides } from '../compare/measure-and-compare-base-and-head.ts';
import { DEFAULT_MAX_TIME_MS } from '../comparison-sides/comparison-time-and-pair-limits.ts';
import type { LiveComparisonOptions } from '../comparison-sides/live-comparison-options.ts';
import { runScenarios } from '../measure/run-scenarios.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import type { GateReproduceCommands } from './gate-reproduce-commands.ts';
import type { GateProjectOptions } from './gate-request.ts';

/** Measurements of a gate. */
export interface GateMeasurements extends Kept {
  /** Paired comparison of base and head; null: there is no base. */
  readonly comparison: ComparisonReport | null;
  /** Runs of the head alone; null: they were wanted but could not be measured. */
  readonly runs: readonly RunRecord[] | null;
}

interface Kept {
  /** Error that kept part of it from being saved, or from being measured; null: none. */
  readonly unsaved: UserError | null;
}

/** A gate while it measures. */
export interface GateMeasurementContext {
  readonly host: Host;
  readonly scenarios: readonly Scenario[];
  readonly base: GateBase | null;
  readonly baseline: Baseline | null;
  readonly request: GateProjectOptions;
  readonly commands: GateReproduceCommands;
  readonly measuring: SessionContext;
}

/**
 * Measures the working tree together with a base commit, then alone for whatever the comparison
 * does not cover.
 * @param onMeasured - Receives all measurements once only profiling remains; profiling waits for
 * it.
 */
export async function runGateMeasurements(
  gate: GateMeasurementContext,
  onMeasured: (measured: GateMeasurements) => Promise<void>,
): Promise<GateMeasurements> {
  const { host, base, baseline, request, measuring } = gate;
  const isMeasuredTwice = base !== null && baseline !== null;
  const budget = createTimeBudget(request.options.budget_seconds, isMeasuredTwice);
  const { lock } = measuring.session;
  let startedMs = elapsedWithoutWaitsMs(host, lock);
  // Creating the sides takes as long as the project needs, and does not count towards the budget.
  const onPrepared = (): void => {
    startedMs = elapsedWithoutWaitsMs(host, lock);
  };
  const spentMs = (): number => elapsedWithoutWaitsMs(host, lock) - startedMs;
  const measureAlone = (comparison: ComparisonReport | null): Promise<Alone> =>
    runAlone(gate, comparison, (count) =>
      budget === null ? Number.POSITIVE_INFINITY : timeLeftPerScenario(budget, spentMs(), count),
    );
  let early: Alone | null = null;
  // The verdict also needs what is measured alone, so that runs before the profiles.
  const onVerdict = async (comparison: ComparisonReport): Promise<void> => {
    early = await measureAlone(comparison);
    await onMeasured({ comparison, ...early });
  };
  const explainMs = (): number =>
    budget === null ? Number.POSITIVE_INFINITY : profileTimeLeft(budget, spentMs());
  const { comparison, unsaved } =
    base === null || gate.scenarios.length === 0
      ? { comparison: null, unsaved: null }
      : await compareBase(gate, base, budget, { onVerdict, onPrepared, explainMs });
  const alone = early ?? (await measureAlone(comparison));
  return { comparison, runs: alone.runs, unsaved: unsaved ?? alone.unsaved };
}

/** Measurements of the head alone. */
type Alone = Pick<GateMeasurements, 'runs' | 'unsaved'>;

/** True if a head has no metrics, so that only measuring it alone can provide them. */
export function hasNoMetrics(record: RunRecord | null): boolean {
  return record === null || Object.keys(record.metrics).length === 0;
}

async function compareBase(
  { host, scenarios, request, commands, measuring }: GateMeasurementContext,
  base: GateBase,
  budget: TimeBudget | null,
  told: Required<Pick<LiveComparisonOptions, 'onVerdict' | 'onPrepared' | 'explainMs'>>,
): Promise<Kept & { readonly comparison: ComparisonReport }> {
  const { label, commit } = base;
  const asBase = (report: ComparisonReport): ComparisonReport => ({
    ...report,
    base: { ...report.base, label, commit },
  });
  const { config, options, explain, sameInputs, measuredShare, seed } = request;
  const measured = measureAndCompareSides(host, config, scenarios, {
    ...measuring,
    sides: { type: 'code', base: { type: 'ref', ref: base.commit }, head: { type: 'tree' } },
    seed,
    rules: rulesForConfidence(options.confidence),
    explain,
    sameInputs,
    skipsUnchangedInputs: true,
    measuredShare,
    ...told,
    onVerdict: (report) => told.onVerdict(asBase(report)),
    margin: options.margin,
    budgetMs: null,
    maxTimeMs: DEFAULT_MAX_TIME_MS,
    ...comparisonLimits(budget),
    keep: true,
    // The gate rejects such margins itself.
    limits: null,
    findings: [],
    reproduce: commands.compareCommand,
  });
  const { report, unsaved } = await measured.then(
    (kept) => ({ report: kept, unsaved: null }),
    (error: unknown) => {
      if (!(error instanceof NotSavedError)) throw error;
      return { report: error.report as ComparisonReport, unsaved: error };
    },
  );
  return { comparison: asBase(report), unsaved };
}

/**
 * Measures on the head alone what the comparison does not cover: every scenario that is compared
 * with a stored baseline, and scenarios with budgets that could not be measured because of the
 * base.
 * @param eachMs - Time limit per scenario for a given number of scenarios, milliseconds.
 */
async function runAlone(
  { host, scenarios, baseline, request, commands, measuring }: GateMeasurementContext,
  comparison: ComparisonReport | null,
  eachMs: (count: number) => number,
): Promise<Alone> {
  const { config, seed } = request;
  const isWanted = ({ name, budgets }: Scenario): boolean => {
    if (baseline !== null) return true;
    if (budgets.length === 0) return false;
    const record = headRecord({ runs: [], comparison }, name);
    return (
      hasNoMetrics(record) && (record === null || checkUnmeasuredHead(record, commands) === null)
    );
  };
  const wanted = measuring.signal.aborted ? [] : scenarios.filter(isWanted);
  if (wanted.length === 0) return { runs: [], unsaved: null };
  const limitMs = eachMs(wanted.length);
  const limited = wanted.map((scenario) => withTimeLimit(scenario, limitMs));
  try {
    const { runs } = await runScenarios(host, config, limited, { ...measuring, seed });
    return { runs, unsaved: null };
  } catch (error) {
    // With a full disk no run can start, but the result of the comparison is still worth reporting.
    if (comparison === null || !(error instanceof UserError)) throw error;
    return { runs: null, unsaved: error };
  }
}

/** Applies a time limit, even if below the minimum trials; with few, budgets are inconclusive. */
function withTimeLimit<S extends Scenario>(scenario: S, limitMs: number): S {
  if (!Number.isFinite(limitMs)) return scenario;
  const { sampling } = scenario;
  const maxTimeMs = Math.min(sampling.maxTimeMs, limitMs);
  return { ...scenario, sampling: { ...sampling, maxTimeMs, minTrials: 1 } };
}
