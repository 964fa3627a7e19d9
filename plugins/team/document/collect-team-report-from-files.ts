import { relative } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import {
  type Combination,
  describeCombination,
  readCombination,
} from '../combine/branch-combination-document.ts';
import type { FoundSession } from '../handle-user-input-to-session.ts';
import type { SessionPaths } from '../store/session-paths.ts';
import { createTeamReport, toReportGain } from './create-team-report.ts';
import type {
  TeamReport,
  TeamReportCombination,
  TeamReportDiscussion,
} from './team-report-schema.ts';
import { REPORT_PAGES } from './write-report-pages.ts';

/** Folders of a session whose files are delivered, in addition to its own file. */
const HANDED_OVER = ['artifacts', 'explorations', 'wisdom', 'discussions'] as const;

/** Collects the report of a session with its files on disk. Changes nothing. */
export function collectReport(
  host: Host,
  { session, tasks, store: { paths } }: FoundSession,
): TeamReport {
  const combination = readCombination(host, paths);
  const together = combination === null ? null : togetherOf(combination);
  const deliverables = filesOf(host, paths);
  const discussions = deliverables
    .filter((path) => path.startsWith('discussions/') && path.endsWith('.md'))
    .map((path) => discussionIn(path, host.files.read(paths.artefact(path)) ?? ''));
  return createTeamReport({ session, tasks }, { discussions, deliverables, together });
}

function togetherOf(combination: Combination): TeamReportCombination {
  return {
    sentence: describeCombination(combination),
    gains: combination.metrics.map(({ scenario, metric, sum: { ratio, low, high } }) =>
      toReportGain({ scenario, metric, ratio, interval: [low, high] }),
    ),
    left_out: combination.left_out.map(({ lane, reason }) => `${lane}: ${reason}`),
  };
}

/** Lists a session's files, with the report pages, which are written before the list is read. */
function filesOf({ files }: Host, paths: SessionPaths): readonly string[] {
  const found = HANDED_OVER.map((name) => paths.artefact(name)).flatMap((folder) =>
    files.below(folder, (name) => name.startsWith('.')),
  );
  const below = found.map((path) => relative(paths.folder, path).replaceAll('\\', '/'));
  return [...new Set([...below, ...REPORT_PAGES, 'session.json'])].toSorted();
}

/** As `discussionText` writes it: a heading, and a list up to the next heading. */
function discussionIn(path: string, text: string): TeamReportDiscussion {
  const [head = ''] = text.split(/^## /mu);
  return {
    path,
    topic: plain(/^# (?:Discussion: )?(.+)$/mu.exec(head)?.[1] ?? path),
    points: [...head.matchAll(/^- (.+)$/gmu)].map(([, point = '']) => plain(point)),
  };
}

/** Removes the escapes of Markdown, since pages escape text in their own way. */
function plain(markdown: string): string {
  return markdown
    .replace(/\\([\\`*_{}[\]|#~!$])/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
