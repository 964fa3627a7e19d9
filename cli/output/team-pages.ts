import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { TeamReport } from '../../harness/model/documents/team-report.ts';

/** Writes the pages of a team's session into folders, and says which they are. */
export async function writeTeamPages(
  { files }: Pick<Host, 'files'>,
  report: TeamReport,
  folders: readonly string[],
): Promise<readonly string[]> {
  const [{ teamPage }, { teamMarkdown }] = await Promise.all([
    import('../../reports/html/team/team-page.ts'),
    import('../../reports/markdown/team-markdown.ts'),
  ]);
  const pages = { 'report.html': teamPage(report), 'report.md': teamMarkdown(report) };
  return folders.flatMap((folder) =>
    Object.entries(pages).map(([name, text]) => {
      const path = join(folder, name);
      files.writeAtomic(path, text);
      return path;
    }),
  );
}
