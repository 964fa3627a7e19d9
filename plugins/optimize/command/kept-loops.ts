import type { Host, Plugin } from 'perf-harness/plugin';
import { loopHeads, reportOfLoop } from '../status.ts';
import { checkedReport } from './read-loop-report.ts';

type Collection = NonNullable<Plugin['collections']>[number];

/** Loops of a project, for the dashboard. */
export function keptLoops(host: Host, root: string): Awaited<ReturnType<Collection['open']>> {
  const find = (id: string) => loopHeads(host, root).find(({ slug }) => slug === id);
  return {
    list: () => loopHeads(host, root).map(({ slug }) => slug),
    row: (id) => {
      const found = find(id);
      const about = found === undefined ? '' : `${found.target}: ${found.status}`;
      const isReadable = found?.hasReport ?? false;
      return { at: null, scenario: null, about, verdict: null, isReadable };
    },
    document: (id) =>
      find(id)?.hasReport === true ? checkedReport(reportOfLoop(host, root, id)) : null,
  };
}
