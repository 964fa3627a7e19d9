import { assertNever } from '../model/assert-never.ts';
import type { ChangeCheck } from '../model/documents/gate-document.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import { scenarioCommand } from '../model/scenario-command-line.ts';
import type { GateEvidence } from './gate-evidence.ts';
import { judgeStoredComparisons } from './judge-comparisons-of-separate-runs.ts';
import {
  isMarginStated,
  isNoWorse,
  refuseUndecidableMargin,
} from './reject-margin-that-allowed-pairs-cannot-decide.ts';
import { gatedMetrics } from './select-gated-metrics.ts';

export function checkLiveChanges(
  comparison: ComparisonReport,
  evidence: GateEvidence,
): readonly ChangeCheck[] {
  return comparison.comparisons
    .filter(({ gated }) => gated)
    .map((change) => {
      const { scenario, metric } = change;
      const common = {
        type: 'change' as const,
        scenario,
        metric,
        against: 'base' as const,
        stated: isMarginStated(change, evidence),
        reproduce: scenarioCommand(evidence.compareCommand, scenario, comparison.runs),
      };
      const refusal = common.stated
        ? refuseUndecidableMargin(change, comparison, evidence.refused)
        : null;
      if (refusal !== null) {
        const calibrate = scenarioCommand(evidence.calibrateCommand, scenario, comparison.runs);
        return { ...common, outcome: 'refused', reason: null, refusal, calibrate };
      }
      return { ...common, ...liveOutcome(change, comparison, evidence), refusal: null };
    });
}

/**
 * Checks the gated changes since a baseline. A difference that two sessions of the same code may
 * show does not fail the gate. A scenario that cannot be compared, or that the baseline lacks, is
 * only inconclusive, unless a baseline is required.
 */
export function checkStoredChanges(
  comparison: ComparisonReport,
  evidence: GateEvidence,
  isRequired: boolean,
): readonly ChangeCheck[] {
  const busy = new Set(
    comparison.runs
      .filter(({ findings }) =>
        findings.some(({ id, level }) => id === 'busy-machine' && level !== 'info'),
      )
      .map(({ scenario }) => scenario),
  );
  const compared = comparison.comparisons
    .filter(({ gated }) => gated)
    .map((change): ChangeCheck => {
      const { scenario, metric, verdict } = change;
      const judged = judgeStoredComparisons([change], busy);
      const isOpen = judged === 'inconclusive' || (judged === 'incomparable' && !isRequired);
      const isLarge = verdict === 'regressed' && judged === 'inconclusive';
      return {
        type: 'change',
        scenario,
        metric,
        against: 'baseline',
        outcome: isOpen ? 'undecided' : judged,
        stated: isMarginStated(change, evidence),
        reason: isLarge ? 'two sessions of the same code can differ by this much' : change.reason,
        refusal: null,
        reproduce: scenarioCommand(evidence.baselineCommand, scenario, comparison.runs),
      };
    });
  return [...compared, ...checkScenariosMissingInBaseline(comparison, evidence, isRequired)];
}

/** Checks the gated metrics of measured scenarios that the baseline does not contain. */
function checkScenariosMissingInBaseline(
  { comparisons }: ComparisonReport,
  evidence: GateEvidence,
  isRequired: boolean,
): readonly ChangeCheck[] {
  const known = new Set(comparisons.map(({ scenario }) => scenario));
  return evidence.runs.flatMap((run): readonly ChangeCheck[] => {
    const { scenario, kind } = run;
    const judged = evidence.scenarios.find(({ name }) => name === scenario);
    if (known.has(scenario) || judged === undefined) return [];
    const gated = [...gatedMetrics({ ...judged, kind })];
    const measured = gated.filter((metric) => run.metrics[metric] !== undefined);
    return (measured.length > 0 ? measured : gated.slice(0, 1)).map((metric) => ({
      type: 'change',
      scenario,
      metric,
      against: 'baseline',
      outcome: isRequired ? 'incomparable' : 'undecided',
      stated: isMarginStated({ scenario, metric }, evidence),
      reason: 'the baseline does not contain this scenario',
      refusal: null,
      reproduce: scenarioCommand(evidence.baselineCommand, scenario, [run]),
    }));
  });
}

type ChangeOutcome = Pick<ChangeCheck, 'outcome' | 'reason'>;

function liveOutcome(
  change: Comparison,
  { runs, rules }: ComparisonReport,
  { newScenarios }: GateEvidence,
): ChangeOutcome {
  const { verdict, reason, scenario } = change;
  const isUndecided = verdict === 'inconclusive' || verdict === 'incomparable';
  if (isUndecided && isOutOfTime(runs, scenario)) {
    return { outcome: 'undecided', reason: describeTimeout(runs, scenario) };
  }
  switch (verdict) {
    case 'improved':
    case 'unchanged':
    case 'same inputs':
      return { outcome: 'pass', reason };
    case 'regressed':
      return { outcome: 'fail', reason };
    case 'inconclusive':
      return isNoWorse(change, rules)
        ? {
            outcome: 'pass',
            reason:
              'no worse than the margin allows; it is inconclusive whether the metric improved',
          }
        : { outcome: 'undecided', reason };
    case 'incomparable':
      return newScenarios.has(scenario)
        ? { outcome: 'new', reason: 'the base does not contain this scenario' }
        : { outcome: 'incomparable', reason };
    default:
      return assertNever(verdict);
  }
}

function describeTimeout(runs: ComparisonReport['runs'], scenario: string): string {
  const trials = runs.filter((run) => run.scenario === scenario).flatMap((run) => run.trials);
  const abortedMs = trials
    .filter(({ state }) => state === 'aborted')
    .map((trial) => trial.durationMs);
  return abortedMs.length === 0
    ? 'time ran out before the first pair was measured'
    : `the first pair did not finish within ${shortTime(Math.max(...abortedMs))}, and other scenarios need the remaining time; raise --budget-seconds`;
}

/** Formats a time, so that one below a tenth of a second is not `0.0 s`. */
function shortTime(timeMs: number): string {
  return timeMs < 1_000 ? `${Math.ceil(timeMs)} ms` : `${(timeMs / 1_000).toFixed(1)} s`;
}

/** True if time ran out before the first pair; a side that never ran has not failed. */
function isOutOfTime(runs: ComparisonReport['runs'], scenario: string): boolean {
  const scenarioRuns = runs.filter((run) => run.scenario === scenario);
  const isUnmeasured = scenarioRuns.every(({ trials }) => trials.every(({ warmup }) => warmup));
  return isUnmeasured && scenarioRuns.some(({ stop }) => stop === 'max-time');
}
