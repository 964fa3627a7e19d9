import type { Host } from '../../../harness/host.ts';
import type { Loops } from '../../../serve/dashboard/shelves/loops.ts';
import { checkedReport } from './read-loop-report.ts';

/** The loops that were begun in a project, for the dashboard. @param root - Of the project. */
export function loopsOf(host: Host, root: string): Loops {
  const load = async () => {
    // Plugins import the public entry by its name, which has to mean this program first.
    await import('../../../harness/loader/register-self.ts');
    return import('../../../plugins/optimize/status.ts');
  };
  return {
    list: async () => (await load()).loopHeads(host, root),
    report: async (slug) => {
      const { loopHeads, reportOfLoop } = await load();
      const found = loopHeads(host, root).find((head) => head.slug === slug);
      if (found?.hasReport !== true) return null;
      return checkedReport(reportOfLoop(host, root, slug));
    },
  };
}
