import type { SgNode } from '@ast-grep/napi';
import { candidateOf } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isUntaken } from '../through/untaken.ts';

const FLUSHES = /\.(?:flush|commit|refresh)$/u;
const HANDS_OVER = /(?:^|[._])session\.add$/u;
const ASKS = /\.(?:execute|scalars?|exec|merge|bulk_\w+)$/u;

/**
 * Whether a call leads to a function that only hands the row to its session: that makes no statement, and flushes
 * only if it is told to, which this call does not do. The session then writes all rows with its next flush.
 */
export function onlyHandsOver(audited: AuditedCode, target: number, call: SgNode): boolean {
  const calls = audited.code.callsOf(target);
  if (!calls.some((one) => HANDS_OVER.test(one.call.callee))) return false;
  if (calls.some((one) => ASKS.test(one.call.callee))) return false;
  const file = audited.code.facts.functions[target]?.file ?? '';
  return calls
    .filter((one) => FLUSHES.test(one.call.callee))
    .every((one) => {
      const place = nodeOf(audited, candidateOf(one, '', file));
      return place !== null && isUntaken(audited, target, call, place, 'python');
    });
}
