import { join } from 'node:path';
import { type Files, pages } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { investigationView } from '../view/investigation-view.ts';
import { workspaceText } from './format-investigation-document-header.ts';
import { makeTasks } from './make-investigation-tasks.ts';

/**
 * Saves an investigation in its own folder (INV-05): the report for people and for programs, and
 * the tasks, all of them or nothing. Another investigation of the same service and day gets a
 * number.
 */
export function saveInvestigation(
  files: Pick<Files, 'fillFolder'>,
  folder: string,
  report: InvestigationReport,
): InvestigationReport {
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? report.id : `${report.id}-${count}`;
    const kept = { ...report, id };
    if (files.fillFolder(join(folder, id), textsOf(folder, kept))) return kept;
  }
}

/** Returns absolute paths and texts of a saved investigation; the machine-readable report last. */
export function renderInvestigationFiles(
  folder: string,
  report: InvestigationReport,
): readonly (readonly [path: string, text: string])[] {
  return Object.entries(textsOf(folder, report)).map(([name, text]) => [
    join(folder, report.id, name),
    text,
  ]);
}

function textsOf(folder: string, report: InvestigationReport): Readonly<Record<string, string>> {
  const tasks = makeTasks(report, join(folder, report.id));
  const text = `${workspaceText(report).trimEnd()}\n\n${pages.renderMarkdown(investigationView(report))}`;
  return {
    'report.md': `${text.trimEnd()}\n`,
    'tasks.json': `${JSON.stringify(tasks, null, 2)}\n`,
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
  };
}
