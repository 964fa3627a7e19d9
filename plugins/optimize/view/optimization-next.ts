import { display, type View } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { amount } from './optimization-amount.ts';
import { branchSteps } from './optimization-branches.ts';

/** The step after a loop: a look at its changes, else a way on; null: nothing is left to do. */
export function optimizationNext(document: OptimizationReport): View['next'] {
  const { outcome, stop, gap } = document;
  const [look] = branchSteps(document);
  if (look !== undefined) return look;
  if (outcome === 'failed') {
    return {
      purpose: 'go on where it failed, once that is fixed',
      command: 'perf-harness optimize --resume',
    };
  }
  if (outcome === 'planned') return { purpose: 'carry the plan out', command: again(document) };
  if (stop?.reason === 'plan_rejected') {
    const command = `${again(document)} --waive-plan 'why it may be'`;
    return { purpose: 'carry the plan out all the same', command };
  }
  if (stop?.reason === 'no_hypotheses') {
    const command = `${again(document)} --agent claude --allow-network`;
    return { purpose: 'ask a coding agent (or codex, or gemini)', command };
  }
  if (stop?.reason === 'gate_block') {
    const command = `${again(document)} --waive 'why it may be'`;
    return { purpose: 'go on all the same', command };
  }
  return gap === null ? null : { purpose: 'begin again after a change', command: again(document) };
}

/** The command line that begins the loop anew. */
function again({ target, observed, goal, metric }: OptimizationReport): string {
  const seen =
    observed === null ? '' : ` --observed ${observed.value}${observed.unit}:${observed.type}`;
  const aim = goal?.source === 'user' ? ` --goal ${amount(goal.value, metric.unit)}` : '';
  return `perf-harness optimize --target ${display.commandWord(target)}${seen}${aim} --fresh`;
}
