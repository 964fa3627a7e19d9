import type {
  BisectReport,
  BisectStep,
  Stretch,
} from '../../../harness/model/documents/bisect-document.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import { sideText } from '../../facts/comparison/side-text.ts';
import { collectFootnotes } from '../../facts/footnotes.ts';
import { searchPlot } from '../../html/search-plot.ts';
import { formatChange, formatDuration, formatShare, NO_NUMBER } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import type { Block, CheckSuite, Headline, TableCell, View } from '../../view.ts';
import { bisectCulprits, type Culprit, followedComparison } from './bisect-culprits.ts';
import { bisectFacts } from './bisect-facts.ts';
import { bisectNext } from './bisect-next.ts';
import { bisectSentence } from './bisect-sentence.ts';
import { culpritBlocks } from './culprit-blocks.ts';

interface Look extends Pick<Headline, 'label' | 'sign' | 'tone'> {
  /** The outcome answers the question. */
  readonly isAnswer: boolean;
}

const LOOKS: Readonly<Record<BisectReport['outcome'], Look>> = {
  found: { sign: '✓', label: 'Found', tone: 'good', isAnswer: true },
  range: { sign: '✓', label: 'Found, within a range', tone: 'good', isAnswer: true },
  'not-confirmed': { sign: '?', label: 'Not confirmed', tone: 'doubt', isAnswer: false },
  undecided: { sign: '?', label: 'Undecided', tone: 'doubt', isAnswer: false },
  'ends-alike': { sign: '✓', label: 'No difference', tone: 'plain', isAnswer: true },
  'ends-undecided': { sign: '?', label: 'Inconclusive', tone: 'doubt', isAnswer: false },
  'ends-incomparable': { sign: '!', label: 'Incomparable', tone: 'doubt', isAnswer: false },
  interrupted: { sign: '!', label: 'Interrupted', tone: 'doubt', isAnswer: false },
};
const NOUNS: Readonly<Record<BisectReport['over'], string>> = {
  commits: 'commit',
  dependencies: 'package',
  variables: 'variable',
};

/** A bisection: the culprit, the ends, every stop of the search, the cost. */
export function bisectView(document: BisectReport): View {
  const { outcome, findings } = document;
  const ends = followedComparison(document, document.ends);
  const culprits = bisectCulprits(document);
  const { isAnswer, ...look } = LOOKS[outcome];
  const sentence = bisectSentence(document, ends, culprits);
  return {
    key: 'bisect',
    title: `${sideText(document.good)} to ${sideText(document.bad)}`,
    headline: { ...look, outcome, sentence },
    about: [],
    blocks: blocksOf(document, ends, culprits),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: bisectNext(document),
    suites: [suiteOf(document, sentence)],
    annotations: [
      {
        level: isAnswer ? 'info' : 'warning',
        title: `bisect: ${outcome}`,
        message: sentence,
        file: null,
      },
    ],
    facts: bisectFacts(document, ends, culprits),
  };
}

function blocksOf(
  document: BisectReport,
  ends: ComparisonFact,
  culprits: readonly Culprit[],
): readonly Block[] {
  const { changes, over, steps, good, bad } = document;
  const noun = NOUNS[over];
  return [
    ...culprits.slice(-1).flatMap((culprit) => culpritBlocks(culprit, noun)),
    {
      type: 'list',
      weight: 'always',
      title: 'Good and bad',
      noun: 'end',
      items: [
        { lead: 'good', text: sideText(good) },
        { lead: 'bad', text: sideText(bad) },
        { lead: 'ends', text: ends.line },
      ],
    },
    { type: 'chart', line: null, html: searchPlot(document) },
    {
      type: 'table',
      weight: 'always',
      isFolded: true,
      title: `The search over ${plural(changes.length, noun)}`,
      noun: 'stop',
      columns: [
        { title: '#', align: 'right' },
        { title: 'measured', isCode: true },
        { title: 'pairs', align: 'right' },
        { title: 'against good', align: 'right' },
        { title: 'left', align: 'right' },
        { title: 'likeliest' },
      ],
      rows: steps.map((step, index) => stepCells(document, step, index + 1)),
    },
    {
      type: 'list',
      weight: 'always',
      title: 'Measured again',
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

/** Number, measured place, pairs, change against the good end, changes left, likeliest change. */
function stepCells(
  { changes }: BisectReport,
  { at, pairs, ratio, untestable, left, likeliest }: BisectStep,
  number: number,
): readonly TableCell[] {
  const labelOf = (place: number): string => printable(changes[place - 1]?.label ?? '');
  const several = likeliest.first === likeliest.last ? '' : `one of ${widthOf(likeliest)}, `;
  const change = ratio === null ? NO_NUMBER : formatChange(ratio);
  return [
    `${number}`,
    labelOf(at),
    untestable === null ? `${pairs.length}` : '',
    untestable === null ? change : { text: 'not to be measured', tone: 'doubt' },
    `${widthOf(left)} of ${changes.length}`,
    `${labelOf(likeliest.last)} (${several}${formatShare(Math.min(1, likeliest.probability))})`,
  ];
}

function widthOf({ first, last }: Stretch): number {
  return last - first + 1;
}

/** Cost of the search, and that of other ways, a sentence each. */
function costTexts(document: BisectReport): readonly string[] {
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

/** One check, which passes where it has an answer. */
function suiteOf(document: BisectReport, sentence: string): CheckSuite {
  const { scenario, metric, outcome, ends, good, bad, duration_ms: elapsedMs } = document;
  const [run] = ends.runs;
  const common = {
    name: `bisect ${metric}`,
    group: scenario,
    message: [sentence, ...costTexts(document)].join('\n'),
    elapsedMs,
  };
  return {
    name: scenario,
    file: run?.file ?? null,
    startedAt: run?.startedAt ?? null,
    hostname: run?.environment?.machine.hostname ?? null,
    properties: [
      ['good', sideText(good)],
      ['bad', sideText(bad)],
    ],
    checks: [
      LOOKS[outcome].isAnswer
        ? { ...common, result: 'passed' }
        : { ...common, result: 'skipped', type: outcome },
    ],
  };
}
