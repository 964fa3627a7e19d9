import { randomInt } from 'node:crypto';
import { checkScenario } from '../../harness/gate/check-scenario.ts';
import { headRecord } from '../../harness/gate/gate-evidence.ts';
import { rulesFor } from '../../harness/gate/rules-for.ts';
import {
  comparisonLimits,
  leftForEach,
  type TimeBudget,
  timeBudget,
} from '../../harness/gate/time-budget.ts';
import type { Host } from '../../harness/host.ts';
import type { Baseline } from '../../harness/model/documents/baseline.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { GateBase } from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import { NotSavedError } from '../../harness/model/not-saved-error.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { compareLiveSides } from '../compare/compare-live.ts';
import { runScenarios } from '../measure/run-scenarios.ts';
import type { Session } from '../project/open-session.ts';
import type { GateCommands } from './gate-commands.ts';
import type { GateProjectOptions } from './gate-request.ts';

/** What a gate has measured. */
interface Measured extends Kept {
  /** Of head and base, in turn; null: there is no base. */
  readonly comparison: ComparisonReport | null;
  /** Of the head alone; null: it was to be measured alone, and could not be. */
  readonly runs: readonly RunRecord[] | null;
}

interface Kept {
  /** Why not all of it could be kept, or measured for that reason; null: it was. */
  readonly unsaved: UserError | null;
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
  const { comparison, unsaved } =
    base === null
      ? { comparison: null, unsaved: null }
      : await compareBase(host, config, scenarios, session, { base, request, budget, commands });
  const context = { comparison, baseline, request, budget, commands };
  const alone = await runAlone(host, config, scenarios, session, context);
  return { comparison, runs: alone.runs, unsaved: unsaved ?? alone.unsaved };
}

/** Whether nothing is known of a head but what it would have told alone. */
export function isUnknown(record: RunRecord | null): boolean {
  return record === null || Object.keys(record.metrics).length === 0;
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
): Promise<Kept & { readonly comparison: ComparisonReport }> {
  const { base, request, budget, commands } = context;
  const { options, explain, seed, signal, onProgress, onSnapshot } = request;
  const { margin, confidence } = options;
  const measured = compareLiveSides(host, config, scenarios, session, {
    sides: { type: 'code', base: { type: 'ref', ref: base.commit }, head: { type: 'tree' } },
    seed,
    margin,
    rules: rulesFor(confidence),
    ...comparisonLimits(budget),
    reproduce: commands.compareCommand,
    ...(explain !== undefined && { explain }),
    signal,
    onProgress,
    ...(onSnapshot !== undefined && { onSnapshot }),
  });
  const { report, unsaved } = await measured.then(
    (kept) => ({ report: kept, unsaved: null }),
    (error: unknown) => {
      if (!(error instanceof NotSavedError)) throw error;
      return { report: error.report as ComparisonReport, unsaved: error };
    },
  );
  const { label, commit } = base;
  return { comparison: { ...report, base: { ...report.base, label, commit } }, unsaved };
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
): Promise<Pick<Measured, 'runs' | 'unsaved'>> {
  const { comparison, baseline, request, budget, commands } = context;
  const isWanted = ({ name, budgets }: Scenario): boolean => {
    if (baseline !== null) return true;
    if (budgets.length === 0) return false;
    const record = headRecord({ runs: [], comparison }, name);
    return isUnknown(record) && (record === null || checkScenario(record, commands) === null);
  };
  const wanted = request.signal.aborted ? [] : scenarios.filter(isWanted);
  if (wanted.length === 0) return { runs: [], unsaved: null };
  const eachMs = budget && leftForEach(budget, spentMs(comparison), wanted.length);
  const limited = wanted.map((scenario) =>
    eachMs === null ? scenario : withTimeLimit(scenario, eachMs),
  );
  try {
    const { runs } = await runScenarios(host, config, limited, session, {
      ...request,
      seed: request.seed ?? randomInt(2 ** 32),
    });
    return { runs, unsaved: null };
  } catch (error) {
    // On a disk that is full no run can begin; what the comparison says is worth telling.
    if (comparison === null || !(error instanceof UserError)) throw error;
    return { runs: null, unsaved: error };
  }
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
