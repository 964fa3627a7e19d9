import type {
  CapacityPoint,
  CapacityReport,
} from '../../../harness/model/documents/capacity-document.ts';
import type { Summary } from '../../../harness/model/metric-summary.ts';
import { collectFootnotes } from '../../display-facts/collect-finding-footnotes.ts';
import type {
  Block,
  CheckSuite,
  Fact,
  Headline,
  SuiteCheck,
  TableBlock,
  View,
} from '../../format-independent-report-view.ts';
import { formatDuration, formatQuantity, formatRange, NO_NUMBER } from '../../format-quantity.ts';
import { capacityPlot } from '../../html/capacity-plot.ts';
import { createFact, createTable, type TableColumnSpec } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';
import { breachSentence, capacitySentence, chooseCapacityNextStep } from './capacity-sentences.ts';

interface Look extends Pick<Headline, 'label' | 'sign'> {
  readonly result: SuiteCheck['result'];
}

const LOOKS: Readonly<Record<CapacityReport['outcome'], Look>> = {
  found: { sign: '✓', label: 'Capacity', result: 'passed' },
  'lower-bound': { sign: '≥', label: 'Lower bound', result: 'passed' },
  'none-kept': { sign: '✗', label: 'No capacity', result: 'failure' },
  undecided: { sign: '?', label: 'Inconclusive', result: 'skipped' },
  failed: { sign: '✗', label: 'Failed', result: 'error' },
  blocked: { sign: '✗', label: 'Blocked', result: 'error' },
  interrupted: { sign: '!', label: 'Interrupted', result: 'skipped' },
};
const SOURCES: Readonly<Record<CapacityReport['limits'][number]['source'], string>> = {
  option: '',
  scenario: ' (from the scenario)',
  default: ' (default)',
};
/** Metrics of the curve, with the titles of their columns. */
const CURVE = [
  ['latency.p50', 'p50'],
  ['latency.p99', 'p99'],
  ['throughput', 'answered'],
  ['error_rate', 'errors'],
] as const;
const CURVE_NOTE =
  'Medians and confidence intervals over load runs, each against a freshly started server.';
/** The only metric whose interval fits into a terminal. */
const TAIL = 'latency.p99';
/** Number of digits for the values of load runs. */
const DIGITS = 3;

export function capacityView(document: CapacityReport): View {
  const { outcome, findings } = document;
  const { label, sign } = LOOKS[outcome];
  const sentence = capacitySentence(document);
  return {
    key: 'capacity',
    title: printable(document.scenario),
    headline: { outcome, label, sign, sentence },
    about: [],
    blocks: blocksOf(document),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: chooseCapacityNextStep(document),
    suites: [suiteOf(document, sentence)],
    annotations: [
      {
        level: sign === '✗' ? 'error' : outcome === 'found' ? 'info' : 'warning',
        title: `capacity: ${outcome}`,
        message: sentence,
      },
    ],
    facts: factsOf(document),
  };
}

function blocksOf(document: CapacityReport): readonly Block[] {
  const { points, environment, id, loads, duration_ms: durationMs } = document;
  const cost = `${plural(loads.length, 'load run')} of at least ${formatDuration(document.load_ms)}, ${formatDuration(durationMs)} in total`;
  return [
    { type: 'text', weight: 'always', text: breachSentence(document) },
    { type: 'text', weight: 'always', text: `Limits: ${limitTexts(document).join(', ')}.` },
    { type: 'chart', html: capacityPlot(document) },
    {
      ...curveTable(points, () => true),
      inTerminal: [curveTable(points, (metric) => metric === TAIL)],
    },
    { type: 'text', weight: 'file', tone: 'faint', text: points.length === 0 ? '' : CURVE_NOTE },
    { type: 'text', tone: 'faint', text: `The search took ${cost}. Record ${id}.` },
    environmentBlock(distinctEnvironments([{ environment }])),
  ];
}

/** `latency.p99 < 250 ms (by default)`, … */
function limitTexts({ limits }: CapacityReport): readonly string[] {
  return limits.map(({ metric, text, source }) => `${metric} ${printable(text)}${SOURCES[source]}`);
}

function curveTable(
  points: readonly CapacityPoint[],
  hasInterval: (metric: string) => boolean,
): TableBlock {
  return createTable({
    weight: 'always',
    title: 'Response times by request rate',
    noun: 'rate',
    rows: points,
    columns: [
      ['rate', ({ rate }) => formatQuantity(rate, '/s'), 'right'],
      [
        'met',
        ({ runs, kept }) => ({
          text: runs === 0 ? 'not sent' : `${kept} of ${runs}`,
          tone: runs > 0 && kept * 2 > runs ? 'good' : 'doubt',
        }),
        'right',
      ],
      ...CURVE.map(
        ([metric, title]): TableColumnSpec<CapacityPoint> => [
          title,
          ({ metrics }) => measuredText(metrics[metric], hasInterval(metric)),
          'right',
        ],
      ),
    ],
  });
}

/** Formats centre and interval; the centre alone for a single run, or if there is no room. */
function measuredText(summary: Summary | undefined, hasInterval: boolean): string {
  if (summary === undefined) return NO_NUMBER;
  const { unit, n, center, low, high } = summary;
  const text = formatQuantity(center, unit, DIGITS);
  return !hasInterval || n === 1 || low === high
    ? text
    : `${text} (${formatRange(low, high, unit)})`;
}

function suiteOf(document: CapacityReport, sentence: string): CheckSuite {
  const { outcome, scenario, duration_ms: elapsedMs, startedAt, environment, file } = document;
  const group = printable(scenario);
  return {
    name: group,
    file,
    startedAt,
    hostname: environment.machine.hostname,
    properties: limitTexts(document).map((limit) => ['limit', limit] as const),
    checks: [
      {
        name: 'capacity',
        group,
        result: LOOKS[outcome].result,
        type: outcome,
        message: joinTexts([sentence, breachSentence(document)], '\n'),
        elapsedMs,
      },
    ],
  };
}

function factsOf(document: CapacityReport): readonly Fact[] {
  const { schema, outcome, scenario, what, capacity, confidence, ceiling } = document;
  const { first_breach: breach, limits, points, id, seed } = document;
  const { rate = null, low = null, high = null } = capacity ?? {};
  return [
    createFact('capacity', {
      ...{ schema, outcome, scenario, what, rate, low, high, confidence, ceiling },
      seed: String(seed),
    }),
    ...(breach === null ? [] : [breachFact(breach)]),
    ...limits.map(({ metric, text: limit, source }) =>
      createFact('limit', { metric, limit, source }),
    ),
    ...points.map(({ rate: at, runs, kept, voids, metrics }) => {
      const tail = metrics[TAIL];
      return createFact('point', {
        ...{ rate: at, runs, kept, voids },
        median: metrics['latency.p50']?.center ?? null,
        tail: tail?.center ?? null,
        tail_low: tail?.low ?? null,
        tail_high: tail?.high ?? null,
        answered: metrics.throughput?.center ?? null,
        error_rate: metrics.error_rate?.center ?? null,
      });
    }),
    createFact('record', { id }),
  ];
}

function breachFact(breach: NonNullable<CapacityReport['first_breach']>): Fact {
  const { cause, rate, metric, value, server, server_cores, message } = breach;
  return createFact('breach', { cause, rate, metric, value, server, server_cores, message });
}
