import { join } from 'node:path';
import { budgets, EXIT, type Files, UserError } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { type IncidentBudgets, incidentBudgets } from './budgets-derived-from-incident.ts';
import {
  renderGateJobSteps,
  renderGateScenario,
} from './render-regression-gate-scenario-and-ci-steps.ts';

/** Paths of a written gate, with its budgets. */
export interface WrittenGate extends IncidentBudgets {
  readonly scenario: string;
  readonly steps: string;
}

/**
 * Writes a gate for an incident: a scenario with budgets, and CI steps. The budgets are first
 * checked to fail for the incident itself and to pass for the time before it.
 *
 * @param folder - Absolute path.
 * @param named - The folder as CI refers to it.
 * @throws UserError where there are no such limits, or a file exists that people have changed.
 */
export function writeGate(
  files: Pick<Files, 'read' | 'writeTogether'>,
  { folder, named }: { readonly folder: string; readonly named: string },
  report: InvestigationReport,
): WrittenGate {
  const gate = incidentBudgets(report);
  const stops = gate.budgets.some(({ metric, limit, incident }) => !keeps(metric, limit, incident));
  const lets = gate.budgets.every(({ metric, limit, healthy }) => keeps(metric, limit, healthy));
  if (!stops || !lets) throw apartByNothing(report);
  const name = `incident-${report.id}.ts`;
  const texts = {
    scenario: [join(folder, name), renderGateScenario(report.id, gate)],
    steps: [join(folder, `incident-${report.id}.ci.yml`), renderGateJobSteps(`${named}/${name}`)],
  } as const;
  for (const [path, text] of Object.values(texts)) {
    const kept = files.read(path);
    if (kept !== null && kept !== text) throw changedByHand(path);
  }
  files.writeTogether(Object.values(texts));
  return { ...gate, scenario: texts.scenario[0], steps: texts.steps[0] };
}

/**
 * Returns true where a value is within a budget, using the parser and judge of gates.
 * @param value - In the metric's base unit.
 */
function keeps(metric: string, limit: string, value: number): boolean {
  const budget = budgets.parseBudget(metric, limit, 'error');
  if ('problem' in budget) throw new TypeError(`${metric} ${limit}: ${budget.problem}`);
  const judged = budgets.judgeBudget(budget, {
    unit: metric === 'error_rate' ? 'ratio' : 'ms',
    better: 'lower',
    nature: 'timed',
    center: value,
    low: value,
    high: value,
    confidence: 0,
    n: 1,
    variation: 0,
    sample: [value],
  });
  return judged.verdict === 'pass';
}

function apartByNothing({ id }: InvestigationReport): UserError {
  return new UserError({
    code: 'investigation-gate',
    message: `The values before and during ${id} are too close together for any limit to separate them.`,
    remedy:
      'Write a scenario for the slow path manually, and have the gate compare it with the base version.',
    exitCode: EXIT.baseline,
  });
}

function changedByHand(path: string): UserError {
  return new UserError({
    code: 'investigation-gate-exists',
    message: `${path} already exists with different content.`,
    remedy: 'Move the file elsewhere, or choose another folder for the gate: --output <folder>',
    exitCode: EXIT.usage,
  });
}
