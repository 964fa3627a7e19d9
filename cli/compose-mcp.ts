import { createHost, type Host } from '../harness/host.ts';
import { createJobsByTool } from '../mcp/jobs/jobs.ts';
import type { ServerParts } from '../mcp/tools.ts';
import { OFFICIAL_PLUGINS } from '../registry/official-plugins.ts';
import type { Plugin } from '../registry/plugin.ts';
import { CORE_TOOLS } from './core-tools.ts';

/** Parts of a server for agents. */
export function composeDoor(
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
  plugins: readonly Plugin[] = OFFICIAL_PLUGINS,
): ServerParts {
  return {
    tools: CORE_TOOLS,
    plugins,
    openHost: () => createHost({ cwd, env: { ...env } }),
    jobs: createJobsByTool(),
  };
}
