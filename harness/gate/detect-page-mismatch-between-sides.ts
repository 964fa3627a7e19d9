import { listLoadRuns } from '../model/load-generator-saturation.ts';
import type { Block, Trial } from '../model/trial.ts';

/** Share of the other's elements below which a side shows another page, as a scriptless shell. */
const SHARE = 0.5;
const FEW = 20;

type Notes = NonNullable<Block['notes']>;

/**
 * Returns the reason why two sides did not show the same page, with the side that shows less; null
 * if they did, or if it was not recorded. Load times of different pages are not comparable.
 * @param isNamed - Set when the scenario states what the complete page shows.
 */
export function detectPageMismatch(
  trials: Readonly<Record<'base' | 'head', readonly Trial[]>>,
  isNamed: boolean,
): { readonly side: 'base' | 'head'; readonly reason: string } | null {
  const [base, head] = [listLoadRuns(trials.base), listLoadRuns(trials.head)];
  if (base.length === 0 || head.length === 0) return null;
  return (
    (isNamed ? null : (otherPath(base, head) ?? fewerElements(base, head))) ??
    otherHosts(base, head)
  );
}

const NAME_IT = 'if both pages are complete, set page.expectElement to an element that both show';

function otherPath(
  base: readonly Notes[],
  head: readonly Notes[],
): ReturnType<typeof detectPageMismatch> {
  const [before, after] = [typical(base, 'shown_path'), typical(head, 'shown_path')];
  if (before === after) return null;
  const side = after === null ? 'base' : 'head';
  const [own, other] = side === 'head' ? [after, before] : [before, after];
  const elsewhere =
    other === null
      ? 'but the other page does not redirect'
      : `and the other page redirects to ${other}`;
  return { side, reason: `the ${side} page redirects to ${own}, ${elsewhere}; ${NAME_IT}` };
}

function fewerElements(
  base: readonly Notes[],
  head: readonly Notes[],
): ReturnType<typeof detectPageMismatch> {
  const [before, after] = [Number(typical(base, 'elements')), Number(typical(head, 'elements'))];
  const [fewer, more] = [Math.min(before, after), Math.max(before, after)];
  if (more < FEW || fewer >= SHARE * more) return null;
  const side = after < before ? 'head' : 'base';
  return {
    side,
    reason: `the ${side} page has ${fewer} elements, but the other page has ${more}; ${NAME_IT}`,
  };
}

function otherHosts(
  base: readonly Notes[],
  head: readonly Notes[],
): ReturnType<typeof detectPageMismatch> {
  const hostsOf = (notes: readonly Notes[]): readonly string[] =>
    String(typical(notes, 'blocked_hosts') ?? '')
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
function typical(notes: readonly Notes[], name: string): Notes[string] | null {
  const values = notes.map((note) => note[name] ?? null);
  const countOf = (value: Notes[string] | null): number =>
    values.filter((other) => other === value).length;
  return values.toSorted((value, other) => countOf(other) - countOf(value))[0] ?? null;
}
