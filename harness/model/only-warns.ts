import { budgetOf, type GateCheck } from './documents/gate-document.ts';

/** Whether a check is told and never counts, broken or undecided: a budget of level `warn`. */
export function onlyWarns(check: GateCheck): boolean {
  return budgetOf(check)?.result.level === 'warn';
}
