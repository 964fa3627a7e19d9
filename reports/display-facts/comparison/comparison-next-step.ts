import type {
  Comparison,
  ComparisonReport,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { scenarioCommand } from '../../../harness/model/scenario-command-line.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import type { RenderOptions } from '../../reporter.ts';
import type { NextStep } from '../../suggested-next-step.ts';
import { sanitizeCommand } from '../../text/printable-text.ts';
import { IMPORT_NEXT_STEP } from '../choose-run-next-step.ts';
import { suggestLongerComparison } from '../suggest-longer-comparison.ts';
import type { ComparedMetricFact } from './compared-metric-display-data.ts';

/** Builds the command to measure a live comparison's scenario again; null: nothing measured. */
export function buildScenarioReproduceCommand(
  { reproduce, runs }: Pick<ComparisonReport, 'reproduce' | 'runs'>,
  scenario: string,
): string | null {
  return reproduce === null ? null : scenarioCommand(reproduce, sanitizeCommand(scenario), runs);
}

export function chooseComparisonNextStep(
  document: ComparisonReport,
  comparisons: readonly ComparedMetricFact[],
  { baseline }: Pick<RenderOptions, 'baseline'>,
): NextStep {
  const { base, runs } = document;
  const isLive = document.reproduce !== null;
  const first = (verdict: Comparison['verdict']): ComparedMetricFact | undefined =>
    comparisons.find((comparison) => comparison.comparison.gated && comparison.verdict === verdict);
  // For a live comparison, the same command reproduces the result or shows that it is fixed.
  const again = (
    { comparison: { scenario } }: ComparedMetricFact,
    start = 'perf-harness run',
  ): string =>
    buildScenarioReproduceCommand(document, scenario) ??
    scenarioCommand(start, sanitizeCommand(scenario), runs);
  const name = base.source === 'baseline' ? base.label : (baseline ?? 'main');
  const save = `perf-harness baseline save ${shellQuote(name)}`;
  if (!isLive && runs.some(({ imported }) => imported !== undefined)) return IMPORT_NEXT_STEP;
  const regressed = first('regressed');
  if (regressed !== undefined) {
    return { purpose: 'measure the regressed scenario again', command: again(regressed) };
  }
  if (!isLive && (document.verdict === 'incomparable' || comparisons.length === 0)) {
    return { purpose: 'create a baseline on this machine', command: save };
  }
  const unsure = first('inconclusive');
  if (unsure !== undefined && isLive) return decideStep(unsure, again(unsure));
  if (unsure !== undefined) {
    const command = again(unsure, 'perf-harness run --trials 60');
    return { purpose: 'run more trials for a verdict', command };
  }
  if (!isLive) return { purpose: 'make this the new baseline', command: save };
  const incomparable = first('incomparable');
  if (incomparable !== undefined) {
    return { purpose: 'compare again once the problem is fixed', command: again(incomparable) };
  }
  return {
    purpose: 'check performance on every pull request',
    command: 'perf-harness init --ci github',
  };
}

/** With more pairs a live comparison decides. */
function decideStep(unsure: ComparedMetricFact, command: string): NextStep {
  const what = `${unsure.metric} of ${unsure.scenario}`;
  const decide = `decide ${what}${unsure.needed === '' ? '' : ` (${unsure.needed})`}`;
  return suggestLongerComparison(command, unsure, { decide, what }) ?? { purpose: decide, command };
}
