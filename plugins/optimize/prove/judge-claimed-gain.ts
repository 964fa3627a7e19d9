import type { Proof } from '../document/proof-document.ts';

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
