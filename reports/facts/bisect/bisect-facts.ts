import type {
  BisectConfirmation,
  BisectedChange,
  BisectReport,
  BisectStep,
  Stretch,
} from '../../../harness/model/documents/bisect-document.ts';
import {
  type Comparison,
  type ComparisonReport,
  INCOMPARABLE,
} from '../../../harness/model/documents/document.ts';
import type { NextStep } from '../../next-step.ts';
import { formatChange, formatDuration, formatShare, NO_NUMBER } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { type ComparisonFact, comparisonFact } from '../comparison/comparison-fact.ts';
import { sideText } from '../comparison/side-text.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { bisectNext } from './bisect-next.ts';
import { bisectSentence } from './bisect-sentence.ts';
import type { CulpritFact } from './culprit-fact.ts';

/** One stop of the search, as every report shows it. */
export interface BisectStepFact {
  readonly number: number;
  /** The commit, package or variable that was the last of the measured side. */
  readonly place: string;
  readonly pairs: number;
  /** Against the good end; why not, where it could not be measured. */
  readonly change: string;
  /** `12 of 64` */
  readonly left: string;
  /** `3f1c9a7d5b04 (62 %)`; with `one of 3` where it cannot be told from the two before it. */
  readonly likeliest: string;
  readonly step: BisectStep;
}

/** A bisection as every reporter shows it. */
export interface BisectFacts {
  readonly headline: { readonly word: BisectReport['outcome']; readonly sentence: string };
  readonly good: string;
  readonly bad: string;
  /** `64 commits` */
  readonly searched: string;
  /** Good against bad. */
  readonly ends: ComparisonFact;
  /** Every answer that was measured again; the last one decides. */
  readonly culprits: readonly CulpritFact[];
  readonly steps: readonly BisectStepFact[];
  /** What it took, and what other ways would have taken, a sentence each. */
  readonly cost: readonly string[];
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

const NOUNS: Readonly<Record<BisectReport['over'], readonly [one: string, many: string]>> = {
  commits: ['commit', 'commits'],
  dependencies: ['package', 'packages'],
  variables: ['variable', 'variables'],
};

export function bisectFacts(document: BisectReport): BisectFacts {
  const { changes, over, steps, ends, findings } = document;
  const endsFact = followedFact(document, ends);
  const culprits = document.confirmations.map((one) => culpritFact(document, one));
  return {
    headline: { word: document.outcome, sentence: bisectSentence(document, endsFact, culprits) },
    good: sideText(document.good),
    bad: sideText(document.bad),
    searched: plural(changes.length, ...NOUNS[over]),
    ends: endsFact,
    culprits,
    steps: steps.map((step, index) => stepFact(document, step, index + 1)),
    cost: costOf(document),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: bisectNext(document),
  };
}

/** The metric that was followed, in one of the comparisons. */
function followedFact(document: BisectReport, { comparisons }: ComparisonReport): ComparisonFact {
  const own = comparisons.find(
    ({ metric, scenario }) => metric === document.metric && scenario === document.scenario,
  );
  return comparisonFact(own ?? nothingKnown(document));
}

function nothingKnown({ scenario, metric, unit }: BisectReport): Comparison {
  return {
    scenario,
    metric,
    unit,
    ...INCOMPARABLE,
    reason: 'it was not measured',
    margin: 0,
    gated: true,
  };
}

function culpritFact(document: BisectReport, confirmation: BisectConfirmation): CulpritFact {
  const { first, last, files, against, comparison, confirmed } = confirmation;
  const changes = document.changes.slice(first - 1, last).map(printableChange);
  const parent = changes.length === 1 ? 'its parent' : 'the commit before them';
  const before = document.over === 'commits' ? parent : 'the same without it';
  return {
    changes,
    files: files.map(printable),
    against: against === 'parent' ? before : 'none of the changes',
    confirmed,
    word: confirmed ? 'Confirmed' : 'Not confirmed',
    comparison: followedFact(document, comparison),
  };
}

function printableChange(change: BisectedChange): BisectedChange {
  const text = (value: string | null): string | null => (value === null ? null : printable(value));
  return {
    ...change,
    label: printable(change.label),
    subject: text(change.subject),
    author: text(change.author),
  };
}

function stepFact(document: BisectReport, step: BisectStep, number: number): BisectStepFact {
  const { changes } = document;
  const labelOf = (place: number): string => printable(changes[place - 1]?.label ?? '');
  const { likeliest, left } = step;
  const several = likeliest.first === likeliest.last ? '' : `one of ${widthOf(likeliest)}, `;
  return {
    number,
    place: labelOf(step.at),
    pairs: step.pairs.length,
    change: step.untestable === null ? changeOf(step) : 'not to be measured',
    left: `${widthOf(left)} of ${changes.length}`,
    likeliest: `${labelOf(likeliest.last)} (${several}${formatShare(Math.min(1, likeliest.probability))})`,
    step,
  };
}

function changeOf({ ratio }: BisectStep): string {
  return ratio === null ? NO_NUMBER : formatChange(ratio);
}

function widthOf({ first, last }: Stretch): number {
  return last - first + 1;
}

function costOf(document: BisectReport): readonly string[] {
  const { pairs, duration_ms: durationMs, measuring_ms: measuringMs, estimates } = document;
  const total = pairs.ends + pairs.search + pairs.confirmation;
  const parts = [
    `${pairs.ends} for the ends`,
    ...(pairs.search > 0 ? [`${pairs.search} for the search`] : []),
    ...(pairs.confirmation > 0 ? [`${pairs.confirmation} to confirm`] : []),
  ];
  const took = `${plural(total, 'pair')} (${parts.join(', ')}), ${formatDuration(measuringMs)} of measuring, ${formatDuration(durationMs)} in all`;
  const ways = estimates.map(({ method, pairs: count, duration_ms: time }) => {
    const way =
      method === 'stepwise' ? 'halving with a full decision at each stop' : 'testing every one';
    return `${way} about ${plural(count, 'pair')}, ${formatDuration(time)} of measuring`;
  });
  return ways.length === 0
    ? [`It took ${took}.`]
    : [`It took ${took}.`, `Estimated, for comparison: ${ways.join('; ')}.`];
}
