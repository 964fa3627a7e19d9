// Makes `perf-harness/plugin` resolve to this package, whatever is installed next to the plugin.
import '../../../harness/loader/register-self-reference.ts';
import type { GateProjectOptions } from '../../../api/gate/gate-request.ts';
import {
  type CheckChangedLines,
  gateProject,
} from '../../../api/gate/gate-working-tree-and-save-report.ts';
import { CHANGED_LINES, type PluginCheck } from '../../../harness/model/documents/gate-document.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { formatProjectFlags, openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import type { GateCheckRequest } from '../../../registry/plugin.ts';
import { listGateChecks } from '../../../registry/plugin.ts';
import { printUnsavedReport } from '../../execution/print-report-when-saving-fails.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readSkipSameInputsOptions } from '../../options/read-skip-same-input-scenarios-options.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import { openEarlyVerdictReport } from '../../output/report-verdict-before-profiling-ends.ts';
import {
  openResultSenders,
  updateHistoryAfterRun,
} from '../../output/send-results-and-update-history.ts';
import type { GATE_OPTIONS } from './gate-options.ts';

/** Judges budgets, and the working tree against its base. */
export async function runGate(call: GateCall): Promise<ExitCode> {
  const { host, flags } = call;
  const send = await openResultSenders(host, flags);
  const options = await readGateOptions(call);
  const { config, given: project } = options;
  const reports = readReportChoices(host, flags, config.reporters, { hasRuns: true });
  const output = await openEarlyVerdictReport(host, reports, { baseline: null, root: config.root });
  return runUntilInterrupted(host, async (signal) => {
    const measured = measureWithProgress(host, 'gate', signal, async (session, shown) => {
      const progress = { measuring: session.onProgress };
      return gateProject(host, options, session, {
        onVerdict: shown.aside(output.verdict),
        judgeLines: await prepareChecks({ host, config, project, progress }, flags),
      });
    });
    const report = await printUnsavedReport(measured, output.complete);
    output.complete(report);
    await send(report);
    await updateHistoryAfterRun(host, config, signal);
    return report.exit_code;
  });
}

/**
 * Prepares the checks of changed lines that plugins add to a gate, for each option given; null:
 * none is.
 * @throws UserError for an invalid value.
 */
async function prepareChecks(
  request: Omit<GateCheckRequest, 'value'>,
  options: Readonly<Record<string, unknown>>,
): Promise<CheckChangedLines | null> {
  const requested = listGateChecks(OFFICIAL_PLUGINS).filter(
    ({ name }) => options[name] !== undefined,
  );
  if (requested.length === 0) return null;
  const prepared = await Promise.all(
    requested.map(async (kind) => ({
      type: kind.name,
      check: await kind.prepare({ ...request, value: String(options[kind.name]) }),
    })),
  );
  return async (base, signal) => {
    const checks: PluginCheck[] = [];
    for (const { type, check } of prepared) {
      checks.push({ ...(await check(base, signal)), type, scenario: CHANGED_LINES });
    }
    return checks;
  };
}

type GateCall = Call<typeof GATE_OPTIONS>;

/** @throws UserError for options that exclude each other, and a configuration that cannot be read. */
export async function readGateOptions(call: GateCall): Promise<GateProjectOptions> {
  const { host, words: targets, command, flags, options } = call;
  const { base, baseline, explain, seed, confidence, margin } = options;
  const same = readSkipSameInputsOptions(options);
  const wanted = readScenarios({ ...flags, targets, command });
  const judged = {
    on_inconclusive: options.onInconclusive,
    report_only: options.reportOnly,
    require_baseline: options.requireBaseline,
    budget_seconds: options.budgetSeconds,
    confidence,
    margin,
  };
  const config = await openProject(host, flags);
  const given = formatProjectFlags(host, flags);
  return { config, wanted, base, baseline, options: judged, explain, ...same, seed, given };
}
