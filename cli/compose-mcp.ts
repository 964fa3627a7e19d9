import { createHost, type Host } from '../harness/host.ts';
import type { DoorParts } from '../mcp/door-parts.ts';
import { createLoopJobs } from '../mcp/optimize/loop-jobs.ts';
import { composeWorkers } from './compose-optimize.ts';

/** What the door for agents is built of beside the measuring core. */
export function composeDoor({ cwd, env }: Pick<Host, 'cwd' | 'env'>): DoorParts {
  return {
    openHost: () => createHost({ cwd, env: { ...env } }),
    loops: createLoopJobs(),
    audit: async (host, words, signal) => {
      const [{ runAudit }, { readAudit }] = await Promise.all([
        import('./commands/audit.ts'),
        import('../options/audit.ts'),
      ]);
      return runAudit(host, await readAudit(host, words), signal);
    },
    investigate: async (host, words, reading) => {
      const [{ runInvestigation }, { readInvestigate }] = await Promise.all([
        import('./commands/investigate.ts'),
        import('../options/investigate.ts'),
      ]);
      return runInvestigation(host, await readInvestigate(host, words), reading);
    },
    optimize: async (host, words, watching) => {
      const { runLoop } = await import('./commands/optimize/optimize.ts');
      return runLoop(host, words, composeWorkers, watching);
    },
  };
}
