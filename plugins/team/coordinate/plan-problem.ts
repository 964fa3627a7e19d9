import { isDeepStrictEqual } from 'node:util';
import type { OutcomeOfRole } from '../session/completion.ts';
import { optimizationOf } from '../strategist/plan.ts';
import { readBlocks } from '../strategist/plan-text.ts';

/**
 * What keeps a plan from being handed out: it cannot be read, or its metadata say otherwise (TPC-07).
 * null: nothing does.
 */
export function planProblem(reported: OutcomeOfRole<'strategist'>): string | null {
  const { plan, optimization_count: count, optimizations } = reported;
  const read = readBlocks(plan);
  if (read.state === 'unusable') return `the plan cannot be used: ${read.problems.join('; ')}`;
  const described = read.blocks.map(optimizationOf);
  const inText = described.map(({ id }) => id).join(', ') || 'none';
  const inData = optimizations.map(({ id }) => id).join(', ') || 'none';
  if (inText !== inData) return `the plan describes ${inText}, and its metadata name ${inData}`;
  if (described.length !== count) {
    return `the plan has ${described.length} blocks, and its metadata count ${count}`;
  }
  const other = described.find((one, at) => !isDeepStrictEqual(one, optimizations[at]));
  return other === undefined ? null : `the plan and its metadata differ in ${other.id}`;
}
