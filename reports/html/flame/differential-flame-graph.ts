import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile-schema.ts';
import { formatShare } from '../../format-quantity.ts';
import { html, type Markup } from '../html-markup.ts';
import { flameFigure } from './interactive-flame-figure.ts';
import { type FlameBox, sumSubtrees } from './lay-out-flame-boxes.ts';

/** Steps of the colour scale, as shares of the base's total. */
const STEPS = [0.002, 0.01, 0.03] as const;

/** True if there is anything to draw. */
export function hasDifferentialFlameGraph({ tree }: DifferentialProfile): boolean {
  return tree.head.some((weight) => weight > 0);
}

/**
 * Draws the calls of the head, each as wide as its share there, coloured by the change of its own
 * time: orange for more and blue for less, which are distinguishable with red-green colour
 * blindness. Calls missing on the head have no width; the table lists them.
 */
export function differentialFlameGraph({ tree, functions }: DifferentialProfile): Markup | null {
  const totals = {
    base: sumSubtrees(tree.parent, tree.base),
    head: sumSubtrees(tree.parent, tree.head),
  };
  const totalTime = (side: 'base' | 'head'): number =>
    tree.parent.reduce((sum, above, node) => sum + (above < 0 ? (totals[side][node] ?? 0) : 0), 0);
  const base = totalTime('base');
  const share = (weight: number | undefined): number => (base === 0 ? 0 : (weight ?? 0) / base);
  const ofBase = ({ node }: FlameBox, side: 'base' | 'head'): number => share(tree[side][node]);
  return flameFigure({
    tree,
    functions,
    weight: tree.head,
    root: null,
    describe: (box) => {
      const all = formatShareChange([share(totals.base[box.node]), share(totals.head[box.node])]);
      const self = formatShareChange([ofBase(box, 'base'), ofBase(box, 'head')]);
      return `${all} of the base including callees, ${self} self`;
    },
    color: (box) => colorClass(ofBase(box, 'head') - ofBase(box, 'base')),
    caption:
      "calls in the head, with callers above callees; the width shows each call's share, and the colour its change in self time",
    legend: LEGEND,
  });
}

function formatShareChange([base, head]: readonly [number, number]): string {
  return `${formatShare(base)} → ${formatShare(head)}`;
}

/** `same`, or how much: `more-1` to `more-3`, `less-1` to `less-3`. */
function colorClass(change: number): string {
  const step = STEPS.filter((from) => Math.abs(change) >= from).length;
  if (step === 0) return 'same';
  return `${change > 0 ? 'more' : 'less'}-${step}`;
}

const LEGEND: Markup = html`<ul class="legend">${[
  ...STEPS.map((from, index) => ({ color: `less-${index + 1}`, text: `-${formatShare(from)}` })),
]
  .reverse()
  .map(
    swatch,
  )}${swatch({ color: 'same', text: 'unchanged' })}${STEPS.map((from, index) => swatch({ color: `more-${index + 1}`, text: `+${formatShare(from)}` }))}<li>or more of the base's busy time</li></ul>
`;

function swatch({ color, text }: { readonly color: string; readonly text: string }): Markup {
  return html`<li><svg width="14" height="12" aria-hidden="true"><rect class="call ${color}" width="14" height="12"/></svg> ${text}</li>`;
}
