import { assertNever } from '../../../harness/model/assert-never.ts';
import type { OptimizationReport } from '../../../harness/model/documents/optimization-document.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { NextStep } from '../../next-step.ts';
import { commandWord } from '../../text/command-word.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { type MapFacts, mapFacts } from '../profile/map-facts.ts';
import { amount, percentage } from './optimization-amount.ts';
import { type CycleDetailFact, cycleDetailFact } from './optimization-cycle-facts.ts';
import { type GapFacts, gapFacts, type MetaFacts, metaFacts } from './optimization-gap-facts.ts';
import { gainOf, gainRange } from './optimization-metric-facts.ts';
import { type BranchFacts, branchFacts } from './optimization-undo.ts';
import { type WaterfallBar, waterfall } from './optimization-waterfall.ts';

/** Columns of the table of cycles, in their order (OPT-63). */
export const CYCLE_COLUMNS = [
  'Cycle',
  'Bottleneck',
  'Baseline',
  'Final',
  'Improvement',
  'Hypotheses',
  'Branch',
] as const;

/** What a loop of improvements came to, as every reporter shows it. */
export interface OptimizationFacts {
  readonly headline: { readonly word: OptimizationReport['outcome']; readonly sentence: string };
  readonly target: string;
  /** How sure the gain is; null: nothing was gained, or no interval was measured. */
  readonly sure: string | null;
  /** `Ended: ` and its exact words; null: the headline says it, or it did not end. */
  readonly stop: string | null;
  /** Cells by `CYCLE_COLUMNS`. */
  readonly rows: readonly (readonly string[])[];
  readonly total: readonly string[];
  /** `Target: 500ms → Achieved: 480ms ✓ TARGET MET (cycle 3)`; null: no target was set. */
  readonly targetLine: string | null;
  readonly bars: readonly WaterfallBar[];
  readonly waivers: readonly string[];
  readonly cycles: readonly CycleDetailFact[];
  readonly gap: GapFacts | null;
  readonly map: MapFacts | null;
  /** What was proposed in the last cycle, `H1: Sort once.`. */
  readonly proposed: readonly string[];
  readonly branches: BranchFacts;
  readonly meta: MetaFacts | null;
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
  /** Of the artefacts. */
  readonly folder: string;
}

export function optimizationFacts(document: OptimizationReport): OptimizationFacts {
  const { target, stop, cycles, gap, map, meta, folder, waivers, outcome } = document;
  const branches = branchFacts(document);
  return {
    headline: { word: outcome, sentence: sentenceOf(document) },
    target: printable(target),
    sure: sureText(document),
    stop: stop === null || !TOLD_BESIDE.has(outcome) ? null : `Ended: ${printable(stop.text)}`,
    rows: cycles.flatMap((one) => cycleCells(one, document)),
    total: totalCells(document),
    targetLine: targetLine(document),
    bars: waterfall(document),
    waivers: waivers.map(({ what, by, at, reason }) =>
      printable(`Overridden: ${what}, by ${by} on ${at}: ${reason}`),
    ),
    cycles: cycles.map((one) => cycleDetailFact(one, document)),
    gap: gap === null ? null : gapFacts(gap, stop),
    map: map === null ? null : mapFacts(map, target),
    proposed: (cycles.at(-1)?.hypotheses ?? []).map(({ id, description }) =>
      printable(`${id}: ${description}`),
    ),
    branches,
    meta: meta === null ? null : metaFacts(meta),
    footnotes: footnotesOf(document),
    next: nextOf(document, branches),
    folder: printable(folder),
  };
}

/** Whose headline says something else than why it ended. */
const TOLD_BESIDE: ReadonlySet<OptimizationReport['outcome']> = new Set(['target_met', 'gained']);

function sentenceOf(document: OptimizationReport): string {
  const { outcome, target, stop, met_in: metIn } = document;
  const name = printable(target);
  const why = printable(stop?.text ?? 'it has not ended');
  const gained = gainedText(document);
  switch (outcome) {
    case 'target_met':
      return `${name}: ${gained ?? 'the target is met'}; the target is met in cycle ${metIn}.`;
    case 'gained':
      return `${name}: ${gained ?? 'something was gained'}; ${missedText(document)}.`;
    case 'unchanged':
      return `${name}: nothing was changed; ${why}.`;
    case 'planned':
      return `${name}: ${why}.`;
    case 'blocked':
    case 'failed':
      return `${name}: ${gained === null ? '' : `${gained}; then `}${why}`.replace(/\.?$/u, '.');
    default:
      return assertNever(outcome);
  }
}

