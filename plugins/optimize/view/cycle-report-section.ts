import { type Block, display, profiledChange } from 'perf-harness/plugin';
import type { OptimizationCycle } from '../document/optimization-cycle.ts';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { cycleRows, describeExperiment } from './cycle-summary-table-rows.ts';
import {
  describeFunctionChange,
  describeMetricChange,
} from './describe-metric-and-function-gains.ts';

/** A cycle: its subject and outcome, then metric by metric and function by function, then its code. */
export function cycleBlocks(
  cycle: OptimizationCycle,
  document: OptimizationReport,
): readonly Block[] {
  const { explanation, experiments } = cycle;
  return [
    detailTable(cycle, document),
    metricTable(cycle),
    display.createTable({
      noun: 'function',
      rows: cycle.functions.map(describeFunctionChange),
      columns: [
        ['Function', ({ name }) => name, 'code'],
        ['Before', ({ before }) => before, 'right'],
        ['After', ({ after }) => after, 'right'],
        ['Change', ({ change }) => change, 'right'],
      ],
    }),
    ...(explanation === null ? [] : profiledChange(explanation).blocks),
    {
      type: 'list',
      isPart: true,
      isFolded: true,
      isNumbered: true,
      title: 'Experiments in order',
      noun: 'experiment',
      items: experiments.map((experiment) => ({ text: describeExperiment(experiment) })),
    },
    ...codeBlocks(cycle),
  ];
}

function detailTable(cycle: OptimizationCycle, document: OptimizationReport): Block<'table'> {
  const title = `Cycle ${cycle.cycle}`;
  const rows = cycleRows(cycle, document);
  const items = rows.flatMap(({ name, texts }) =>
    texts.map((text, index) => ({
      lead: index === 0 ? name : '',
      leadTone: 'faint' as const,
      text,
    })),
  );
  return {
    type: 'table',
    weight: 'always',
    title,
    noun: 'row',
    columns: [{ title: '' }, { title: '' }],
    rows: rows.map(({ name, texts: [first, ...others] }) => [
      name,
      others.length === 0
        ? first
        : { text: '', details: [first, ...others].map((text) => ({ text })) },
    ]),
    inTerminal: [{ type: 'list', title, noun: 'row', items }],
  };
}

const VERDICTS = {
  better: { sign: '✓ ', tone: 'good' },
  worse: { sign: '✗ ', tone: 'bad' },
  unchanged: { sign: '= ', tone: 'plain' },
  'not measured': { sign: '? ', tone: 'doubt' },
} as const;
const UNSURE = { sign: '', tone: 'doubt' } as const;

/** Creates the table of all baseline metrics; regressions are marked as such (X814-21). */
function metricTable({ cycle, metrics }: OptimizationCycle): Block<'table'> {
  return display.createTable({
    weight: 'always',
    isPart: true,
    title: `Metrics of cycle ${cycle}`,
    noun: 'metric',
    rows: metrics.map((metric) => {
      const fact = describeMetricChange(metric);
      return { ...fact, ...(fact.isSure ? VERDICTS[fact.direction] : UNSURE) };
    }),
    columns: [
      ['Metric', ({ name }) => name, 'code'],
      ['Before', ({ before }) => before, 'right'],
      ['After', ({ after }) => after, 'right'],
      ['Gain', ({ gain, tone }) => ({ text: gain, tone }), 'right'],
      ['Interval', ({ interval }) => interval, 'right faint'],
      ['', ({ sign, word, tone }) => ({ text: `${sign}${word}`, tone }), 'whole'],
    ],
  });
}

/** Returns the tests that refuted changes, for the project to keep, and the diff. */
function codeBlocks({ hypotheses, diff }: OptimizationCycle): readonly Block[] {
  const block = (title: string, language: string, text: string): Block<'code'> => ({
    type: 'code',
    weight: 'file',
    isPart: true,
    isFolded: true,
    title,
    language,
    lines: text.trimEnd().split('\n'),
  });
  const rest = diff?.is_cut === true ? ', truncated: the branch has the full diff' : '';
  return [
    ...hypotheses.flatMap(({ id, check }) =>
      check?.state === 'differs'
        ? block(
            `Test that reproduces the difference caused by ${id}`,
            'js',
            check.counterexample.test,
          )
        : [],
    ),
    ...(diff === null ? [] : [block(`Code changes${rest}`, 'diff', diff.text)]),
  ];
}
