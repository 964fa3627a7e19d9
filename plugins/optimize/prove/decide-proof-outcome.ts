import type { CheckResult } from '../document/behavior-check-result.ts';
import type { Proof } from '../document/proof-document.ts';

/** Id of the finding that a change stores results without bound. */
export const UNBOUNDED_CACHE = 'cache-without-bound';

/** Returns the outcome the worst known result dictates; unknown results never count as good. */
export function decideProofOutcome({
  tests,
  check,
  gains,
  findings,
}: Pick<Proof, 'tests' | 'check' | 'gains' | 'findings'>): Proof['outcome'] {
  if (tests.state === 'failed' || check?.state === 'differs') return 'differs';
  const hasVerdict = (verdict: Proof['gains'][number]['verdict']): boolean =>
    gains.some((gain) => gain.verdict === verdict);
  if (hasVerdict('regressed') || check?.state === 'loses') return 'slower';
  // Captured calls alone show only what the tests show.
  const isSame = check?.state === 'same' && check.made > 0;
  if (tests.state !== 'passed' || !isSame) return 'not-decided';
  // Repeated inputs show the hits of a cache, and calls that are too slow its memory not at all.
  const hasCache = findings.some(({ id }) => id === UNBOUNDED_CACHE);
  if (hasCache && check.isMemoryMeasured !== true) return 'not-decided';
  if (hasVerdict('improved')) return 'proven-faster';
  // Where no scenario loads the changed code, recorded calls measure it. A benchmark of the project
  // may measure other code: unchanged, it says nothing.
  const measured = gains.filter(
    ({ verdict, benchmark }) => verdict !== 'same inputs' && benchmark === null,
  );
  if (measured.length === 0) return decideByCalls(check);
  return measured.every(({ verdict }) => verdict === 'unchanged') ? 'no-difference' : 'not-decided';
}

/** Share of the time of all recorded calls that has to be shown as unchanged. */
const LEAST_UNCHANGED = 0.9;

function decideByCalls({
  faster = [],
  unchanged = [],
  losses = [],
}: Extract<CheckResult, { readonly state: 'same' }>): Proof['outcome'] {
  if (faster.length > 0) return 'proven-faster';
  const share = unchanged.reduce((sum, times) => sum + times.share, 0);
  return losses.length === 0 && share >= LEAST_UNCHANGED ? 'no-difference' : 'not-decided';
}

/** Percentages are read as time saved: `30 % faster` claims 0.7 of the time. */
const PERCENT = /(\d+(?:\.\d+)?)\s?%\s+(?:faster|quicker|less time|speed-?up)\b/iu;
const TIMES = /(\d+(?:\.\d+)?)\s?(?:x|×|times)\s+(?:faster|quicker|as fast|speed-?up)\b/iu;

/** Returns the first gain that a description claims, as a ratio of times; null: it claims none. */
export function readClaimedGain(
  description: string,
): { readonly text: string; readonly ratio: number } | null {
  const percent = PERCENT.exec(description);
  const ratio = 1 - Number(percent?.[1] ?? 0) / 100;
  // Nothing takes less than no time: `200 % faster` may mean anything.
  if (percent !== null && ratio > 0 && ratio < 1) return { text: percent[0], ratio };
  const times = TIMES.exec(description);
  const factor = Number(times?.[1] ?? 0);
  return times !== null && factor > 1 ? { text: times[0], ratio: 1 / factor } : null;
}

/**
 * Compares the claim of a description with the largest measured gain in time; null: nothing is
 * claimed. A claim is reached if the interval of the gain extends to it.
 */
export function judgeClaim(
  description: string,
  { gains, check }: Pick<Proof, 'gains' | 'check'>,
): Proof['claim'] {
  const claim = readClaimedGain(description);
  if (claim === null) return null;
  const ofScenarios = gains.flatMap(({ better, verdict, ratio, low }) =>
    better === 'lower' && verdict === 'improved' && ratio !== null && low !== null
      ? [{ ratio, low }]
      : [],
  );
  const ofCalls = check?.state === 'same' ? (check.faster ?? []) : [];
  const best = [...ofScenarios, ...ofCalls].toSorted((a, b) => a.low - b.low)[0];
  return { ...claim, isReached: best === undefined ? null : best.low <= claim.ratio };
}
