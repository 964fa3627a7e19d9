import { collectFootnotes, display, type Finding, type View } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { cycleBlocks } from './cycle-report-section.ts';
import { describeOutcome } from './describe-loop-outcome.ts';
import { calculateGain, formatGainRange } from './describe-metric-and-function-gains.ts';
import { branchBlocks, branchSentence } from './describe-result-branches.ts';
import { formatPercentage } from './format-optimization-amount.ts';
import { optimizationViewFacts } from './machine-readable-report-fields.ts';
import { describeTarget, gainBlocks } from './optimization-gain-blocks.ts';
import { suggestNextStep } from './suggest-next-optimization-command.ts';
import { gapBlocks, mapBlocks, metaBlock } from './target-gap-and-performance-map-sections.ts';

const HEADLINES: Readonly<
  Record<OptimizationReport['outcome'], Pick<View['headline'], 'label' | 'sign'>>
> = {
  target_met: { sign: '✓', label: 'Target met' },
  gained: { sign: '✓', label: 'Improved' },
  unchanged: { sign: '=', label: 'Unchanged' },
  planned: { sign: '=', label: 'Plan' },
  blocked: { sign: '!', label: 'Blocked' },
  failed: { sign: '✗', label: 'Failed' },
};
const RESULTS: Readonly<
  Record<OptimizationReport['outcome'], View['suites'][number]['checks'][number]['result']>
> = {
  target_met: 'passed',
  gained: 'passed',
  // A diagnosis is a valid result, and no defect of the project.
  unchanged: 'skipped',
  planned: 'skipped',
  blocked: 'error',
  failed: 'error',
};
/** Outcomes whose headline omits the reason for the end. */
const WITH_END: ReadonlySet<OptimizationReport['outcome']> = new Set(['target_met', 'gained']);

/** A loop of improvements: the gains, each cycle, the rest to do, and how to take or undo it. */
export function optimizationView(document: OptimizationReport): View {
  const { outcome, target, stop, waivers, cycles, meta } = document;
  const sentence = describeOutcome(document);
  const sure = sureText(document);
  const level = outcome === 'failed' ? 'error' : outcome === 'blocked' ? 'warning' : 'info';
  return {
    key: 'optimize',
    title: display.printable(target),
    headline: { ...HEADLINES[outcome], outcome, sentence },
    about: [
      ...(stop === null || !WITH_END.has(outcome)
        ? []
        : [`Ended: ${display.printable(stop.text)}`]),
      ...waivers.map(({ what, by, at, reason }) =>
        display.printable(`Overridden: ${what}, by ${by} on ${at}: ${reason}`),
      ),
    ],
    blocks: [
      { type: 'text', weight: 'always', text: sure },
      ...gainBlocks(document),
      ...cycles.flatMap((cycle) => cycleBlocks(cycle, document)),
      ...gapBlocks(document),
      ...mapBlocks(document),
      ...branchBlocks(document),
      ...(meta === null ? [] : [metaBlock(meta)]),
    ],
    footnotes: footnotesOf(document),
    next: suggestNextStep(document),
    suites: [
      suiteOf(document, [sentence, sure, describeTarget(document) ?? '', branchSentence(document)]),
    ],
    annotations: [
      {
        level,
        title: `optimize: ${outcome.replace('_', ' ')}`,
        message: display.joinTexts([sentence, sure], '\n'),
      },
    ],
    facts: optimizationViewFacts(document),
  };
}

/** Describes the interval of the gain; empty if nothing was gained, or no interval was measured. */
function sureText({ total: { ratio }, metric, branches }: OptimizationReport): string {
  if (ratio === null || branches.length === 0) return '';
  const gain = formatPercentage(calculateGain(ratio.value, metric.better));
  const how =
    branches.length === 1
      ? 'from held-out pairs'
      : 'the improvement ratios of all cycles multiplied; each ratio was measured on held-out pairs';
  return `Measured gain: ${gain} (${formatGainRange(ratio, metric.better)}), ${how}.`;
}

/** Returns a single check, which passes if something was gained. */
function suiteOf(document: OptimizationReport, lines: readonly string[]): View['suites'][number] {
  const { outcome, target, total, branches, started_at: startedAt } = document;
  const group = display.printable(target);
  return {
    name: group,
    startedAt,
    properties: [
      ['improvement_pct', String(total.improvement_pct)],
      ...branches.map(({ name }) => ['branch', name] as const),
    ],
    checks: [
      {
        name: 'optimize',
        group,
        result: RESULTS[outcome],
        type: outcome,
        message: display.joinTexts(lines, '\n'),
        elapsedMs: Math.max(0, Date.parse(document.created_at) - Date.parse(startedAt)),
      },
    ],
  };
}

/** Remarks of the plan check, of research and of the executor. */
function footnotesOf({ cycles }: OptimizationReport): View['footnotes'] {
  return collectFootnotes(
    cycles.map(({ cycle, plan, flags, warnings }) => ({
      scenario: `cycle ${cycle}`,
      findings: [
        ...(plan?.concerns ?? []).map((message) => warning('plan-concern', message)),
        ...flags.map((message) => warning('research-flag', message)),
        ...warnings.map((message) => warning('executor-warning', message)),
      ],
    })),
  );
}

function warning(id: string, message: string): Finding {
  return { id, level: 'warning', message };
}
