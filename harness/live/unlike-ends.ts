import { blocksOf } from '../model/blocks-of.ts';
import type { Trial } from '../model/trial.ts';
import type { LiveSides } from './live-parts.ts';
import type { LiveSubject } from './live-subject.ts';

/** Runs of a side before its exit code is taken for its own: one may be chance. */
const FEWEST = 3;

/**
 * Ends a comparison whose commands never end alike, though the scenario expects each of their exit codes:
 * a command that ends otherwise does other work, and its time is no better or worse.
 */
export function noteUnlikeEnds(subject: LiveSubject, { base, head }: LiveSides): void {
  if (subject.trouble !== null) return;
  const before = exitCodes(subject.trials.a);
  const after = exitCodes(subject.trials.b);
  if (Math.min(before.length, after.length) < FEWEST) return;
  if (before.some((code) => after.includes(code))) return;
  const listed = (codes: typeof before): string => [...new Set(codes)].join(' or ');
  subject.stop = 'failed';
  subject.trouble = {
    side: null,
    reason: `the base (${base.label}) ends with exit code ${listed(before)} and the head (${head.label}) with ${listed(after)}: they do not do the same work; mend what ends otherwise, or compare with a commit that ends alike`,
  };
}

/** Exit codes of measured runs, warm-ups excluded. */
function exitCodes(trials: readonly Trial[]): readonly (string | number | boolean)[] {
  return trials
    .filter(({ warmup, pass }) => !warmup && pass === undefined)
    .flatMap((trial) => blocksOf(trial).flatMap(({ notes }) => notes?.exit_code ?? []));
}
