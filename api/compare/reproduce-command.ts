import type { RepeatedComparison } from '../../api/compare/compare-request.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import { shownWords } from '../../harness/model/shell-quote.ts';
import type { SideRequest } from '../../harness/snapshot/side-request.ts';
import type { LiveSidesRequest } from '../sides/sides-request.ts';

/**
 * The command that measures the same sides again; the name of a scenario is to follow it.
 * @param again - What else it has to say to find that scenario.
 */
export function reproduceCommand(
  sides: LiveSidesRequest,
  { limits, rules }: Pick<RepeatedComparison, 'limits' | 'rules'>,
  again: readonly string[],
): string {
  const words = ['perf-harness', 'compare', ...limits, ...sideWords(sides), ...rules];
  return shownWords([...words, ...again]);
}

function sideWords(sides: LiveSidesRequest): readonly string[] {
  switch (sides.type) {
    case 'code':
      // The head is always said: a scenario may be called as a branch is.
      return [nameOf(sides.base), nameOf(sides.head)];
    case 'dependency':
      return ['--dep', `${sides.change.name}@${sides.change.from}..${sides.change.to}`];
    case 'variables':
      return Object.entries(sides.base).flatMap(([name, value]) => [
        '--set',
        `${name}=${value}..${sides.head[name] ?? ''}`,
      ]);
    case 'node':
      return ['--node', `${sides.base}..${sides.head}`];
    default:
      return assertNever(sides);
  }
}

function nameOf(side: SideRequest): string {
  if (side.type === 'ref') return side.ref;
  return side.type === 'folder' ? side.path : '.';
}
