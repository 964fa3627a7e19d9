import type { Report } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Footnote } from '../../display-facts/collect-finding-footnotes.ts';
import type { RunVerdictHeadline as RunHeadline } from '../../display-facts/run/run-headline.ts';
import {
  type RunReportFacts,
  runReportFacts,
} from '../../display-facts/run/run-report-display-data.ts';
import type { RunFacts } from '../../display-facts/run/single-run-display-data.ts';
import type { Block, Headline, View } from '../../format-independent-report-view.ts';
import { onlyInMarkdown } from '../../report-block-builders.ts';
import type { RenderOptions } from '../../reporter.ts';
import { plural } from '../../text/format-counts.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';
import { telemetryList } from '../production-telemetry-blocks.ts';
import { reportAgentFacts } from './run-agent-report-lines.ts';
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

/** A report of runs: overview, budgets, rankings, every scenario. */
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
