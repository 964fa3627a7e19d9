import { join } from 'node:path';
import type { Files, InvestigationReport } from 'perf-harness';
import { makeTasks } from './make-tasks.ts';

/**
 * Keeps an investigation in a folder of its own (INV-05): the report for people and for programs, and
 * the tasks. A second one of the same service and day gets a number.
 */
export function keepInvestigation(
  files: Files,
  folder: string,
  report: InvestigationReport,
  render: (report: InvestigationReport) => string,
): InvestigationReport {
  const id = freeName(files, folder, report.id);
  const kept = { ...report, id };
  const place = join(folder, id);
  files.makeFolder(place);
  files.writeAtomic(join(place, 'report.json'), `${JSON.stringify(kept, null, 2)}\n`);
  files.writeAtomic(join(place, 'report.md'), `${render(kept)}\n`);
  files.writeAtomic(join(place, 'tasks.json'), `${JSON.stringify(makeTasks(kept), null, 2)}\n`);
  return kept;
}

function freeName(files: Files, folder: string, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!files.isFolder(join(folder, name))) return name;
  }
}
