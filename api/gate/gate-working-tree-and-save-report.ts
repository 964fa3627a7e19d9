import { createGateStore } from '../../harness/history/report-document-store.ts';
import type { Host } from '../../harness/host.ts';
import type {
  GateBase,
  GateReport,
  PluginCheck,
} from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { NotSavedError, saveReport, UserError } from '../../harness/model/user-error.ts';
import { findRemovedScenarios } from '../compare/find-removed-scenarios.ts';
import type { LiveSidesRequest } from '../comparison-sides/live-comparison-base-and-head-request.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { buildGateReport } from './build-gate-report.ts';
import { findGateBaselines } from './find-gate-baselines.ts';
import {
  findScenariosNewSinceBase,
  type NewScenarios,
  NO_NEW_SCENARIOS,
} from './find-scenarios-new-since-base.ts';
import { buildGateReproduceCommands } from './gate-reproduce-commands.ts';
import type { GateProjectOptions } from './gate-request.ts';
import {
  type GateMeasurementContext,
  type GateMeasurements,
  runGateMeasurements,
} from './run-gate-measurements.ts';

/** Verdicts of plugins on the lines that changed since a base. */
export type CheckChangedLines = (
  base: GateBase,
  signal: AbortSignal,
) => Promise<readonly PluginCheck[]>;

/**
 * Checks the working tree against its budgets, a base commit measured alongside it, and a stored
 * baseline, as far as each exists. `onVerdict` is called as soon as the verdict is final;
 * profiling, which follows, waits for it. With checks of changed lines, no scenario is needed.
 * @throws UserError if there is nothing to judge or something required is missing; NotSavedError,
 * with the verdict, if the verdict cannot be saved.
 */
export async function gateProject(
  host: Host,
  request: GateProjectOptions,
  measuring: SessionContext,
  {
    onVerdict = async () => {},
    judgeLines = null,
  }: {
    readonly onVerdict?: (report: GateReport) => Promise<void>;
    readonly judgeLines?: CheckChangedLines | null;
  } = {},
): Promise<GateReport> {
  const { config } = request;
  const { signal } = measuring;
  const scenarios = await findScenarios(host, config, request.wanted).catch((error: unknown) => {
    const isNone = error instanceof UserError && error.code === 'no-scenarios';
    if (!isNone || judgeLines === null) throw error;
    return [];
  });
  signal.throwIfAborted();
  const { base, baseline, findings } = await findGateBaselines(host, scenarios, request, signal);
  const commands = buildGateReproduceCommands(host, scenarios, { base, baseline, request });
  const gate: GateMeasurementContext = {
    host,
    scenarios,
    base,
    baseline,
    request,
    commands,
    measuring,
  };
  const gone = await goneSince(gate);
  const others = base === null || judgeLines === null ? [] : await judgeLines(base, signal);
  let added: NewScenarios | null = null;
  const judge = async (measured: GateMeasurements): Promise<GateReport> => {
    // Cached, since profiling does not add scenarios.
    added ??= await newSince(gate, measured.comparison);
    return buildGateReport(gate, measured, { added, others, findings: [...findings, ...gone] });
  };
  const measured = await runGateMeasurements(gate, async (known) => onVerdict(await judge(known)));
  const report = await judge(measured);
  if (measured.unsaved !== null) throw new NotSavedError(report, measured.unsaved);
  return saveReport(report, () => void createGateStore(host, config.stateFolder).save(report));
}

/** Finds new scenarios, only if a side is missing; otherwise the comparison already covers all. */
async function newSince(
  { host, scenarios, base, request, measuring: { signal } }: GateMeasurementContext,
  comparison: ComparisonReport | null,
): Promise<NewScenarios> {
  const { config, wanted } = request;
  const missing = scenarios.filter(({ name }) =>
    comparison?.comparisons.some(
      ({ scenario, verdict }) => scenario === name && verdict === 'incomparable',
    ),
  );
  if (missing.length === 0 || base === null || signal.aborted) return NO_NEW_SCENARIOS;
  const failed = (comparison?.runs ?? [])
    .filter(({ side, state }) => side === 'a' && state === 'failed')
    .map(({ scenario }) => scenario);
  const { commit } = base;
  const asked = { commit, failed: new Set(failed), allowRemote: wanted.allowRemote, signal };
  try {
    return await findScenariosNewSinceBase(host, config, missing, asked);
  } catch (error) {
    // Measurements are still reported if the interrupt comes here.
    if (signal.aborted) return NO_NEW_SCENARIOS;
    throw error;
  }
}

/** Reports removed scenarios only if all were selected: no targets, no filter and no command. */
async function goneSince({
  host,
  scenarios,
  base,
  request,
  measuring: { signal },
}: GateMeasurementContext): Promise<readonly Finding[]> {
  const { config, wanted } = request;
  const { targets, filter, command, allowRemote } = wanted;
  if (base === null || targets.length > 0 || filter !== null || command !== null) return [];
  const sides = againstCommit(base.commit);
  return findRemovedScenarios(host, config, sides, scenarios, { allowRemote, signal });
}

function againstCommit(commit: string): LiveSidesRequest {
  return { type: 'code', base: { type: 'ref', ref: commit }, head: { type: 'tree' } };
}
