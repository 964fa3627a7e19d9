import {
  REPORT_SCHEMA,
  type Report,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Footnote } from '../../display-facts/collect-finding-footnotes.ts';
import {
  type RunVerdictHeadline as RunHeadline,
  type RunReportFacts,
  runReportFacts,
} from '../../display-facts/run/run-report-display-data.ts';
import type { RunFacts } from '../../display-facts/run/single-run-display-data.ts';
import type { Block, Fact, Headline, View } from '../../format-independent-report-view.ts';
import { createFact, onlyInMarkdown } from '../../report-block-builders.ts';
import type { RenderOptions } from '../../reporter.ts';
import { plural } from '../../text/sentence-parts.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';
import { telemetryAgentFacts, telemetryList } from '../production-telemetry-blocks.ts';
import { runAnnotations, runSuite } from './run-as-test-suite.ts';
import {
  budgetTable,
  type LinkedRun,
  overviewTable,
  rankingBlock,
} from './run-overview-budget-and-ranking-tables.ts';
import { runSection } from './scenario-run-blocks.ts';

const LOOKS: Readonly<Record<RunHeadline['word'], Pick<Headline, 'label' | 'sign'>>> = {
  pass: { sign: '✓', label: 'Pass' },
  fail: { sign: '✗', label: 'Fail' },
  failed: { sign: '✗', label: 'Failed' },
  inconclusive: { sign: '?', label: 'Inconclusive' },
  interrupted: { sign: '!', label: 'Interrupted' },
  empty: { sign: '!', label: 'Nothing' },
};

/** Maximum number of scenarios shown in full; beyond it, only those that need attention are. */
const ALL_IN_FULL = 12;

export function reportView(
  document: Report,
  { baseline = null, pictures }: Pick<RenderOptions, 'baseline' | 'pictures'>,
): View {
  const facts = runReportFacts(document, { baseline });
  const { headline, runs, footnotes, next } = facts;
  const { word: outcome, sentence } = headline;
  const [only] = runs;
  return {
    key: 'run',
    title:
      runs.length === 1 && only !== undefined ? only.scenario : plural(runs.length, 'scenario'),
    headline: { ...LOOKS[outcome], outcome, sentence },
    about: [],
    blocks: blocksOf(facts, document, pictures),
    footnotes,
    areNotesErrors: true,
    next,
    suites: runs.map(runSuite),
    annotations: runAnnotations(runs),
    facts: reportAgentFacts(facts, document),
  };
}

function blocksOf(
  { runs, rankings, telemetry, footnotes }: RunReportFacts,
  document: Report,
  pictures: RenderOptions['pictures'],
): readonly Block[] {
  const isMany = runs.length > ALL_IN_FULL;
  const placed = runs.map((run, index) => ({ run, id: `scenario-${index + 1}` }));
  const isFine = ({ run }: LinkedRun): boolean => isMany && !needsLook(run, footnotes);
  const fine = placed.filter(isFine);
  const overview = [
    overviewTable(
      placed.filter((placedRun) => !isFine(placedRun)),
      footnotes,
    ),
    {
      ...overviewTable(fine, footnotes),
      title: plural(fine.length, 'scenario without problems', 'scenarios without problems'),
      isFolded: true,
      notes: ['Show a run in full: perf-harness report <record>'],
    },
  ];
  const budgets = runs.flatMap(({ scenario, budgets: own }) =>
    own.map((budget) => ({ scenario, budget })),
  );
  const kept = budgets.filter(({ budget }) => budget.outcome === 'met');
  const others = budgets.filter(({ budget }) => budget.outcome !== 'met');
  return [
    ...(runs.length > 1 ? overview : onlyInMarkdown(overview)),
    ...onlyInMarkdown([
      { ...budgetTable(others, footnotes), weight: 'always' },
      {
        ...budgetTable(kept, footnotes),
        title: `${plural(kept.length, 'budget')} met`,
        isFolded: true,
      },
    ]),
    ...rankings.map(rankingBlock),
    telemetryList(telemetry),
    ...placed.flatMap(({ run, id }) =>
      runSection(run, { id, footnotes, pictures, isInFull: !isFine({ run, id }) }),
    ),
    environmentBlock(distinctEnvironments(document.runs)),
  ];
}

function needsLook({ outcome, scenario }: RunFacts, footnotes: readonly Footnote[]): boolean {
  const isNoted = footnotes.some(
    (note) => note.level !== 'info' && note.scenarios.includes(scenario),
  );
  return outcome !== 'pass' || isNoted;
}

/** Returns runs for programs; `run=N` links the facts of one run. */
function reportAgentFacts(
  { runs, telemetry }: RunReportFacts,
  { verdict, rankings }: Report,
): readonly Fact[] {
  return [
    createFact('report', { schema: REPORT_SCHEMA, verdict, runs: runs.length }),
    ...telemetryAgentFacts(telemetry),
    ...runs.flatMap((facts, index) => runProgramFacts(facts, index + 1)),
    ...rankings.flatMap(({ group, metric, places }) =>
      places.map(({ scenario, ratio, low, high, distinct, pairs, needed_pairs }, index) =>
        createFact('rank', {
          ...{ group, metric, place: index + 1, scenario },
          ...{ ratio, low, high, distinct, pairs, needed_pairs },
        }),
      ),
    ),
  ];
}

function runProgramFacts(facts: RunFacts, number: number): readonly Fact[] {
  const { scenario, kind, file, id, outcome, sampling, run } = facts;
  const { trials, warmups, elapsedMs, isQuick } = sampling;
  const { state, verdict, stop } = run;
  const own = (keyword: string, values: Fact['values']): Fact =>
    createFact(keyword, { run: number, ...values });
  return [
    own('run', { scenario, kind, file, outcome, state, verdict, record: id }),
    own('sampling', { trials, warmups, seconds: elapsedMs / 1_000, stop, quick: isQuick }),
    ...facts.failures.map(({ place, reason, message, remedy, output }) =>
      own('failure', { at: place, reason, message, remedy, output: output.join(' / ') || null }),
    ),
    ...facts.budgets.map(({ metric, limit, outcome: became, distance, result }) => {
      const { verdict: judged, level, value, low, high } = result;
      return own('budget', {
        ...{ metric, limit, outcome: became, verdict: judged, level, value, low, high },
        distance: distance || null,
      });
    }),
    ...facts.metrics.map((metric) => own('metric', metricValues(metric))),
    ...(facts.field?.rows ?? []).map(({ metric, unit, measured, labValue }) => {
      const { p75, low, high, n } = measured;
      return own('field', { metric, p75, unit, low, high, n, lab: labValue });
    }),
    ...facts.unavailable.map(({ metrics, reason }) =>
      own('unavailable', { metrics: metrics.join(','), reason }),
    ),
  ];
}

function metricValues({ name, isPrimary, summary }: RunFacts['metrics'][number]): Fact['values'] {
  const { center, low, high, confidence, n, variation, unit, better } = summary;
  // A single trial has a centre but no spread.
  const none = { low: null, high: null, confidence: null, variation: null };
  const spread = n > 1 ? { low, high, confidence, variation } : none;
  return { name, center, unit, ...spread, n, better, primary: isPrimary ? true : null };
}
