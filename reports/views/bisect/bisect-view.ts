import type { BisectReport, Stretch } from '../../../harness/model/documents/bisect-document.ts';
import { collectFootnotes } from '../../display-facts/collect-finding-footnotes.ts';
import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import { formatComparisonSide } from '../../display-facts/comparison/comparison-display-data.ts';
import type {
  Block,
  CheckSuite,
  Headline,
  SuiteCheck,
  TableBlock,
  View,
} from '../../format-independent-report-view.ts';
import { formatChange, formatDuration, formatShare, NO_NUMBER } from '../../format-quantity.ts';
import { bisectSearchPlot } from '../../html/bisect-search-plot.ts';
import { createTable } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';
import { bisectAgentFacts } from './bisect-agent-report-lines.ts';
import {
  type Culprit,
  culpritBlocks,
  findFollowedComparison,
  listCulprits,
} from './bisect-culprits.ts';
import { chooseBisectNextStep } from './bisect-next-step.ts';
import { bisectSentence } from './bisect-outcome-sentence.ts';

interface Look extends Pick<Headline, 'label' | 'sign' | 'tone'> {
  /** Result of the check; an outcome that answers the question passes. */
  readonly result: SuiteCheck['result'];
}

const LOOKS: Readonly<Record<BisectReport['outcome'], Look>> = {
  found: { sign: '✓', label: 'Found', result: 'passed' },
  range: { sign: '✓', label: 'Narrowed to a range', result: 'passed' },
  'not-confirmed': { sign: '?', label: 'Not confirmed', result: 'skipped' },
  undecided: { sign: '?', label: 'Inconclusive', result: 'skipped' },
  'ends-alike': { sign: '✓', label: 'No difference', tone: 'plain', result: 'passed' },
  'ends-undecided': { sign: '?', label: 'Inconclusive', result: 'skipped' },
  'ends-incomparable': { sign: '!', label: 'Incomparable', result: 'skipped' },
  interrupted: { sign: '!', label: 'Interrupted', result: 'skipped' },
};
const NOUNS: Readonly<Record<BisectReport['over'], string>> = {
  commits: 'commit',
  dependencies: 'package',
  variables: 'variable',
};

/** A bisection: the culprit, the ends, every stop of the search, the cost. */
export function bisectView(document: BisectReport): View {
  const { outcome, findings } = document;
  const ends = findFollowedComparison(document, document.ends);
  const culprits = listCulprits(document);
  const { result, ...look } = LOOKS[outcome];
  const sentence = bisectSentence(document, ends, culprits);
  return {
    key: 'bisect',
    title: `${formatComparisonSide(document.good)} to ${formatComparisonSide(document.bad)}`,
    headline: { ...look, outcome, sentence },
    about: [],
    blocks: blocksOf(document, ends, culprits),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: chooseBisectNextStep(document),
    suites: [suiteOf(document, sentence)],
    annotations: [
      {
        level: result === 'passed' ? 'info' : 'warning',
        title: `bisect: ${outcome}`,
        message: sentence,
      },
    ],
    facts: bisectAgentFacts(document, ends, culprits),
  };
}

function blocksOf(
  document: BisectReport,
  ends: ComparedMetricFact,
  culprits: readonly Culprit[],
): readonly Block[] {
  const { over, good, bad } = document;
  return [
    ...culprits.slice(-1).flatMap((culprit) => culpritBlocks(culprit, NOUNS[over])),
    {
      type: 'list',
      weight: 'always',
      title: 'Good and bad',
      noun: 'end',
      items: [
        { lead: 'good', text: formatComparisonSide(good) },
        { lead: 'bad', text: formatComparisonSide(bad) },
        { lead: 'ends', text: ends.line },
      ],
    },
    { type: 'chart', html: bisectSearchPlot(document) },
    searchTable(document),
    {
      type: 'list',
      weight: 'always',
      title: 'Confirmation',
      noun: 'confirmation',
      items: culprits.map(({ changes: [first, ...others], against, confirmed, comparison }) => {
        const last = others.length === 0 ? '' : ` to ${others.at(-1)?.label ?? ''}`;
        return {
          lead: confirmed ? 'Confirmed' : 'Not confirmed',
          leadTone: confirmed ? 'good' : 'doubt',
          text: `${first?.label ?? ''}${last} against ${against}: ${comparison.line}`,
        };
      }),
    },
    { type: 'text', weight: 'always', tone: 'faint', text: costTexts(document).join(' ') },
  ];
}

