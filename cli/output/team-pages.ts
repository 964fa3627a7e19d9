import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { TeamReport } from '../../harness/model/documents/team-report.ts';

/** Writes the pages of a team's session into folders, and says which they are. */
export async function writeTeamPages(
  { files }: Pick<Host, 'files'>,
  report: TeamReport,
  folders: readonly string[],
): Promise<readonly string[]> {
  const [{ teamView }, { pageOf }, { markdownOf }] = await Promise.all([
    import('../../reports/views/team/team-view.ts'),
    import('../../reports/html/view-page.ts'),
    import('../../reports/markdown/view-markdown.ts'),
  ]);
  const view = teamView(report);
  const pages = { 'report.html': pageOf(view), 'report.md': markdownOf(view) };
  return folders.flatMap((folder) =>
    Object.entries(pages).map(([name, text]) => {
      const path = join(folder, name);
      files.writeAtomic(path, text);
      return path;
    }),
  );
}
