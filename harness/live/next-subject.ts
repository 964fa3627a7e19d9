import type { ComparisonRules } from '../model/document.ts';
import { median } from '../stats/quantile.ts';
import { INSTRUCTIONS } from './count-scenarios.ts';
import type { LiveOptions } from './live-parts.ts';
import { evidenceOf, type LiveSubject } from './live-subject.ts';

/** Share of a limited time that the screen may use; the rest is for confirming what it finds. */
const SCREEN_SHARE = 0.65;
/** Makes the median absolute deviation estimate the standard deviation of normal noise. */
const MAD_FACTOR = 1.4826;

/**
 * Which scenario gets the next pair of the screen; null: none needs one. Without a limit on the
 * time they are taken one after another. With one, all get the pairs of the first look, and then
 * whichever knows the least against its margin; when the time is up those left over are stopped.
 */
export function nextSubject(
  subjects: readonly LiveSubject[],
  options: Pick<LiveOptions, 'budgetMs' | 'rules' | 'margin' | 'signal'>,
  spentMs: number,
): LiveSubject | null {
  const open = subjects.filter(({ stop }) => stop === null);
  if (options.signal.aborted) {
    for (const subject of open) subject.stop = 'interrupted';
    return null;
  }
  if (options.budgetMs === null) return open[0] ?? null;
  if (spentMs >= options.budgetMs * SCREEN_SHARE) {
    for (const subject of open) subject.stop = 'max-time';
    return null;
  }
  const fresh = open.find((subject) => subject.pairs <= firstLook(options.rules));
  if (fresh !== undefined) return fresh;
  const widths = open.map((subject) => ({ subject, width: width(subject, options.margin) }));
  return widths.toSorted((one, other) => other.width - one.width)[0]?.subject ?? null;
}

function firstLook({ screen_looks }: ComparisonRules): number {
  return screen_looks[0] ?? 0;
}

/** Widest interval of a gated metric against its margin, up to a factor that is the same for all. */
function width(subject: LiveSubject, margin: number | null): number {
  const widths = evidenceOf(subject, margin)
    .filter(({ gated, metric }) => gated && metric !== INSTRUCTIONS)
    .map((evidence) => {
      const { base, head } = evidence.screen;
      const ratios = base.map((value, index) => Math.log((head[index] ?? 0) / value));
      const finite = ratios.filter(Number.isFinite);
      if (finite.length === 0) return 0;
      const center = median(finite);
      const spread = MAD_FACTOR * median(finite.map((ratio) => Math.abs(ratio - center)));
      return spread / Math.sqrt(finite.length) / Math.max(evidence.margin, 0.001);
    });
  return Math.max(0, ...widths);
}
