import type {
  ProfileReport,
  ProfileSection,
} from '../../../harness/model/documents/profile-document.ts';
import { formatShare } from '../../format-quantity.ts';
import type { Markup } from '../html-markup.ts';
import { flameFigure } from './interactive-flame-figure.ts';

/** True if there is anything to draw. */
export function hasFlameGraph({ tree, functions }: ProfileReport): boolean {
  return tree.function.some((of) => functions[of]?.owner !== 'idle');
}

/** Draws calls from top to bottom, each as wide as its share of the busy time. */
export function flameGraph({ tree, functions, root, unit, weight }: ProfileReport): Markup | null {
  return flameFigure({
    tree,
    functions,
    weight: tree.weight,
    hidesIdle: true,
    root,
    describe: ({ width }) => formatShare(width),
    caption: `calls, with callers above callees; the width shows each call's share of ${describeProfileTotal({ unit, weight })}`,
  });
}

export function describeProfileTotal({
  unit,
  weight,
}: Pick<ProfileSection, 'unit' | 'weight'>): string {
  if (weight === 'waited') return 'the waiting time';
  return unit === 'B' ? 'the observed memory' : 'the busy time of the program';
}
