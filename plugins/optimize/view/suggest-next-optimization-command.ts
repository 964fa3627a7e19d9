import { display, type View } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { branchSteps } from './describe-result-branches.ts';
import { formatUnitAmount } from './format-optimization-amount.ts';

/** Suggests the step after a loop: view its changes, else continue; null if nothing is left. */
export function suggestNextStep(document: OptimizationReport): View['next'] {
  const { outcome, stop, gap } = document;
  const [look] = branchSteps(document);
  if (look !== undefined) return look;
  if (outcome === 'failed') {
    return {
      purpose: 'resume after fixing the failure',
      command: 'perf-harness optimize --resume',
    };
  }
  if (outcome === 'planned') return { purpose: 'execute the plan', command: again(document) };
  const [purpose, options] = WAYS_ON[stop?.reason ?? ''] ?? [];
  if (purpose !== undefined) return { purpose, command: `${again(document)} ${options}` };
  return gap === null
    ? null
    : { purpose: 'start over after making a change', command: again(document) };
}

/** Options that let a loop continue, by its reason to stop. */
const WAYS_ON: Readonly<Record<string, readonly [purpose: string, options: string]>> = {
  plan_rejected: ['execute the plan anyway', "--waive-plan '<reason>'"],
  no_hypotheses: ['use a coding agent (or codex, or gemini)', '--agent claude --allow-network'],
  gate_block: ['continue anyway', "--waive '<reason>'"],
};

/** The command line that begins the loop anew. */
function again({ target, observed, goal, metric }: OptimizationReport): string {
  const seen =
    observed === null ? '' : ` --observed ${observed.value}${observed.unit}:${observed.type}`;
  const aim = goal?.source === 'user' ? ` --goal ${formatUnitAmount(goal.value, metric.unit)}` : '';
  return `perf-harness optimize --target ${display.quoteCommandWord(target)}${seen}${aim} --fresh`;
}
