import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { calibratedScenarios } from '../../harness/calibration/calibrated-scenarios.ts';
import { createCalibrationStore } from '../../harness/calibration/calibration-store.ts';
import { compareBaseline } from '../../harness/compare-baseline.ts';
import { countedGatesOf } from '../../harness/gate/counted-gates.ts';
import { type GateEvidence, headRecord } from '../../harness/gate/gate-evidence.ts';
import { judgeGate } from '../../harness/gate/judge-gate.ts';
import { refuseCalibrated } from '../../harness/gate/refuse-calibrated.ts';
import type { Host } from '../../harness/host.ts';
import type { Baseline } from '../../harness/model/documents/baseline.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import {
  GATE_SCHEMA,
  type GateBase,
  type GateOptions,
  type GateReport,
} from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { NotSavedError } from '../../harness/model/not-saved-error.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { type BaseChoice, findBase } from '../../harness/snapshot/git/find-base.ts';
import type { GateProjectOptions } from '../../options/gate.ts';
import type { LiveSidesRequest } from '../../options/sides/sides-request.ts';
import { removedScenarios } from '../compare/removed-scenarios.ts';
import { findScenarios } from '../project/find-scenarios.ts';
import type { Measuring } from '../project/measuring.ts';
import { gateCommands } from './gate-commands.ts';
import { isUnknown, measureGate } from './measure-gate.ts';
import { type NewScenarios, NOTHING_NEW, newScenarios } from './new-scenarios.ts';

/** What the head can be held against. */
interface Opponents {
  readonly base: GateBase | null;
  readonly baseline: Baseline | null;
  readonly findings: readonly Finding[];
}

/**
 * Holds the working tree against its budgets, against a commit that is measured beside it, and
 * against a stored baseline, as far as there are any.
 * @throws UserError where there is nothing to judge, or something required is missing, NotSavedError
 * with the verdict where what was measured cannot be saved; the reason of the signal where it came
 * before anything was measured.
 */
export async function gateProject(
  host: Host,
  request: GateProjectOptions,
  measuring: Measuring,
): Promise<GateReport> {
  const { config, options, rules } = request;
  const { signal } = measuring;
  const scenarios = await findScenarios(host, config, request.wanted);
  signal.throwIfAborted();
  const opponents = await findOpponents(host, scenarios, request, signal);
  const { base, baseline } = opponents;
  const gone = await goneSince(host, scenarios, { base, request, signal });
  const commands = gateCommands(host, scenarios, { base, baseline, request });
  const measured = { base, baseline, request, commands, measuring };
  const { comparison, runs, unsaved } = await measureGate(host, scenarios, measured);
  const calibrations = createCalibrationStore(host, config.stateFolder);
  const added = await newSince(host, scenarios, { comparison, base, request, signal });
  const evidence: GateEvidence = {
    scenarios: runs === null ? scenarios.map((one) => withoutUnknown(one, comparison)) : scenarios,
    comparison,
    baseline: baseline && runs && againstBaseline(baseline, runs, options),
    runs: runs ?? [],
    newScenarios: added.names,
    refused:
      comparison === null
        ? new Map()
        : refuseCalibrated(calibratedScenarios(scenarios, comparison, calibrations), {
            rules,
            margin: options.margin,
            sharing: countedGatesOf(comparison),
          }),
    margin: options.margin,
    ...commands,
  };
  const { checks, verdict, exitCode } = judgeGate(evidence, options);
  const report: GateReport = {
    schema: GATE_SCHEMA,
    verdict,
    exit_code: exitCode,
    options,
    base,
    comparison,
    baseline: evidence.baseline,
    checks,
    runs: evidence.runs,
    findings: [
      ...opponents.findings,
      ...gone,
      ...added.findings,
      ...(runs === null ? [notMeasuredAlone()] : []),
    ],
  };
  if (unsaved !== null) throw new NotSavedError(report, unsaved);
  return report;
}

/** A budget of what could not be measured is not broken: nothing is known of it. */
function withoutUnknown(scenario: Scenario, comparison: ComparisonReport | null): Scenario {
  const record = headRecord({ runs: [], comparison }, scenario.name);
  return isUnknown(record) ? { ...scenario, budgets: [] } : scenario;
}

