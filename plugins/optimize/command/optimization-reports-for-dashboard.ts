import type { Host, Plugin } from 'perf-harness/plugin';
import {
  listLoopSummaries,
  readReportBySlug,
} from '../optimization-loop-status-reports-and-cleanup.ts';
import { parseLoopReport } from './read-optimization-report.ts';

type Collection = NonNullable<Plugin['collections']>[number];

/** Loops of a project, for the dashboard. */
export function openLoopCollection(
  host: Host,
  root: string,
): Awaited<ReturnType<Collection['open']>> {
  const find = (id: string) => listLoopSummaries(host, root).find(({ slug }) => slug === id);
  return {
    list: () => listLoopSummaries(host, root).map(({ slug }) => slug),
    row: (id) => {
      const found = find(id);
      const about = found === undefined ? '' : `${found.target}: ${found.status}`;
      const isReadable = found?.hasReport ?? false;
      return { at: null, scenario: null, about, verdict: null, isReadable };
    },
    document: (id) =>
      find(id)?.hasReport === true ? parseLoopReport(readReportBySlug(host, root, id)) : null,
  };
}
