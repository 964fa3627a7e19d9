import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { workspaceText } from './format-investigation-working-document.ts';
import { makeTasks } from './make-investigation-tasks.ts';

/** Renders the report for people, without the header common to all reports of an investigation. */
export type RenderInvestigation = (report: InvestigationReport) => string;

/**
 * Saves an investigation in its own folder (INV-05): the report for people and for programs, and
 * the tasks, all of them or nothing. Another investigation of the same service and day gets a
 * number.
 */
export function saveInvestigation(
  files: Pick<Files, 'fillFolder'>,
  folder: string,
  report: InvestigationReport,
  render: RenderInvestigation,
): InvestigationReport {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? report.id : `${report.id}-${count}`;
    const kept = { ...report, id };
    if (files.fillFolder(join(folder, id), textsOf(folder, kept, render))) return kept;
  }
}

/** Returns absolute paths and texts of a saved investigation; the machine-readable report last. */
export function renderInvestigationFiles(
  folder: string,
  report: InvestigationReport,
  render: RenderInvestigation,
): readonly (readonly [path: string, text: string])[] {
  return Object.entries(textsOf(folder, report, render)).map(([name, text]) => [
    join(folder, report.id, name),
    text,
  ]);
}

function textsOf(
  folder: string,
  report: InvestigationReport,
  render: RenderInvestigation,
): Readonly<Record<string, string>> {
  const tasks = makeTasks(report, join(folder, report.id));
  const text = `${workspaceText(report).trimEnd()}\n\n${render(report)}`;
  return {
    'report.md': `${text.trimEnd()}\n`,
    'tasks.json': `${JSON.stringify(tasks, null, 2)}\n`,
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
  };
}
