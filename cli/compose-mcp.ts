import { createHost, type Host } from '../harness/host.ts';
import { createJobs, createJobsByTool } from '../mcp/jobs/jobs.ts';
import type { ServerParts } from '../mcp/tools.ts';
import { OFFICIAL_PLUGINS } from '../registry/official-plugins.ts';
import type { Plugin } from '../registry/plugin.ts';
import { composeTeamDoor, TEAM_WORK, type TeamWork } from './compose-team-door.ts';
import { CORE_TOOLS } from './core-tools.ts';

/** What the door for agents is built of beside the measuring core. @param work - Who works on teams. */
export function composeDoor(
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
  work: TeamWork = TEAM_WORK,
  plugins: readonly Plugin[] = OFFICIAL_PLUGINS,
): ServerParts {
  return {
    tools: CORE_TOOLS,
    plugins,
    openHost: () => createHost({ cwd, env: { ...env } }),
    jobs: createJobsByTool(),
    teams: createJobs({
      code: 'team-under-way',
      noun: 'A team',
      remedy: 'Ask team_status; it goes on by itself until it waits for somebody.',
    }),
    team: composeTeamDoor(work),
  };
}
