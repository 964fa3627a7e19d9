import { join } from 'node:path';
import { type Host, pages } from 'perf-harness/plugin';
import { teamView } from '../view/team-view.ts';
import type { TeamReport } from './team-report-schema.ts';

/** Pages of a session, relative to its folder. */
export const REPORT_PAGES = ['report.html', 'report.md'] as const;

/** Writes the pages of a session into folders. @returns their paths. */
export function writeReportPages(
  { files }: Pick<Host, 'files'>,
  report: TeamReport,
  folders: readonly string[],
): readonly string[] {
  const view = teamView(report);
  const texts = { 'report.html': pages.renderPage(view), 'report.md': pages.renderMarkdown(view) };
  return folders.flatMap((folder) =>
    REPORT_PAGES.map((name) => {
      const path = join(folder, name);
      files.writeAtomic(path, texts[name]);
      return path;
    }),
  );
}
