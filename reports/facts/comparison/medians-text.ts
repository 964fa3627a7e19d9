import type { Comparison } from '../../../harness/model/documents/document.ts';
import { formatChange } from '../../scale.ts';

/** A reader who divides the two figures of a row notices no less than this, as a share of the base. */
const NOTICED = 0.01;

/**
 * Why the two medians of a row say something else than its change; empty: they do not. Two stored
 * samples only: beside live pairs stand figures that agree (harness/gate/decide/side-figures.ts).
 */
export function mediansText({ base, head, ratio, screen_pairs: live }: Comparison): string {
  if (live > 0 || base === null || head === null || ratio === null || base <= 0) return '';
  const ofMedians = head / base;
  if (Math.abs(ofMedians - ratio) < NOTICED) return '';
  return `the medians alone differ by ${formatChange(ofMedians)}: the change is the median over every ratio of a head trial to a base trial`;
}
