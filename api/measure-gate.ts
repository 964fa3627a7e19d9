import { checkScenario } from '../harness/gate/check-scenario.ts';
import { headRecord } from '../harness/gate/gate-evidence.ts';
import { rulesFor } from '../harness/gate/rules-for.ts';
import { leftForEach, type TimeBudget, timeBudget } from '../harness/gate/time-budget.ts';
import type { Host } from '../harness/host.ts';
import type { Baseline } from '../harness/model/baseline.ts';
import type { ComparisonReport } from '../harness/model/document.ts';
import type { GateBase } from '../harness/model/gate-document.ts';
import type { RunRecord } from '../harness/model/record.ts';
import type { Scenario } from '../harness/model/scenario.ts';
import type { Config } from '../harness/scenario/config.ts';
import { compareLiveSides } from './compare-live.ts';
import type { GateCommands } from './gate-commands.ts';
import type { GateProjectOptions } from './gate-request.ts';
import type { Session } from './open-session.ts';
import { runScenarios } from './run-scenarios.ts';

/** What a gate has measured. */
interface Measured {
  /** Of head and base, in turn; null: there is no base. */
  readonly comparison: ComparisonReport | null;
  /** Of the head alone. */
  readonly runs: readonly RunRecord[];
}

/** Measures the working tree beside a commit, and alone what that leaves open. */
export async function measureGate(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  session: Session,
  wanted: {
    readonly base: GateBase | null;
    readonly baseline: Baseline | null;
    readonly request: GateProjectOptions;
    readonly commands: GateCommands;
  },
): Promise<Measured> {
  const { base, baseline, request, commands } = wanted;
  const isMeasuredTwice = base !== null && baseline !== null;
  const budget = timeBudget(request.options.budget_seconds, isMeasuredTwice);
  const comparison =
    base === null
      ? null
      : await compareBase(host, config, scenarios, session, { base, request, budget, commands });
  const context = { comparison, baseline, request, budget, commands };
  return { comparison, runs: await runAlone(host, config, scenarios, session, context) };
}

async function compareBase(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  session: Session,
  context: {
    readonly base: GateBase;
    readonly request: GateProjectOptions;
    readonly budget: TimeBudget | null;
    readonly commands: GateCommands;
  },
): Promise<ComparisonReport> {
  const { base, request, budget, commands } = context;
  const { options, explain, seed, signal, onProgress, onSnapshot } = request;
  const { margin, confidence } = options;
  const report = await compareLiveSides(host, config, scenarios, session, {
    sides: { type: 'code', base: { type: 'ref', ref: base.commit }, head: { type: 'tree' } },
    seed,
    margin,
    rules: rulesFor(confidence),
    budgetMs: budget?.comparisonMs ?? null,
    reproduce: commands.compareCommand,
    ...(explain !== undefined && { explain }),
    signal,
    onProgress,
    ...(onSnapshot !== undefined && { onSnapshot }),
  });
  return { ...report, base: { ...report.base, label: base.label, commit: base.commit } };
}

/**
 * Measures of the head alone what the comparison leaves open: everything that is held against a
 * baseline, and the budgets of scenarios of which the base kept the head from being measured.
 */
async function runAlone(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  session: Session,
  context: {
    readonly comparison: ComparisonReport | null;
    readonly baseline: Baseline | null;
    readonly request: GateProjectOptions;
    readonly budget: TimeBudget | null;
    readonly commands: GateCommands;
  },
): Promise<readonly RunRecord[]> {
  const { comparison, baseline, request, budget, commands } = context;
  const isWanted = ({ name, budgets }: Scenario): boolean => {
    if (baseline !== null) return true;
    if (budgets.length === 0) return false;
    const record = headRecord({ runs: [], comparison }, name);
    return (
      record === null || (isEmpty(record) && checkScenario(record, commands.runCommand) === null)
    );
  };
  const wanted = request.signal.aborted ? [] : scenarios.filter(isWanted);
  if (wanted.length === 0) return [];
  const eachMs = budget && leftForEach(budget, spentMs(comparison), wanted.length);
  const limited = wanted.map((scenario) =>
    eachMs === null ? scenario : withTimeLimit(scenario, eachMs),
  );
  const report = await runScenarios(host, config, limited, session, request);
  return report.runs;
}

function isEmpty({ metrics }: RunRecord): boolean {
  return Object.keys(metrics).length === 0;
}

function withTimeLimit<S extends Scenario>(scenario: S, limitMs: number): S {
  const { sampling } = scenario;
  const maxTimeMs = Math.min(sampling.maxTimeMs, limitMs);
  return { ...scenario, sampling: { ...sampling, maxTimeMs } };
}

/** What the pairs of a comparison have taken. */
function spentMs(comparison: ComparisonReport | null): number {
  const heads = comparison?.runs.filter(({ side }) => side === 'b') ?? [];
  return heads.reduce((sum, { timings }) => sum + (timings.measure ?? 0), 0);
}
