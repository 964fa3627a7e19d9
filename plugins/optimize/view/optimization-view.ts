import {
  collectFootnotes,
  display,
  type Finding,
  profiledChange,
  type View,
} from 'perf-harness/plugin';
import type { OptimizationCycle } from '../document/optimization-cycle.ts';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { cycleBlocks } from './cycle-report-section.ts';
import { describeCheck } from './describe-behavior-check.ts';
import {
  calculateGain,
  formatGainRange,
  formatPercentage,
  formatUnitAmount,
} from './describe-metric-and-function-gains.ts';
import { branchBlocks, branchSentence, branchSteps } from './describe-result-branches.ts';
import { describeTarget, gainBlocks } from './optimization-gain-blocks.ts';
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

function describeOutcome(document: OptimizationReport): string {
  const { outcome, target, stop, met_in: metIn } = document;
  const name = display.printable(target);
  const why = display.printable(stop?.text ?? 'the loop has not ended');
  const gained = gainedText(document);
  switch (outcome) {
    case 'target_met':
      return `${name}: ${gained ?? 'the target is met'}; target met in cycle ${metIn}.`;
    case 'gained':
      return `${name}: ${gained ?? 'a gain was measured'}; ${missedText(document)}.`;
    case 'unchanged':
      return `${name}: nothing was changed; ${why}.`;
    case 'planned':
      return `${name}: ${why}.`;
    case 'blocked':
    case 'failed':
      return `${name}: ${gained === null ? '' : `${gained}; then `}${why}`.replace(/\.?$/u, '.');
  }
}

function missedText({ goal, metric }: OptimizationReport): string {
  return goal === null
    ? 'no target was set'
    : `the target of ${formatUnitAmount(goal.value, metric.unit)} was missed`;
}

/** Formats `203ms → 101ms, 50.2% better, by 2 changes in 1 cycle`; null if none was accepted. */
function gainedText({
  total,
  metric,
  observed,
  cycles,
  branches,
}: OptimizationReport): string | null {
  const { baseline, final, improvement_pct: gain } = total;
  if (branches.length === 0 || baseline === null || final === null) return null;
  const applied = cycles.flatMap(({ hypotheses }) =>
    hypotheses.filter(({ outcome }) => outcome === 'applied'),
  );
  const word = gain < 0 ? 'worse' : 'better';
  const ended = cycles.filter(({ status }) => status !== 'unfinished').length;
  const what = observed?.type ?? metric.name;
  return `${what} ${formatUnitAmount(baseline, metric.unit)} → ${formatUnitAmount(final, metric.unit)}, ${formatPercentage(Math.abs(gain))} ${word}, by ${display.plural(applied.length, 'change')} in ${display.plural(ended, 'cycle')}`;
}

const { createFact } = display;

function optimizationViewFacts(document: OptimizationReport): View['facts'] {
  const { schema, outcome, target, metric, goal, total, stop, met_in, branches } = document;
  const { baseline, final, improvement_pct, ratio } = total;
  return [
    createFact('optimization', {
      ...{ schema, outcome, target, metric: metric.name, better: metric.better },
      ...{ goal: goal?.value ?? null, baseline, final, improvement_pct },
      ...ratioValues(ratio),
      ...{ met_in, stop: stop?.reason ?? null },
    }),
    ...document.cycles.flatMap(cycleFacts),
    ...branches.map(({ name, cycle, in_last }) => createFact('branch', { name, cycle, in_last })),
    ...branchSteps(document).map(({ purpose, command }) =>
      createFact('way', { to: purpose, command }),
    ),
  ];
}

function ratioValues(ratio: OptimizationCycle['ratio']) {
  return { ratio: ratio?.value ?? null, low: ratio?.low ?? null, high: ratio?.high ?? null };
}

function cycleFacts({ cycle, hypotheses, metrics, explanation, ...of }: OptimizationCycle) {
  const { status, bottleneck, before, after, improvement_pct, ratio, branch } = of;
  return [
    createFact('cycle', {
      ...{ cycle, status, bottleneck, before, after, improvement_pct },
      ...ratioValues(ratio),
      ...{ strike: of.strike_result, plan: of.plan?.verdict ?? null, branch },
    }),
    ...hypotheses.map(({ id, description, outcome, reason, files, evidence_class, check }) =>
      createFact('hypothesis', {
        ...{ cycle, id, outcome, description, evidence: evidence_class },
        check: check?.state ?? null,
        shown: check === null ? null : describeCheck(check),
        reason,
        files: files.join(', ') || null,
      }),
    ),
    ...metrics.map(({ name, before: was, after: is, better, ratio: own, verdict }) =>
      createFact('metric_change', {
        ...{ cycle, name, before: was, after: is, better },
        ...ratioValues(own),
        verdict,
      }),
    ),
    ...(explanation === null ? [] : profiledChange(explanation).facts),
  ];
}

/** Suggests the step after a loop: view its changes, else continue; null if nothing is left. */
function suggestNextStep(document: OptimizationReport): View['next'] {
  const { outcome, stop, gap } = document;
  const [look] = branchSteps(document);
  if (look !== undefined) return look;
  if (outcome === 'failed') {
    return {
      purpose: 'resume after fixing the failure',
      command: 'perf-harness optimize --resume',
    };
  }
  if (outcome === 'planned') return { purpose: 'execute the plan', command: again(document) };
  const [purpose, options] = WAYS_ON[stop?.reason ?? ''] ?? [];
  if (purpose !== undefined) return { purpose, command: `${again(document)} ${options}` };
  return gap === null
    ? null
    : { purpose: 'start over after making a change', command: again(document) };
}

/** Options that let a loop continue, by its reason to stop. */
const WAYS_ON: Readonly<Record<string, readonly [purpose: string, options: string]>> = {
  plan_rejected: ['execute the plan anyway', "--waive-plan '<reason>'"],
  no_hypotheses: ['use a coding agent (or codex, or gemini)', '--agent claude --allow-network'],
  gate_block: ['continue anyway', "--waive '<reason>'"],
};

function again({ target, observed, goal, metric }: OptimizationReport): string {
  const seen =
    observed === null ? '' : ` --observed ${observed.value}${observed.unit}:${observed.type}`;
  const aim = goal?.source === 'user' ? ` --goal ${formatUnitAmount(goal.value, metric.unit)}` : '';
  return `perf-harness optimize --target ${display.quoteCommandWord(target)}${seen}${aim} --fresh`;
}
