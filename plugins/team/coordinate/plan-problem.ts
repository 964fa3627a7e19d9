import { isDeepStrictEqual } from 'node:util';
import { UserError } from 'perf-harness';
import type { OutcomeOfRole } from '../session/completion.ts';
import { optimizationOf } from '../strategist/plan.ts';
import { readBlocks } from '../strategist/plan-text.ts';

type ReportedPlan = Pick<
  OutcomeOfRole<'strategist'>,
  'plan' | 'optimization_count' | 'optimizations'
>;

/** What keeps a plan from being handed out: it cannot be read, or its metadata say otherwise (TPC-07). */
export function planProblem(plan: ReportedPlan): string | null {
  try {
    return disagreement(plan);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function disagreement(reported: ReportedPlan): string | null {
  const { plan, optimization_count: count, optimizations } = reported;
  const described = readBlocks(plan).map(optimizationOf);
  const inText = described.map(({ id }) => id).join(', ') || 'none';
  const inData = optimizations.map(({ id }) => id).join(', ') || 'none';
  if (inText !== inData) return `the plan describes ${inText}, and its metadata name ${inData}`;
  if (described.length !== count) {
    return `the plan has ${described.length} blocks, and its metadata count ${count}`;
  }
  const other = described.find((one, at) => !isDeepStrictEqual(one, optimizations[at]));
  return other === undefined ? null : `the plan and its metadata differ in ${other.id}`;
}
