import type { ChangeCheck, PluginCheck, Refusal } from '../model/documents/gate-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Evidence for a gate's judgement, as plain data: equal evidence gives equal judgement. */
export interface GateEvidence {
  readonly scenarios: readonly Pick<Scenario, 'name' | 'budgets' | 'regression' | 'margin'>[];
  /** Head against base, live. */
  readonly comparison: ComparisonReport | null;
  /** Head against a stored baseline. */
  readonly baseline: ComparisonReport | null;
  /** Verdicts of plugins on the changed lines. */
  readonly pluginChecks: readonly PluginCheck[];
  /** Runs of the head without a base. */
  readonly runs: readonly RunRecord[];
  /** Scenarios that the base does not have. */
  readonly newScenarios: ReadonlySet<string>;
  /** Limits that calibration has shown to be too tight, by `limitKey`. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** The margin of the command line, as a ratio; null: the scenarios' own. */
  readonly margin: number | null;
  /** Command that compares with the base again, up to the name of a scenario. */
  readonly compareCommand: string;
  /** Command that repeats this gate, up to the name of a scenario. */
  readonly gateCommand: string;
  /** Command that compares with the baseline again, up to the name of a scenario. */
  readonly baselineCommand: string;
  /** Command that measures the head alone, up to the name of a scenario. */
  readonly runCommand: string;
  /** Command that shows the detectable change of a scenario on this machine, up to its name. */
  readonly calibrateCommand: string;
}

export function limitKey({ scenario, metric }: Pick<ChangeCheck, 'scenario' | 'metric'>): string {
  return JSON.stringify([scenario, metric]);
}

/** Returns the record of the head's scenario: of its own run, else of the live comparison. */
export function headRecord(
  { runs, comparison }: Pick<GateEvidence, 'runs' | 'comparison'>,
  scenario: string,
): RunRecord | null {
  const isOf = (run: RunRecord): boolean => run.scenario === scenario;
  return runs.find(isOf) ?? comparison?.runs.find((run) => isOf(run) && run.side === 'b') ?? null;
}