function missedText({ goal, metric }: OptimizationReport): string {
  return goal === null
    ? 'no target was set'
    : `the target of ${amount(goal.value, metric.unit)} is missed`;
}

/** `203ms → 101ms, 50.2% better, by 2 changes in 1 cycle`; null: nothing is kept. */
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
  return `${what} ${amount(baseline, metric.unit)} → ${amount(final, metric.unit)}, ${percentage(Math.abs(gain))} ${word}, by ${plural(applied.length, 'change')} in ${plural(ended, 'cycle')}`;
}

function sureText({ total: { ratio }, metric, branches }: OptimizationReport): string | null {
  if (ratio === null || branches.length === 0) return null;
  const gain = percentage(gainOf(ratio.value, metric.better));
  const how =
    branches.length === 1
      ? 'from pairs that decided nothing before'
      : 'the product of the cycles, each from pairs that decided nothing before';
  return `How sure: ${gain} (${gainRange(ratio, metric.better)}), ${how}.`;
}

function cycleCells(
  one: OptimizationReport['cycles'][number],
  { metric }: OptimizationReport,
): readonly (readonly string[])[] {
  // One that was begun and not ended has no row; what is known of it is in its detail.
  if (one.status === 'unfinished') return [];
  const value = (of: number | null): string => (of === null ? '' : amount(of, metric.unit));
  const applied = one.hypotheses.filter(({ outcome }) => outcome === 'applied');
  return [
    [
      String(one.cycle),
      printable(shortBottleneck(one.bottleneck ?? '')),
      value(one.before),
      value(one.after),
      one.improvement_pct === null ? '' : percentage(one.improvement_pct),
      applied.map(({ id }) => id).join(','),
      printable(one.branch ?? ''),
    ],
  ];
}

/** From the first baseline to the last final. */
function totalCells({ total, metric }: OptimizationReport): readonly string[] {
  const value = (of: number | null): string => (of === null ? '' : amount(of, metric.unit));
  const gain = percentage(total.improvement_pct);
  return ['Total', '', value(total.baseline), value(total.final), gain, '', ''];
}

/** `class: detail` as `class (detail)`. */
function shortBottleneck(text: string): string {
  const at = text.indexOf(': ');
  return at === -1 ? text : `${text.slice(0, at)} (${text.slice(at + 2).replace(/\.$/u, '')})`;
}

function targetLine(document: OptimizationReport): string | null {
  const { goal, total, metric, met_in: metIn, stop } = document;
  if (goal === null) return null;
  // A plan was not to achieve anything.
  if (document.outcome === 'planned') return `Target: ${amount(goal.value, metric.unit)}`;
  const achieved = total.final === null ? 'nothing measured' : amount(total.final, metric.unit);
  const outcome =
    metIn === null ? `✗ TARGET MISSED (${stop?.reason ?? ''})` : `✓ TARGET MET (cycle ${metIn})`;
  return `Target: ${amount(goal.value, metric.unit)} → Achieved: ${achieved} ${outcome}`;
}

/** What the plan check, research and the executor had to remark. */
function footnotesOf({ cycles }: OptimizationReport): readonly Footnote[] {
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

function nextOf(document: OptimizationReport, { ways }: BranchFacts): NextStep | null {
  const { outcome, stop, gap } = document;
  const [look] = ways;
  if (look !== undefined) return look;
  if (outcome === 'failed') {
    return {
      purpose: 'go on where it failed, once that is mended',
      command: 'perf-harness optimize --resume',
    };
  }
  if (outcome === 'planned') return { purpose: 'carry the plan out', command: again(document) };
  if (stop?.reason === 'plan_rejected') {
    const command = `${again(document)} --waive-plan 'why it may be'`;
    return { purpose: 'carry the plan out all the same', command };
  }
  if (stop?.reason === 'no_hypotheses') {
    const command = `${again(document)} --agent claude --allow-network`;
    return { purpose: 'ask a coding agent (or codex, or gemini)', command };
  }
  if (stop?.reason === 'gate_block') {
    const command = `${again(document)} --waive 'why it may be'`;
    return { purpose: 'go on all the same', command };
  }
  return gap === null ? null : { purpose: 'begin again after a change', command: again(document) };
}

/** The command line that begins the loop anew. */
function again({ target, observed, goal, metric }: OptimizationReport): string {
  const seen =
    observed === null ? '' : ` --observed ${observed.value}${observed.unit}:${observed.type}`;
  const aim = goal?.source === 'user' ? ` --goal ${amount(goal.value, metric.unit)}` : '';
  return `perf-harness optimize --target ${commandWord(target)}${seen}${aim} --fresh`;
}
