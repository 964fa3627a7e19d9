import type { BenchResult, BenchRow } from '../bench-result.ts';
import type { AdoptionEntry } from './entries.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Repository } from './repositories.ts';

/** Of those whose own test or start works, so many get a first result. */
const LEAST_FIRST = 0.8;

/** What counts: the last round of the development half, and the first of the final half. */
export function countedOutcomes(
  repositories: readonly Repository[],
  entries: readonly AdoptionEntry[],
): readonly Outcome[] {
  return repositories.flatMap((one) => {
    const rounds = roundsOf(one, entries);
    return rounds.at(one.half === 'final' ? 0 : -1) ?? [];
  });
}

/** The last round of each, with what was mended for the final half after it had been counted. */
export function lastOutcomes(
  repositories: readonly Repository[],
  entries: readonly AdoptionEntry[],
): readonly Outcome[] {
  return repositories.flatMap((one) => roundsOf(one, entries).at(-1) ?? []);
}

/** All rounds of a repository that came to their end, in their order. */
export function roundsOf(
  repository: Repository,
  entries: readonly AdoptionEntry[],
): readonly Outcome[] {
  const last = Math.max(0, ...entries.map(({ round }) => round));
  return Array.from({ length: last }, (_, index) => index + 1).flatMap(
    (round) => outcomeOf(repository, round, entries) ?? [],
  );
}

export function adoptionResult(
  repositories: readonly Repository[],
  entries: readonly AdoptionEntry[],
): BenchResult {
  const outcomes = countedOutcomes(repositories, entries);
  const all = entries.flatMap(({ commands }) => commands);
  return {
    title: 'Repositories of others, at the first try',
    method:
      'Public repositories, chosen before anything was run on them, each as a new user would try it: installed, `init --yes`, `run --quick`, `compare HEAD~20`, without an edited file. Rates are of those whose own test or start works on this machine. What was found in the development half has been mended; of the final half the first try counts. Each of them is in [docs/adoption.md](adoption.md).',
    seconds: Math.round(all.reduce((sum, { seconds }) => sum + seconds, 0)),
    rows: (['development', 'final'] as const).flatMap((half) => {
      const own = outcomes.filter(({ repository }) => repository.half === half);
      return own.length === 0 ? [] : rowsOf(half, own);
    }),
  };
}

function rowsOf(half: string, outcomes: readonly Outcome[]): readonly BenchRow[] {
  const working = outcomes.filter(({ own }) => own.type === 'works');
  const first = working.filter(({ firstResult }) => firstResult.type === 'works');
  const compared = working.filter((one) => one.compared.type === 'works');
  const nothing = { peer: '', ratio: null, low: null, high: null };
  return [
    {
      ...nothing,
      name: `${half} half: a first result, without an edited file`,
      ours: `${first.length} of ${working.length}`,
      limit: `at least ${LEAST_FIRST * 100} %`,
      holds: first.length >= LEAST_FIRST * working.length,
    },
    {
      ...nothing,
      name: `${half} half: \`compare HEAD~20\` gives a verdict`,
      ours: `${compared.length} of ${working.length}`,
      limit: 'all',
      holds: compared.length === working.length,
    },
  ];
}
