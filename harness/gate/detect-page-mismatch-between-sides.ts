import { listLoadRuns } from '../model/load-generator-saturation.ts';
import type { Block, Trial } from '../model/trial.ts';

/** Share of the other side's elements below which a side shows another page, such as a bare shell. */
const MIN_ELEMENT_SHARE = 0.5;
/** Number of elements of the larger page below which the numbers are not compared. */
const MIN_ELEMENTS = 20;

type Notes = NonNullable<Block['notes']>;

/**
 * Returns the reason why two sides did not show the same page, with the side that shows less; null
 * if they did, or if it was not recorded. Load times of different pages are not comparable.
 * @param isNamed - True if the scenario names an element of the complete page.
 */
export function detectPageMismatch(
  trials: Readonly<Record<'base' | 'head', readonly Trial[]>>,
  isNamed: boolean,
): { readonly side: 'base' | 'head'; readonly reason: string } | null {
  const [base, head] = [listLoadRuns(trials.base), listLoadRuns(trials.head)];
  if (base.length === 0 || head.length === 0) return null;
  return (
    (isNamed ? null : (findRedirectMismatch(base, head) ?? findElementCountMismatch(base, head))) ??
    findBlockedHostMismatch(base, head)
  );
}

const REMEDY = 'if both pages are complete, set page.expectElement to an element that both show';

function findRedirectMismatch(
  base: readonly Notes[],
  head: readonly Notes[],
): ReturnType<typeof detectPageMismatch> {
  const [before, after] = [
    mostFrequentNote(base, 'shown_path'),
    mostFrequentNote(head, 'shown_path'),
  ];
  if (before === after) return null;
  const side = after === null ? 'base' : 'head';
  const [own, other] = side === 'head' ? [after, before] : [before, after];
  const elsewhere =
    other === null
      ? 'but the other page does not redirect'
      : `and the other page redirects to ${other}`;
  return { side, reason: `the ${side} page redirects to ${own}, ${elsewhere}; ${REMEDY}` };
}

function findElementCountMismatch(
  base: readonly Notes[],
  head: readonly Notes[],
): ReturnType<typeof detectPageMismatch> {
  const [before, after] = [
    Number(mostFrequentNote(base, 'elements')),
    Number(mostFrequentNote(head, 'elements')),
  ];
  const [fewer, more] = [Math.min(before, after), Math.max(before, after)];
  if (more < MIN_ELEMENTS || fewer >= MIN_ELEMENT_SHARE * more) return null;
  const side = after < before ? 'head' : 'base';
  return {
    side,
    reason: `the ${side} page has ${fewer} elements, but the other page has ${more}; ${REMEDY}`,
  };
}

function findBlockedHostMismatch(
  base: readonly Notes[],
  head: readonly Notes[],
): ReturnType<typeof detectPageMismatch> {
  const hostsOf = (notes: readonly Notes[]): readonly string[] =>
    String(mostFrequentNote(notes, 'blocked_hosts') ?? '')
      .split(', ')
      .filter((host) => host !== '');
  const [before, after] = [hostsOf(base), hostsOf(head)];
  const onlyHead = after.filter((host) => !before.includes(host));
  const only = onlyHead.length > 0 ? onlyHead : before.filter((host) => !after.includes(host));
  if (only.length === 0) return null;
  const side = onlyHead.length > 0 ? 'head' : 'base';
  const allow = only.map((host) => `--allow-remote ${host}`).join(' ');
  return {
    side,
    reason: `only the ${side} page requests ${only.join(', ')}, which is not allowed; allow it with ${allow}, or list it in page.expectErrors`,
  };
}

/** Returns the most frequent value among the loads; null if most have none. */
function mostFrequentNote(notes: readonly Notes[], name: string): Notes[string] | null {
  const values = notes.map((note) => note[name] ?? null);
  const countOf = (value: Notes[string] | null): number =>
    values.filter((other) => other === value).length;
  return values.toSorted((value, other) => countOf(other) - countOf(value))[0] ?? null;
}
