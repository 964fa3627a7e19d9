import { assertNever } from '../model/assert-never.ts';
import type { BudgetCheck } from '../model/documents/gate-document.ts';
import type { RunRecord } from '../model/documents/record.ts';
import type { Budget, BudgetResult } from '../model/scenario/budget.ts';
import { scenarioCommand } from '../model/scenario-command.ts';
import type { GateEvidence } from './gate-evidence.ts';
import { judgeBudgetOf } from './judge.ts';

/** Fewer trials say nothing about the spread (P811-10). */
const FEWEST_TRIALS = 3;
/** More trials than these are no advice. */
const MOST_ADVISED = 10_000;

/**
 * The budgets of a scenario, held against what was measured of the head.
 * @param commands - The gate's measures the head as it was measured beside a base: a run has longer
 * units.
 */
export function checkBudgets(
  budgets: readonly Budget[],
  record: RunRecord,
  commands: Pick<GateEvidence, 'gateCommand' | 'runCommand'>,
): readonly BudgetCheck[] {
  const command = record.side === undefined ? commands.runCommand : commands.gateCommand;
  return budgets.map((budget) => {
    const summary = record.metrics[budget.metric];
    const judged = judgeBudgetOf(budget, record);
    const field = record.field?.metrics[budget.metric];
    const trials = field?.n ?? summary?.n ?? 0;
    const isFew = trials < FEWEST_TRIALS && field?.n !== null;
    // An interrupted run had no time for it: that is not known, rather than broken.
    const isOpen = judged.value === null ? record.state === 'interrupted' : isFew;
    const result: BudgetResult = isOpen
      ? { ...judged, low: null, high: null, verdict: 'inconclusive' }
      : judged;
    return {
      type: 'budget',
      scenario: record.scenario,
      metric: budget.metric,
      outcome: outcomeOf(result),
      result,
      trials,
      needed_trials: neededTrials(result, budget.limit, trials),
      reproduce: scenarioCommand(command, record.scenario, [record]),
    };
  });
}

function outcomeOf({ verdict, level }: BudgetResult): BudgetCheck['outcome'] {
  switch (verdict) {
    case 'pass':
      return 'pass';
    case 'inconclusive':
      return 'undecided';
    case 'fail':
      return level === 'warn' ? 'warned' : 'fail';
    default:
      return assertNever(verdict);
  }
}

/** Trials that would pull the interval off the limit: its width shrinks with the root of n. */
function neededTrials(
  { verdict, value, low, high }: BudgetResult,
  limit: number,
  trials: number,
): number | null {
  if (verdict !== 'inconclusive' || value === null) return null;
  if (low === null || high === null) return FEWEST_TRIALS;
  const side = value < limit ? high - value : value - low;
  const needed = Math.ceil(trials * (side / Math.abs(value - limit)) ** 2);
  return needed <= MOST_ADVISED ? Math.max(trials + 1, needed) : null;
}
