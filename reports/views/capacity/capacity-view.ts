import type {
  CapacityPoint,
  CapacityReport,
} from '../../../harness/model/documents/capacity-document.ts';
import type { Summary } from '../../../harness/model/summary.ts';
import { collectFootnotes } from '../../facts/footnotes.ts';
import { capacityPlot } from '../../html/capacity-plot.ts';
import { formatDuration, formatQuantity, formatRange, NO_NUMBER } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import type { Block, Check, CheckSuite, Fact, Headline, TableCell, View } from '../../view.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';
import { breachSentence } from './breach-sentence.ts';
import { capacityNext } from './capacity-next.ts';
import { capacitySentence } from './capacity-sentence.ts';

interface Look extends Pick<Headline, 'label' | 'sign' | 'tone'> {
  readonly result: Check['result'];
}

const LOOKS: Readonly<Record<CapacityReport['outcome'], Look>> = {
  found: { sign: '✓', label: 'Capacity', tone: 'good', result: 'passed' },
  'lower-bound': { sign: '≥', label: 'Lower bound', tone: 'doubt', result: 'passed' },
  'none-kept': { sign: '✗', label: 'No capacity', tone: 'bad', result: 'failure' },
  undecided: { sign: '?', label: 'Undecided', tone: 'doubt', result: 'skipped' },
  failed: { sign: '✗', label: 'Failed', tone: 'bad', result: 'error' },
  blocked: { sign: '✗', label: 'Blocked', tone: 'bad', result: 'error' },
  interrupted: { sign: '!', label: 'Interrupted', tone: 'doubt', result: 'skipped' },
};
const SOURCES: Readonly<Record<CapacityReport['limits'][number]['source'], string>> = {
  option: '',
  scenario: ' (of the scenario)',
  default: ' (by default)',
};
/** Metrics of the curve, with the titles of their columns. */
const CURVE = [
  ['latency.p50', 'p50'],
  ['latency.p99', 'p99'],
  ['throughput', 'answered'],
  ['error_rate', 'errors'],
] as const;
const CURVE_NOTE: Block = {
  type: 'text',
  weight: 'file',
  tone: 'faint',
  text: 'Medians and intervals over load runs, each on a fresh server.',
};
/** Metric whose interval a terminal has room for. */
const TAIL = 'latency.p99';
/** Digits of what load runs show. */
const DIGITS = 3;

/** A capacity search: the rate, what broke first, the curve. */
export function capacityView(document: CapacityReport): View {
  const { outcome, findings } = document;
  const { label, sign, tone } = LOOKS[outcome];
  const sentence = capacitySentence(document);
  return {
    key: 'capacity',
    title: printable(document.scenario),
    headline: { outcome, label, sign, tone, sentence },
    about: [],
    blocks: blocksOf(document),
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: capacityNext(document),
    suites: [suiteOf(document, sentence)],
    annotations: [
      {
        level: tone === 'bad' ? 'error' : outcome === 'found' ? 'info' : 'warning',
        title: `capacity: ${outcome}`,
        message: sentence,
        file: null,
      },
    ],
    facts: factsOf(document),
  };
}

function blocksOf(document: CapacityReport): readonly Block[] {
  const { points, environment, id, loads, duration_ms: durationMs } = document;
  const breach = breachSentence(document);
  const columns = ['rate', 'kept', ...CURVE.map(([, title]) => title)].map(
    (title) => ({ title, align: 'right' }) as const,
  );
  const table = {
    type: 'table',
    weight: 'always',
    title: 'Response times by rate',
    noun: 'rate',
    columns,
  } as const;
  const cost = `${plural(loads.length, 'load run')} of ${formatDuration(document.load_ms)} or more, ${formatDuration(durationMs)} in all`;
  return [
    ...(breach === null ? [] : [{ type: 'text', weight: 'always', text: breach } as const]),
    { type: 'text', weight: 'always', text: `Limits: ${limitTexts(document).join(', ')}.` },
    { type: 'chart', line: null, html: capacityPlot(document) },
    {
      ...table,
      rows: points.map((point) => pointCells(point, () => true)),
      inTerminal: [
        { ...table, rows: points.map((point) => pointCells(point, (metric) => metric === TAIL)) },
      ],
    },
    ...(points.length === 0 ? [] : [CURVE_NOTE]),
    { type: 'text', tone: 'faint', text: `It took ${cost}. Record ${id}.` },
    environmentBlock(distinctEnvironments([{ environment }])),
  ];
}

/** `latency.p99 < 250 ms (by default)`, … */
function limitTexts({ limits }: CapacityReport): readonly string[] {
  return limits.map(({ metric, text, source }) => `${metric} ${printable(text)}${SOURCES[source]}`);
}

function pointCells(
  { rate, runs, kept, metrics }: CapacityPoint,
  hasInterval: (metric: string) => boolean,
): readonly TableCell[] {
  return [
    formatQuantity(rate, '/s'),
    {
      text: runs === 0 ? 'not sent' : `${kept} of ${runs}`,
      tone: runs > 0 && kept * 2 > runs ? 'good' : 'doubt',
    },
    ...CURVE.map(([metric]) => measuredText(metrics[metric], hasInterval(metric))),
  ];
}

/** Centre and interval; the centre alone where there is one run, or no room. */
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
  const { result } = LOOKS[outcome];
  const group = printable(scenario);
  const breach = breachSentence(document);
  const message = [sentence, ...(breach === null ? [] : [breach])].join('\n');
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
        result,
        ...(result !== 'passed' && { type: outcome }),
        message,
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
    {
      keyword: 'capacity',
      values: {
        ...{ schema, outcome, scenario, what, rate, low, high, confidence, ceiling },
        seed: String(seed),
      },
    },
    ...(breach === null ? [] : [breachFact(breach)]),
    ...limits.map(({ metric, text, source }) => ({
      keyword: 'limit',
      values: { metric, limit: text, source },
    })),
    ...points.map(pointFact),
    { keyword: 'record', values: { id } },
  ];
}

function breachFact(breach: NonNullable<CapacityReport['first_breach']>): Fact {
  const { cause, rate, metric, value, server, server_cores, message } = breach;
  return {
    keyword: 'breach',
    values: { cause, rate, metric, value, server, server_cores, message },
  };
}

function pointFact({ rate, runs, kept, voids, metrics }: CapacityPoint): Fact {
  const tail = metrics[TAIL];
  return {
    keyword: 'point',
    values: {
      rate,
      runs,
      kept,
      voids,
      median: metrics['latency.p50']?.center ?? null,
      tail: tail?.center ?? null,
      tail_low: tail?.low ?? null,
      tail_high: tail?.high ?? null,
      answered: metrics.throughput?.center ?? null,
      error_rate: metrics.error_rate?.center ?? null,
    },
  };
}