async function findOpponents(
  host: Host,
  scenarios: readonly Scenario[],
  { config, base: ref, baseline: name, options }: GateProjectOptions,
  signal: AbortSignal,
): Promise<Opponents> {
  const store = createBaselineStore(host, config.stateFolder);
  // A baseline that is required and not there is an error of the store's own.
  const isStored = name !== null && (options.require_baseline || store.has(name));
  const baseline = isStored ? store.load(name) : null;
  // With a stored side and no word of a base nothing is built and measured a second time.
  const choice: BaseChoice | null =
    name !== null && ref === null ? null : await findBase(host, config.root, { ref, signal });
  const findings: Finding[] = [];
  if (name !== null && baseline === null) findings.push(noBaseline(name));
  if (choice?.state === 'missing') findings.push(noBase(choice.reason));
  const base = choice?.state === 'found' ? choice.base : null;
  if (choice?.state === 'missing' && options.require_baseline) throw baseMissing(choice.reason);
  const isNothing = base === null && baseline === null;
  if (isNothing && scenarios.every(({ budgets }) => budgets.length === 0)) {
    throw nothingToJudge(findings);
  }
  return { base, baseline, findings };
}

function againstBaseline(
  { name, runs }: Baseline,
  head: readonly RunRecord[],
  { confidence, margin }: GateOptions,
): ComparisonReport {
  return compareBaseline(
    { label: name, source: 'baseline', runs },
    { label: 'this gate', source: 'record', runs: head },
    { confidence, margin },
  );
}

/** Looked for only where a side is missing: everywhere else the comparison says all. */
async function newSince(
  host: Host,
  scenarios: readonly Scenario[],
  context: {
    readonly comparison: ComparisonReport | null;
    readonly base: GateBase | null;
    readonly request: GateProjectOptions;
    readonly signal: AbortSignal;
  },
): Promise<NewScenarios> {
  const { comparison, base, request, signal } = context;
  const { config, wanted } = request;
  const missing = scenarios.filter(({ name }) =>
    comparison?.comparisons.some(
      ({ scenario, verdict }) => scenario === name && verdict === 'incomparable',
    ),
  );
  if (missing.length === 0 || base === null || signal.aborted) return NOTHING_NEW;
  const failed = (comparison?.runs ?? [])
    .filter(({ side, state }) => side === 'a' && state === 'failed')
    .map(({ scenario }) => scenario);
  const { commit } = base;
  const asked = { commit, failed: new Set(failed), allowRemote: wanted.allowRemote, signal };
  try {
    return await newScenarios(host, config, missing, asked);
  } catch (error) {
    // What was measured is told, though it was interrupted here.
    if (signal.aborted) return NOTHING_NEW;
    throw error;
  }
}

/** Who names scenarios misses none of the others. */
async function goneSince(
  host: Host,
  scenarios: readonly Scenario[],
  context: {
    readonly base: GateBase | null;
    readonly request: GateProjectOptions;
    readonly signal: AbortSignal;
  },
): Promise<readonly Finding[]> {
  const { base, request, signal } = context;
  const { config, wanted } = request;
  const { targets, filter, command, allowRemote } = wanted;
  if (base === null || targets.length > 0 || filter !== null || command !== null) return [];
  const sides = againstCommit(base.commit);
  return removedScenarios(host, config, sides, scenarios, { allowRemote, signal });
}

function againstCommit(commit: string): LiveSidesRequest {
  return { type: 'code', base: { type: 'ref', ref: commit }, head: { type: 'tree' } };
}

function noBase(reason: string): Finding {
  return {
    id: 'no-base',
    level: 'warning',
    message: `There is no commit to compare with: ${reason}. Only budgets were judged.`,
    remedy: 'Name one with --base, or have it count as an error with --require-baseline.',
  };
}

function notMeasuredAlone(): Finding {
  return {
    id: 'not-measured-alone',
    level: 'warning',
    message:
      'The head could not be measured by itself, since its runs could not be saved: what is held against a baseline was not judged, nor were budgets of scenarios that the base kept from being measured.',
    remedy: 'Mend what the error says and gate again.',
  };
}

function noBaseline(name: string): Finding {
  return {
    id: 'no-baseline',
    level: 'warning',
    message: `There is no baseline "${name}", so nothing was compared with it.`,
    remedy: `Save one with "perf-harness baseline save ${name}" and commit it, or have it count as an error with --require-baseline.`,
  };
}

function baseMissing(reason: string): UserError {
  return new UserError({
    code: 'base-missing',
    message: `A base is required and there is none: ${reason}.`,
    remedy: 'Name one with --base, or leave out --require-baseline to judge budgets alone.',
    exitCode: EXIT.baseline,
  });
}

function nothingToJudge(findings: readonly Finding[]): UserError {
  const why = findings.map(({ message }) => message).join(' ');
  return new UserError({
    code: 'nothing-to-judge',
    message: `The gate has nothing to judge: no scenario has a budget, and nothing can be compared. ${why}`,
    remedy: 'Give the scenarios budgets, or name something to compare with: --base or --baseline.',
    exitCode: EXIT.baseline,
  });
}
