import { bestEstimate, estimateText, middleOf } from '../../harness/gate/wrong-tool/estimate.ts';
import { loopCost } from '../../harness/gate/wrong-tool/loop-cost.ts';
import type { TimeEstimate } from '../../harness/model/program/bottleneck.ts';
import type { WaitKind } from '../../harness/model/program/waits.ts';
import type { NormOperation, NormTable } from '../../harness/model/scenario/norm.ts';
import type { MapNode } from './map-node.ts';

/** What one turn waits for, by the rule that finds the loop. */
const TURNS: Readonly<
  Record<string, { readonly kind: WaitKind; readonly operation: NormOperation }>
> = {
  'query-in-loop': { kind: 'database', operation: 'query-indexed' },
  'request-in-loop': { kind: 'network', operation: 'http-local' },
  'cache-in-loop': { kind: 'cache', operation: 'cache-redis' },
  'file-in-loop': { kind: 'file', operation: 'read-small-file' },
};

/**
 * What a loop that never ran would take, in a sentence with how much it can be relied on: a turn like
 * the waits of its kind that were seen, or else as the table of norms has it (P811-47, P811-48).
 * @returns null: the rule is of no loop that waits.
 */
export function estimateLoop(
  rule: string,
  { nodes, norms }: { readonly nodes: readonly MapNode[]; readonly norms: NormTable },
): string | null {
  const turn = TURNS[rule];
  if (turn === undefined) return null;
  const once = bestEstimate([
    ...seenOf(turn.kind, nodes),
    { ms: middleOf(norms[turn.operation]), method: 'table' },
  ]);
  if (once === null) return null;
  const { totalMs, note, isArchitecture } = loopCost(once.ms, null);
  const whole = estimateText({ ms: totalMs, method: once.method });
  return `It would take ${whole}${isArchitecture ? ', and be Architecture' : ''}. ${note}`;
}

/** The mean of what was waited for of a kind, which says of another place what is likely. */
function seenOf(kind: WaitKind, nodes: readonly MapNode[]): readonly TimeEstimate[] {
  const waits = nodes.filter(({ wait }) => wait?.site.kind === kind);
  const calls = waits.reduce((sum, one) => sum + one.calls, 0);
  const ms = waits.reduce((sum, one) => sum + one.wholeMs, 0);
  return calls === 0 ? [] : [{ ms: ms / calls, method: 'structure' }];
}
