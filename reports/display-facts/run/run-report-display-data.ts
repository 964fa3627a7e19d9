import type { Report } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { RenderOptions } from '../../reporter.ts';
import { printable } from '../../text/printable-text.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';
import { chooseRunNextStep } from '../choose-run-next-step.ts';
import { collectFootnotes } from '../collect-finding-footnotes.ts';
import { summariseProductionTelemetry } from '../production-telemetry-sections.ts';
import { type RankingFact, rankingFact } from './alternatives-ranking-display-data.ts';
import type { BudgetOutcome } from './budget-display-data.ts';
import { type RunFacts, runFacts } from './single-run-display-data.ts';

export type RunReportFacts = ReturnType<typeof runReportFacts>;

export function runReportFacts(report: Report, options: Pick<RenderOptions, 'baseline'>) {
  const runs = report.runs.map(runFacts);
  const rankings = report.rankings.map(rankingFact);
  const footnotes = collectFootnotes([
    { scenario: null, findings: report.findings },
    ...runs.map(({ scenario, file, run, failures }) => ({
      scenario,
      file,
      // Findings already covered by the failures are left out.
      findings: run.findings.filter(({ id }) => failures.length === 0 || id !== 'failed-trials'),
    })),
  ]);
  return {
    headline: buildRunHeadline(report, runs, rankings),
    runs,
    rankings,
    /** The four telemetry sections if any run is from telemetry; otherwise empty. */
    telemetry: summariseProductionTelemetry(runs),
    footnotes,
    next: chooseRunNextStep(runs, footnotes, options),
  };
}

export interface RunVerdictHeadline {
  readonly word: 'pass' | 'fail' | 'failed' | 'inconclusive' | 'interrupted' | 'empty';
  readonly sentence: string;
}

function buildRunHeadline(
  { verdict }: Report,
  runs: readonly RunFacts[],
  rankings: readonly RankingFact[],
): RunVerdictHeadline {
  if (runs.length === 0) return { word: 'empty', sentence: 'nothing was measured' };
  const failed = runs.filter(({ outcome }) => outcome === 'failed');
  const finished = runs.filter(({ outcome }) => outcome !== 'interrupted').length;
  if (finished < runs.length) {
    const sentence = `${finished} of ${plural(runs.length, 'scenario')} fully measured; partial results are stored`;
    return { word: 'interrupted', sentence };
  }
  if (failed.length > 0) return { word: 'failed', sentence: failureSentence(runs, failed) };
  const sentence = joinTexts([measuredText(runs, rankings), budgetText(runs)]);
  return { word: verdict, sentence };
}

function failureSentence(runs: readonly RunFacts[], failed: readonly RunFacts[]): string {
  const [first] = failed;
  if (failed.length > 1 || first === undefined) {
    return `${failed.length} of ${plural(runs.length, 'scenario')} could not be measured${alsoBroken(runs)}`;
  }
  const [failure] = first.failures;
  const of = runs.length === 1 ? '' : `1 of ${plural(runs.length, 'scenario')}: `;
  const error = first.run.findings.find(({ level }) => level === 'error');
  const blocked = error === undefined ? '' : `: ${printable(error.message)}`;
  const why = failure === undefined ? blocked : `: ${failure.message} (${failure.place})`;
  return `${of}${first.scenario} could not be measured${why}${alsoBroken(runs)}`;
}

const BROKEN: readonly BudgetOutcome[] = ['missed', 'unmeasured'];

function alsoBroken(runs: readonly RunFacts[]): string {
  const broken = runs
    .filter(({ outcome }) => outcome !== 'failed')
    .flatMap(({ budgets }) => budgets)
    .filter(({ outcome }) => BROKEN.includes(outcome)).length;
  return broken === 0 ? '' : `; ${plural(broken, 'budget')} missed in other scenarios`;
}

const STATES: readonly (readonly [state: string, outcomes: readonly BudgetOutcome[]])[] = [
  ['missed', BROKEN],
  ['inconclusive', ['inconclusive']],
  ['over a warn-only limit', ['warned']],
];

function budgetText(runs: readonly RunFacts[]): string {
  const all = runs.flatMap(({ scenario, budgets }) =>
    budgets.map((budget) => ({ ...budget, scenario })),
  );
  if (all.length === 0) return 'no budgets are set';
  const only = runs.length === 1 ? 'its budget is' : 'the only budget is';
  // Details, if there is only one budget in this state.
  const example = ([first, ...others]: typeof all): string => {
    if (first === undefined || others.length > 0) return '';
    const where = runs.length === 1 ? '' : ` of ${first.scenario}`;
    return ` (${first.metric}${where}: ${first.distance})`;
  };
  const states = STATES.flatMap(([state, outcomes]) => {
    const part = all.filter(({ outcome }) => outcomes.includes(outcome));
    return part.length === 0 ? [] : { count: part.length, text: `${state}${example(part)}` };
  });
  const [first, ...others] = states;
  if (first === undefined) {
    return all.length === 1 ? `${only} met` : `all ${all.length} budgets met`;
  }
  const count = all.length === 1 ? only : `${first.count} of ${all.length} budgets`;
  const rest = others.map((state) => `${state.count} ${state.text}`);
  return [`${count} ${first.text}`, ...rest].join(', ');
}

/** Summarizes the measurements: for one scenario its value, for one group the speed ranking. */
function measuredText(runs: readonly RunFacts[], rankings: readonly RankingFact[]): string {
  const [only] = runs;
  if (runs.length > 1 || only === undefined) {
    const ranked = rankings.length === 1 ? (rankings[0]?.sentences[0] ?? '') : '';
    return joinTexts([`${plural(runs.length, 'scenario')} measured`, ranked], ': ');
  }
  const { scenario, primary, field } = only;
  if (primary !== null) return `${scenario}: ${primary.name} ${primary.text}`;
  const [visits] = field?.rows ?? [];
  if (visits === undefined) return `${scenario} measured`;
  const count = visits.measured.n === null ? 'its' : visits.visits;
  return `${scenario}: ${visits.name} ${visits.p75} at the 75th percentile of ${count} visits`;
}
