import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { makeTasks } from './make-tasks.ts';
import { workspaceText } from './workspace-text.ts';

/** The report for people, without what every report of an investigation begins with. */
export type RenderInvestigation = (report: InvestigationReport) => string;

/**
 * Keeps an investigation in a folder of its own (INV-05): the report for people and for programs, and
 * the tasks, all of them or nothing. A second one of the same service and day gets a number.
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

/** Absolute paths and texts of the files of one that has its folder; what programs read comes last. */
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
