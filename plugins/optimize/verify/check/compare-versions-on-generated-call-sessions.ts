import { asyncProperty, check } from 'fast-check';
import type { SourceLiterals } from '../generate/collect-source-literals.ts';
import { createSessionArbitrary } from '../generate/fast-check-call-session-arbitrary.ts';
import { generateSession } from '../generate/generate-call-session.ts';
import type { RandomDraws } from '../generate/mutate-values.ts';
import type { SeedCorpus } from '../generate/seed-corpus.ts';
import { createTextFragments } from '../generate/text-fragments.ts';
import type { Session } from '../sessions/recorded-call-session.ts';
import {
  type FoundDifference,
  removeUnreferencedObjects,
} from '../sessions/shrink-call-session.ts';
import type { TimeBudget } from './behavior-check-time-budget.ts';
import { ENDLESS_BASELINE } from './compare-module-versions.ts';
import {
  compareSession,
  confirmDifference,
  type ModuleVersions,
} from './confirm-reproducible-behavior-difference.ts';
import { listFileInputs, replaceFile, VARIANT_NAMES } from './staged-file-inputs.ts';

export interface GenerationLimits {
  readonly seed: number;
  readonly maxMade: number;
  /** Literals of the changed module, on both versions. */
  readonly literals: Omit<SourceLiterals, 'distinguishesInherited'>;
  readonly timeBudget: TimeBudget;
}

export type GeneratedOutcome =
  | { readonly type: 'same'; readonly calls: number }
  /** Inconclusive: too few calls could be compared. */
  | { readonly type: 'inconclusive'; readonly reason: string }
  | { readonly type: 'differs'; readonly found: FoundDifference };

/** Endless calls before limiting numbers to `LARGEST_THEN`; modules may count to an argument. */
const MOST_ENDLESS = 2;
const LARGEST_NUMBER_THEN = 1_000;
/** Minimum number of compared calls for a result, however long they take. */
export const MIN_COMPARED_CALLS = 400;
/** Maximum number of sessions for which all contents of their files are tried. */
const MOST_SESSIONS_WITH_FILES = 20;
/** Ends the search: all that the allowance has room for was tried. */
const STOP_SEARCH = new Error('the search limit was reached');

function withSmallNumber(draws: RandomDraws): RandomDraws {
  return { ...draws, number: draws.number % LARGEST_NUMBER_THEN };
}

/**
 * Tries sessions generated from a corpus until the versions differ, or until the required
 * number was compared and the budget is spent.
 */
export async function compareGeneratedSessions(
  versions: ModuleVersions,
  corpus: SeedCorpus,
  { seed, maxMade, literals, timeBudget }: GenerationLimits,
): Promise<GeneratedOutcome> {
  if (corpus.sessions.length === 0) {
    return { type: 'inconclusive', reason: 'no call could be generated from the captured calls' };
  }
  const ofFiles = await compareFileVariants(versions, corpus.sessions, timeBudget);
  if (ofFiles.type === 'differs') return ofFiles;
  const minCalls = Math.min(MIN_COMPARED_CALLS, maxMade);
  let [tried, calls, endless] = [0, ofFiles.calls, 0];
  let found: FoundDifference | null = null;
  let unfitReason: string | null = null;
  const fragments = createTextFragments(literals, corpus.observations, seed);
  const property = asyncProperty(
    createSessionArbitrary(fragments),
    async ({ sessionIndex, changes }) => {
      if (timeBudget.isOver() || (calls >= minCalls && timeBudget.isSpent())) throw STOP_SEARCH;
      tried += 1;
      const draws = endless < MOST_ENDLESS ? changes : changes.map(withSmallNumber);
      const session = removeUnreferencedObjects(generateSession(corpus, sessionIndex, draws));
      const compared = await compareSession(versions, session);
      if (compared.type === 'inconclusive') {
        unfitReason ??= compared.reason;
        if (compared.reason === ENDLESS_BASELINE) endless += 1;
      }
      if (compared.type === 'same') calls += compared.calls;
      if (compared.type !== 'differs') return true;
      const difference = await confirmDifference(versions, session);
      if (difference === null) return true;
      found = { session, difference };
      return false;
    },
  );
  const { errorInstance } = await check(property, { seed, numRuns: maxMade, endOnFailure: true });
  if (found !== null) return { type: 'differs', found };
  if (errorInstance !== null && errorInstance !== STOP_SEARCH) throw errorInstance;
  if (calls >= minCalls || (tried === maxMade && calls > 0)) return { type: 'same', calls };
  return {
    type: 'inconclusive',
    reason: `only ${calls} of ${minCalls} generated calls could be compared${unfitReason === null ? '' : `: ${unfitReason}`}`,
  };
}

/** Tries every variant of every file that a few sessions read, since one of them may differ. */
async function compareFileVariants(
  versions: ModuleVersions,
  sessions: readonly Session[],
  allowance: TimeBudget,
): Promise<Exclude<GeneratedOutcome, { readonly type: 'inconclusive' }>> {
  const reading = sessions.filter((session) => listFileInputs(session).length > 0);
  let calls = 0;
  for (const session of reading.slice(0, MOST_SESSIONS_WITH_FILES)) {
    for (const file of listFileInputs(session)) {
      for (const variant of VARIANT_NAMES) {
        if (allowance.isOver()) return { type: 'same', calls };
        const other = replaceFile(session, file, `${file.content}${variant}`);
        const compared = await compareSession(versions, other);
        if (compared.type === 'same') calls += compared.calls;
        const difference =
          compared.type === 'differs' ? await confirmDifference(versions, other) : null;
        if (difference !== null) return { type: 'differs', found: { session: other, difference } };
      }
    }
  }
  return { type: 'same', calls };
}
