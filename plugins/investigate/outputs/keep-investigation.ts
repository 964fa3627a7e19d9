import { join } from 'node:path';
import type { Files, InvestigationReport } from 'perf-harness';
import { makeTasks } from './make-tasks.ts';
import { workspaceText } from './workspace-text.ts';

/** The report for people, without what every report of an investigation begins with. */
export type RenderInvestigation = (report: InvestigationReport) => string;

/**
 * Keeps an investigation in a folder of its own (INV-05): the report for people and for programs, and
 * the tasks. A second one of the same service and day gets a number.
 */
export function keepInvestigation(
  files: Files,
  folder: string,
  report: InvestigationReport,
  render: RenderInvestigation,
): InvestigationReport {
  const id = freeName(files, folder, report.id);
  const kept = { ...report, id };
  rewriteInvestigation(files, folder, kept, render);
  return kept;
}

/** Writes the files of one that has its folder; what programs read comes last, when all else is there. */
export function rewriteInvestigation(
  files: Files,
  folder: string,
  report: InvestigationReport,
  render: RenderInvestigation,
): void {
  const place = join(folder, report.id);
  files.makeFolder(place);
  const text = `${workspaceText(report).trimEnd()}\n\n${render(report)}`;
  files.writeAtomic(join(place, 'report.md'), `${text.trimEnd()}\n`);
  files.writeAtomic(
    join(place, 'tasks.json'),
    `${JSON.stringify(makeTasks(report, place), null, 2)}\n`,
  );
  files.writeAtomic(join(place, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
}

function freeName(files: Files, folder: string, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!files.isFolder(join(folder, name))) return name;
  }
}
