import type { InvestigationReport } from '../document/investigation-document.ts';
import { impactOf } from '../outputs/impact-of.ts';
import { markdownText } from '../outputs/markdown-text.ts';
import { closedCause } from './closed-cause.ts';
import { incidentDuration, incidentTimes } from './incident-times.ts';
import { preventionOf } from './prevention-of.ts';

/** What the archive begins with. */
export const ARCHIVE_HEAD = '# Performance investigations\n';

/** The line that an entry begins with: nothing is told twice. */
export function archiveTitle({ id }: Pick<InvestigationReport, 'id'>): string {
  return `## ${markdownText(id)}`;
}

/** One investigation in the archive of all (INV-38). */
export function archiveEntry(report: InvestigationReport): string {
  const { closed, id } = report;
  const times = incidentTimes(report, closed?.resolved_at ?? null);
  const learned = closed?.learned ?? [];
  const cause = closedCause(report);
  return `${archiveTitle(report)}

- **Duration**: ${incidentDuration(times)}
- **Impact**: ${markdownText(impactOf(report))}
- **Root Cause**: ${markdownText(closed?.cause ?? 'not known')}
- **Key Learnings**: ${learned.length === 0 ? '**(empty: what was learned?)**' : learned.map(markdownText).join('; ')}
- **Preventive Measures**: ${preventionOf(report, cause).map(markdownText).join('; ')}
- **Playbook**: [${markdownText(id)}/playbook.md](${encodeURI(id)}/playbook.md)
`;
}
