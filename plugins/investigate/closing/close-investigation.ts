import { join } from 'node:path';
import { EXIT, type Files, UserError } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import {
  describeImpact,
  markdownText,
  readDataPart,
} from '../outputs/format-investigation-values.ts';
import { renderInvestigationFiles } from '../outputs/save-investigation.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import {
  findClosedCause,
  incidentDuration,
  incidentTimes,
  listPreventionMeasures,
} from './closed-incident-facts.ts';
import { playbookText, retrospectiveText } from './retrospective-and-playbook-text.ts';

const ARCHIVE_HEAD = '# Performance investigations\n';

/** Heading of an entry, by which an investigation already in the archive is recognized. */
function archiveTitle({ id }: Pick<InvestigationReport, 'id'>): string {
  return `## ${markdownText(id)}`;
}

function archiveEntry(report: InvestigationReport): string {
  const { closed, id } = report;
  const times = incidentTimes(report, closed?.resolved_at ?? null);
  const learned = closed?.learned ?? [];
  const cause = findClosedCause(report);
  return `${archiveTitle(report)}

- **Duration**: ${incidentDuration(times)}
- **Impact**: ${markdownText(describeImpact(report))}
- **Root Cause**: ${markdownText(closed?.cause ?? 'unknown')}
- **Key Learnings**: ${learned.length === 0 ? '**(empty: what was learned?)**' : learned.map(markdownText).join('; ')}
- **Preventive Measures**: ${listPreventionMeasures(report, cause).map(markdownText).join('; ')}
- **Playbook**: [${markdownText(id)}/playbook.md](${encodeURI(id)}/playbook.md)
`;
}

export interface ResolutionInput {
  /** A place in the ranking, from 1, or words. */
  readonly cause: number | string;
  /** Milliseconds since 1970; null: as it was verified. */
  readonly resolvedAt: number | null;
  readonly learned: readonly string[];
  readonly now: Date;
}

export interface ClosedInvestigation {
  readonly report: InvestigationReport;
  readonly written: readonly string[];
  readonly stayed: readonly string[];
}

const ARCHIVE = 'performance-investigations.md';
const LONGEST_CAUSE = 500;

/**
 * Closes an investigation: writes the retrospective (INV-37), the playbook, an entry in the archive
 * (INV-38), and the report last, so that an interrupted close can be repeated. If one of them
 * cannot be written, none is. Files that people may have edited are left unchanged.
 *
 * @throws UserError where it is already closed, no cause has the given rank, or it ended before it
 * began.
 */
export function closeInvestigation(
  files: Pick<Files, 'read' | 'isFile' | 'writeTogether'>,
  folder: string,
  report: InvestigationReport,
  words: ResolutionInput,
): ClosedInvestigation {
  if (report.closed !== undefined)
    throw new UserError({
      code: 'investigation-closed',
      message: `${report.id} was closed at ${report.closed.at.slice(0, 16).replace('T', ' ')} UTC with the cause "${sanitizeText(report.closed.cause, LONGEST_CAUSE)}".`,
      remedy: 'Add further notes to its retrospective.md and to the archive.',
      exitCode: EXIT.usage,
    });
  const began = readDataPart(report)?.onset?.at ?? null;
  if (began !== null && words.resolvedAt !== null && words.resolvedAt < Date.parse(began))
    throw new UserError({
      code: 'investigation-resolved',
      message: `${report.id} began at ${began}, which is after --resolved (${new Date(words.resolvedAt).toISOString()}).`,
      remedy: 'Pass the time when the incident ended: --resolved 2026-11-24T16:30Z',
      exitCode: EXIT.usage,
    });
  const closed: InvestigationReport = {
    ...report,
    closed: {
      at: words.now.toISOString(),
      ...causeOf(report, words.cause),
      resolved_at: words.resolvedAt === null ? null : new Date(words.resolvedAt).toISOString(),
      learned: words.learned.map((lesson) => sanitizeText(lesson, LONGEST_CAUSE)),
    },
  };
  const place = join(folder, report.id);
  const texts = [
    [join(place, 'retrospective.md'), retrospectiveText(closed)],
    [join(place, 'playbook.md'), playbookText(closed)],
  ] as const;
  const archive = join(folder, ARCHIVE);
  const entry = withEntry(files.read(archive) ?? ARCHIVE_HEAD, closed);
  const stayed = texts.map(([path]) => path).filter((path) => files.isFile(path));
  const fresh = texts.filter(([path]) => !stayed.includes(path));
  files.writeTogether([
    ...fresh,
    ...(entry === null ? [] : [[archive, entry] as const]),
    ...renderInvestigationFiles(folder, closed),
  ]);
  return {
    report: closed,
    written: [...fresh.map(([path]) => path), ...(entry === null ? [] : [archive])],
    stayed: [...stayed, ...(entry === null ? [archive] : [])],
  };
}

/** Returns the archive with an entry added; null if it already has it. */
function withEntry(archive: string, closed: InvestigationReport): string | null {
  if (archive.split(/\r?\n/u).includes(archiveTitle(closed))) return null;
  return `${archive.trimEnd()}\n\n${archiveEntry(closed)}`;
}

function causeOf(
  { causes, id }: InvestigationReport,
  cause: number | string,
): { readonly cause: string; readonly place: number | null } {
  if (typeof cause === 'string') return { cause: sanitizeText(cause, LONGEST_CAUSE), place: null };
  const found = causes[cause - 1];
  if (found !== undefined) return { cause: found.change.title, place: cause };
  throw new UserError({
    code: 'investigation-cause',
    message: `${id} has ${causes.length === 0 ? 'no causes' : `causes 1 to ${causes.length}`}; cause ${cause} does not exist.`,
    remedy: `List the causes with perf-harness investigate show ${id}, or describe the cause: --cause "…"`,
    exitCode: EXIT.usage,
  });
}
