import { join } from 'node:path';
import { EXIT, type Files, UserError } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { type IncidentBudgets, incidentBudgets } from './budgets-derived-from-incident.ts';
import { renderGateJobSteps, renderGateScenario } from './render-gate-files.ts';

/** Checks a value against a budget, like a gate. @param value - In the metric's base unit. */
export type MeetsBudget = (metric: string, limit: string, value: number) => boolean;

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
  judge: MeetsBudget,
): WrittenGate {
  const gate = incidentBudgets(report);
  const { budgets } = gate;
  const stops = budgets.some(({ metric, limit, incident }) => !judge(metric, limit, incident));
  const lets = budgets.every(({ metric, limit, healthy }) => judge(metric, limit, healthy));
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
