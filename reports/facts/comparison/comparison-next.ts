import type { Comparison, ComparisonReport } from '../../../harness/model/documents/document.ts';
import { scenarioCommand } from '../../../harness/model/scenario-command.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import type { NextStep } from '../../next-step.ts';
import type { RenderOptions } from '../../reporter.ts';
import { shownCommand } from '../../text/command-word.ts';
import { MORE_FILES } from '../next-step.ts';
import { withMorePairs } from '../with-more-pairs.ts';
import type { ComparisonFact } from './comparison-fact.ts';

/** The command that measures a scenario of a live comparison again; null where nothing was. */
export function reproduceCommand(
  { reproduce, runs }: Pick<ComparisonReport, 'reproduce' | 'runs'>,
  scenario: string,
): string | null {
  return reproduce === null ? null : scenarioCommand(reproduce, shownCommand(scenario), runs);
}

/** The one thing to do after a comparison, the most pressing first. */
export function comparisonNext(
  document: ComparisonReport,
  comparisons: readonly ComparisonFact[],
  { baseline }: Pick<RenderOptions, 'baseline'>,
): NextStep {
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const first = (verdict: Comparison['verdict']): ComparisonFact | undefined =>
    gated.find((one) => one.verdict === verdict);
  return document.reproduce === null
    ? afterStored(document, first, baseline ?? 'main')
    : afterLive(document, first);
}

type FirstOf = (verdict: Comparison['verdict']) => ComparisonFact | undefined;

/** Live: the same command again reproduces, or shows that something is mended; with more pairs it decides. */
function afterLive(document: ComparisonReport, first: FirstOf): NextStep {
  const again = ({ comparison }: ComparisonFact): string =>
    reproduceCommand(document, comparison.scenario) ?? '';
  const regressed = first('regressed');
  if (regressed !== undefined) {
    return { purpose: 'measure the regressed scenario again', command: again(regressed) };
  }
  const unsure = first('inconclusive');
  if (unsure !== undefined) {
    const what = `${unsure.metric} of ${unsure.scenario}`;
    const takes = unsure.needed === '' ? '' : ` (${unsure.needed})`;
    const decide = `decide ${what}${takes}`;
    const command = again(unsure);
    return withMorePairs(command, unsure, { decide, what }) ?? { purpose: decide, command };
  }
  const incomparable = first('incomparable');
  if (incomparable !== undefined) {
    return { purpose: 'compare again once that is mended', command: again(incomparable) };
  }
  return {
    purpose: 'have every pull request held to this',
    command: 'perf-harness init --ci github',
  };
}

function afterStored(document: ComparisonReport, first: FirstOf, fallback: string): NextStep {
  const run = (start: string, { comparison }: ComparisonFact): string =>
    scenarioCommand(start, shownCommand(comparison.scenario), document.runs);
  const name = document.base.source === 'baseline' ? document.base.label : fallback;
  if (document.runs.some(({ imported }) => imported !== undefined)) return MORE_FILES;
  const regressed = first('regressed');
  if (regressed !== undefined) {
    return {
      purpose: 'measure the regressed scenario again',
      command: run('perf-harness run', regressed),
    };
  }
  if (document.verdict === 'incomparable' || document.comparisons.length === 0) {
    return {
      purpose: 'make a base on this machine',
      command: `perf-harness baseline save ${shellQuote(name)}`,
    };
  }
  const unsure = first('inconclusive');
  if (unsure !== undefined) {
    return {
      purpose: 'decide it with more trials',
      command: run('perf-harness run --trials 60', unsure),
    };
  }
  return {
    purpose: 'make this the new base',
    command: `perf-harness baseline save ${shellQuote(name)}`,
  };
}
