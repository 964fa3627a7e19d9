import type {
  ProfileReport,
  ProfileSection,
} from '../../../harness/model/documents/profile-document.ts';
import { codePlace } from '../../facts/profile/code-place.ts';
import { formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import type { Markup } from '../markup.ts';
import { flameBoxes } from './flame-boxes.ts';
import { flameFigure } from './flame-figure.ts';

/** Whether there is anything to draw. */
export function hasFlameGraph({ tree, functions }: ProfileReport): boolean {
  return tree.function.some((of) => functions[of]?.owner !== 'idle');
}

/** Calls from above to below, each as wide as its share of what was busy. */
export function flameGraph({ tree, functions, root, unit, weight }: ProfileReport): Markup | null {
  const ofNode = (node: number) => functions[tree.function[node] ?? 0];
  const boxes = flameBoxes({
    parent: tree.parent,
    weight: tree.weight,
    isHidden: (node) => ofNode(node)?.owner === 'idle',
  });
  return flameFigure(
    boxes,
    ({ node, width }) => {
      const of = ofNode(node);
      if (of === undefined) throw new TypeError(`node ${node} is of no function`);
      const [name, place] = [printable(of.name), codePlace(of, root)];
      const where = place === '' ? '' : `, ${place}`;
      return { name, place, label: `${name}${where}: ${formatShare(width)}`, color: of.owner };
    },
    {
      caption: `calls from above to below, each as wide as its share of ${wholeOf({ unit, weight })}`,
    },
  );
}

/** What the shares of a profile are shares of. */
export function wholeOf({ unit, weight }: Pick<ProfileSection, 'unit' | 'weight'>): string {
  if (weight === 'waited') return 'the time that was waited for something';
  return unit === 'B' ? 'the memory that was seen' : 'the time that the program was busy';
}