function searchTable({ changes, over, steps }: BisectReport): TableBlock {
  const labelOf = (place: number): string => printable(changes[place - 1]?.label ?? '');
  return createTable({
    weight: 'always',
    isFolded: true,
    title: `The search over ${plural(changes.length, NOUNS[over])}`,
    noun: 'stop',
    rows: steps,
    columns: [
      ['#', (_, index) => `${index + 1}`, 'right'],
      ['measured', ({ at }) => labelOf(at), 'code'],
      ['pairs', ({ untestable, pairs }) => (untestable === null ? `${pairs.length}` : ''), 'right'],
      [
        'vs good',
        ({ untestable, ratio }) => {
          if (untestable !== null) return { text: 'not measurable', tone: 'doubt' };
          return ratio === null ? NO_NUMBER : formatChange(ratio);
        },
        'right',
      ],
      ['left', ({ left }) => `${widthOf(left)} of ${changes.length}`, 'right'],
      [
        'likeliest',
        ({ likeliest }) => {
          const width = widthOf(likeliest);
          const several = width === 1 ? '' : `one of ${width}, `;
          const share = formatShare(Math.min(1, likeliest.probability));
          return `${labelOf(likeliest.last)} (${several}${share})`;
        },
      ],
    ],
  });
}

function widthOf({ first, last }: Stretch): number {
  return last - first + 1;
}

/** Describes the cost of the search and of alternatives, a sentence each. */
function costTexts(document: BisectReport): readonly string[] {
  const { pairs, duration_ms: durationMs, measuring_ms: measuringMs, estimates } = document;
  const total = pairs.ends + pairs.search + pairs.confirmation;
  const parts = [
    `${pairs.ends} for comparing good and bad`,
    ...(pairs.search > 0 ? [`${pairs.search} for the search`] : []),
    ...(pairs.confirmation > 0 ? [`${pairs.confirmation} for confirmation`] : []),
  ];
  const took = `${plural(total, 'pair')} (${parts.join(', ')}), ${formatDuration(measuringMs)} measuring, ${formatDuration(durationMs)} in total`;
  const ways = estimates.map(({ method, pairs: count, duration_ms: time }) => {
    const way =
      method === 'stepwise' ? 'bisection with a full verdict at each step' : 'testing every change';
    return `${way} (about ${plural(count, 'pair')}, ${formatDuration(time)} of measuring)`;
  });
  return ways.length === 0
    ? [`Cost: ${took}.`]
    : [`Cost: ${took}.`, `Estimated cost of other methods: ${ways.join('; ')}.`];
}

/** Creates a suite of one check, which passes if there is an answer. */
function suiteOf(document: BisectReport, sentence: string): CheckSuite {
  const { scenario, metric, outcome, ends, good, bad, duration_ms: elapsedMs } = document;
  const [run] = ends.runs;
  return {
    name: scenario,
    file: run?.file ?? null,
    startedAt: run?.startedAt ?? null,
    hostname: run?.environment?.machine.hostname ?? null,
    properties: [
      ['good', formatComparisonSide(good)],
      ['bad', formatComparisonSide(bad)],
    ],
    checks: [
      {
        name: `bisect ${metric}`,
        group: scenario,
        result: LOOKS[outcome].result,
        type: outcome,
        message: [sentence, ...costTexts(document)].join('\n'),
        elapsedMs,
      },
    ],
  };
}
