import { type Host, processes, type tools } from 'perf-harness/plugin';
import type { DoorParts } from './door-parts.ts';
import { createJobsByTool } from './jobs/jobs.ts';

/** Parts of a server for agents. */
export function composeDoor(
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
  source: tools.ToolSource,
): DoorParts {
  return {
    source,
    openHost: () => processes.createHost({ cwd, env: { ...env } }),
    jobs: createJobsByTool(),
  };
}
