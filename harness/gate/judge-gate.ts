import {
  type BudgetCheck,
  type GateCheck,
  type GateOptions,
  type GateVerdict,
  isWarningOnly,
} from '../model/documents/gate-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../model/exit-code.ts';
import type { Budget, BudgetResult } from '../model/scenario/budget.ts';
import { scenarioCommand } from '../model/scenario-command-line.ts';
import { checkLiveChanges, checkStoredChanges } from './check-gated-changes.ts';
import { checkUnmeasuredHead } from './check-that-head-was-measured.ts';
import { type GateEvidence, headRecord } from './gate-evidence.ts';
import { judgeRecordBudget } from './judge-metric-budget.ts';

/** Checks of a gate and their combined verdict. */
export interface GateJudgement {
  readonly checks: readonly GateCheck[];
  readonly verdict: GateVerdict;
  readonly exitCode: ExitCode;
}

type GateJudgementOptions = Pick<
  GateOptions,
  'on_inconclusive' | 'report_only' | 'require_baseline'
>;

/** Judges everything that was measured for a gate. Pure. */
export function judgeGate(evidence: GateEvidence, options: GateJudgementOptions): GateJudgement {
  const checks = [...listChecks(evidence, options)].sort(
    (check, other) =>
      OUTCOMES_BY_SEVERITY.indexOf(check.outcome) - OUTCOMES_BY_SEVERITY.indexOf(other.outcome),
  );
  const codes = withoutRefusedIfFailed(checks).map((check) => exitCodeOf(check, options));
  // A gate without any check must not be green.
  const strongest = strongestExitCode(checks.length === 0 ? [EXIT.baseline] : codes);
  return {
    checks,
    verdict: verdictOf(strongest, checks),
    exitCode: options.report_only && strongest !== EXIT.interrupted ? EXIT.ok : strongest,
  };
}

/** Drops refused limits if a check failed, which is certain anyway (docs/decisions/0040). */
function withoutRefusedIfFailed(checks: readonly GateCheck[]): readonly GateCheck[] {
  const isFailed = checks.some(({ outcome }) => outcome === 'fail');
  return isFailed ? checks.filter(({ outcome }) => outcome !== 'refused') : checks;
}

/** Outcomes in the order of the report. */
const OUTCOMES_BY_SEVERITY: readonly GateCheck['outcome'][] = [
  'fail',
  'failed',
  'tool',
  'blocked',
  'interrupted',
  'refused',
  'incomparable',
  'undecided',
  'warned',
  'new',
  'pass',
];

function listChecks(
  evidence: GateEvidence,
  { require_baseline: isRequired }: GateJudgementOptions,
): readonly GateCheck[] {
  const { scenarios, comparison, baseline, pluginChecks } = evidence;
  const unmeasured = new Set<string>();
  const headChecks = scenarios.flatMap(({ name, budgets }): readonly GateCheck[] => {
    const record = headRecord(evidence, name);
    if (record === null) return [];
    const failure = checkUnmeasuredHead(record, evidence);
    if (failure === null) return checkBudgets(budgets, record, evidence);
    unmeasured.add(name);
    // Measurements of an interrupted run can be judged; a failed run has none that count.
    const judged = failure.outcome === 'interrupted' ? checkBudgets(budgets, record, evidence) : [];
    return [failure, ...judged];
  });
  const changes = [
    ...(comparison === null ? [] : checkLiveChanges(comparison, evidence)),
    ...(baseline === null ? [] : checkStoredChanges(baseline, evidence, isRequired)),
  ];
  // A head that cannot be measured is reported once, not once for each metric.
  return [
    ...headChecks,
    ...changes.filter(({ scenario }) => !unmeasured.has(scenario)),
    ...pluginChecks,
  ];
}

const EXIT_CODES: Readonly<Record<Exclude<GateCheck['outcome'], 'undecided'>, ExitCode>> = {
  pass: EXIT.ok,
  new: EXIT.ok,
  warned: EXIT.ok,
  fail: EXIT.failed,
  refused: EXIT.blocked,
  blocked: EXIT.blocked,
  incomparable: EXIT.baseline,
  failed: EXIT.target,
  tool: EXIT.tool,
  interrupted: EXIT.interrupted,
};

function exitCodeOf(check: GateCheck, options: GateJudgementOptions): ExitCode {
  if (check.outcome !== 'undecided') return EXIT_CODES[check.outcome];
  return options.on_inconclusive === 'fail' && isOpen(check) ? EXIT.inconclusive : EXIT.ok;
}

const VERDICTS: Readonly<Partial<Record<ExitCode, GateVerdict>>> = {
  [EXIT.failed]: 'fail',
  [EXIT.target]: 'failed',
  [EXIT.tool]: 'failed',
  [EXIT.baseline]: 'incomparable',
  [EXIT.interrupted]: 'interrupted',
  [EXIT.inconclusive]: 'inconclusive',
};

function verdictOf(code: ExitCode, checks: readonly GateCheck[]): GateVerdict {
  if (code === EXIT.blocked) {
    return checks.some(({ outcome }) => outcome === 'blocked') ? 'blocked' : 'refused';
  }
  // An inconclusive check must never count as no change.
  return VERDICTS[code] ?? (checks.some(isOpen) ? 'inconclusive' : 'pass');
}

function isOpen(check: GateCheck): boolean {
  return check.outcome === 'undecided' && !isWarningOnly(check);
}

/** Minimum number of trials to estimate the spread (P811-10). */
const MIN_TRIALS = 3;
/** Maximum number of trials that is ever advised. */
const MAX_ADVISED_TRIALS = 10_000;

/**
 * Compares the head's measurements with the budgets.
 * @param commands - Commands that repeat the measurement, beside a base or alone.
 */
export function checkBudgets(
  budgets: readonly Budget[],
  record: RunRecord,
  commands: Pick<GateEvidence, 'gateCommand' | 'runCommand'>,
): readonly BudgetCheck[] {
  const command = record.side === undefined ? commands.runCommand : commands.gateCommand;
  return budgets.map((budget) => {
    const summary = record.metrics[budget.metric];
    const judged = judgeRecordBudget(budget, record);
    const field = record.field?.metrics[budget.metric];
    const trials = field?.n ?? summary?.n ?? 0;
    const areTooFew = trials < MIN_TRIALS && field?.n !== null;
    // An interrupted run had no time to measure it: inconclusive rather than failed.
    const isOpen = judged.value === null ? record.state === 'interrupted' : areTooFew;
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
  if (verdict === 'fail' && level === 'warn') return 'warned';
  return verdict === 'inconclusive' ? 'undecided' : verdict;
}

/** Returns the trials after which the interval excludes the limit: it shrinks with the root of n. */
function neededTrials(
  { verdict, value, low, high }: BudgetResult,
  limit: number,
  trials: number,
): number | null {
  if (verdict !== 'inconclusive' || value === null) return null;
  if (low === null || high === null) return MIN_TRIALS;
  const halfWidth = value < limit ? high - value : value - low;
  const needed = Math.ceil(trials * (halfWidth / Math.abs(value - limit)) ** 2);
  return needed <= MAX_ADVISED_TRIALS ? Math.max(trials + 1, needed) : null;
}
