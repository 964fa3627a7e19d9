import type { Report } from '../../../harness/model/documents/document.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import type { BudgetFact } from './budget-facts.ts';
import type { RankingFact } from './ranking-facts.ts';
import type { RunFacts } from './run-facts.ts';

/** The verdict in a word and a sentence: what a reader sees first. */
export interface Headline {
  readonly word: 'pass' | 'fail' | 'failed' | 'inconclusive' | 'interrupted' | 'empty';
  readonly sentence: string;
}

export function headline(
  { verdict }: Report,
  runs: readonly RunFacts[],
  rankings: readonly RankingFact[],
): Headline {
  if (runs.length === 0) return { word: 'empty', sentence: 'nothing was measured' };
  const failed = runs.filter(({ outcome }) => outcome === 'failed');
  const interrupted = runs.filter(({ outcome }) => outcome === 'interrupted');
  if (interrupted.length > 0) {
    const finished = runs.length - interrupted.length;
    const kept = 'what was measured is kept';
    return {
      word: 'interrupted',
      sentence: `${finished} of ${plural(runs.length, 'scenario')} measured to the end; ${kept}`,
    };
  }
  if (failed.length > 0) return { word: 'failed', sentence: failureSentence(runs, failed) };
  const sentence = `${measuredText(runs, rankings)}${budgetText(runs)}`;
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

/** Budgets that were broken besides. */
function alsoBroken(runs: readonly RunFacts[]): string {
  const broken = runs
    .filter(({ outcome }) => outcome !== 'failed')
    .flatMap(({ budgets }) => budgets)
    .filter(({ outcome }) => outcome === 'broken' || outcome === 'unmeasured').length;
  return broken === 0 ? '' : `; ${plural(broken, 'budget')} of others broken`;
}

interface OwnedBudget {
  readonly owner: RunFacts;
  readonly budget: BudgetFact;
}

function budgetText(runs: readonly RunFacts[]): string {
  const all = runs.flatMap((owner) => owner.budgets.map((budget) => ({ owner, budget })));
  if (all.length === 0) return '; no budgets are set';
  const only = runs.length === 1 ? 'its budget is' : 'the only budget is';
  const broken = all.filter(
    ({ budget: { outcome } }) => outcome === 'broken' || outcome === 'unmeasured',
  );
  const unsure = all.filter(({ budget: { outcome } }) => outcome === 'unsure');
  const warned = all.filter(({ budget: { outcome } }) => outcome === 'warned');
  const states = [
    { part: broken, state: 'broken' },
    { part: unsure, state: 'undecided' },
    { part: warned, state: 'over a limit that only warns' },
  ].filter(({ part }) => part.length > 0);
  const [first, ...others] = states;
  if (first === undefined) {
    return all.length === 1 ? `; ${only} kept` : `; all ${all.length} budgets kept`;
  }
  const count = all.length === 1 ? only : `${first.part.length} of ${all.length} budgets`;
  return [
    `; ${count} ${first.state}${example(first.part, runs)}`,
    ...others.map(({ part, state }) => `${part.length} ${state}${example(part, runs)}`),
  ].join(', ');
}

/** What it is about, where it is about a single one. */
function example(part: readonly OwnedBudget[], runs: readonly RunFacts[]): string {
  const [only] = part;
  if (part.length > 1 || only === undefined) return '';
  const { owner, budget } = only;
  const where = runs.length === 1 ? '' : ` of ${owner.scenario}`;
  return ` (${budget.metric}${where}: ${budget.distance})`;
}

/** What was measured: of one scenario its value, of one group who is how much faster. */
function measuredText(runs: readonly RunFacts[], rankings: readonly RankingFact[]): string {
  const [only] = runs;
  if (runs.length > 1 || only === undefined) {
    const ranked = rankings.length === 1 ? (rankings[0]?.sentences[0] ?? '') : '';
    return `${plural(runs.length, 'scenario')} measured${ranked === '' ? '' : `: ${ranked}`}`;
  }
  const [visits] = only.primary === null ? (only.field?.rows ?? []) : [];
  if (visits !== undefined) {
    return `${only.scenario}: ${visits.name} ${visits.p75} at the 75th percentile of ${visits.measured.n === null ? 'its' : visits.visits} visits`;
  }
  if (only.primary === null) return `${only.scenario} measured`;
  return `${only.scenario}: ${only.primary.name} ${only.primary.text}`;
}
