import { z } from 'zod';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { teamAnswer, teamStandingSchema } from '../schemas/team-standing.ts';
import { sessionArgument, TEAM_EFFECTS } from '../schemas/team-words.ts';
import { wordArgument } from '../schemas/words.ts';
import { workOn } from '../team/work-on.ts';
import { defineTool } from '../tool.ts';

export const teamStart = defineTool({
  name: 'team_start',
  title: 'Have several improvements worked on',
  description:
    'Begins a team, or goes on with a session, and answers at once. Each improvement has a worktree of its own, is measured, reviewed and mended. It waits for your user where team_status says so. One at a time.',
  permission: 'team',
  measures: false,
  effects: TEAM_EFFECTS,
  input: z.strictObject({
    targets: z
      .array(wordArgument)
      .max(10)
      .optional()
      .describe('Scenarios, or files and folders. Default: all scenarios.'),
    mode: z.enum(['auto', 'single', 'fan-out', 'independent']).optional(),
    max_branches: z.int().min(1).max(10).optional().describe('Default: 5.'),
    metric: wordArgument
      .optional()
      .describe('What is to get better, such as fcp, memory or startup. Default: time.'),
    purpose: wordArgument.optional().describe('What it is for, in words.'),
    resume: sessionArgument.describe('Go on with this session; nothing else is taken with it.'),
  }),
  output: teamStandingSchema,
  call: async (
    { targets = [], mode, max_branches: most, metric, purpose, resume },
    { host, parts },
  ) => {
    refuseOutside(host, host.cwd, targets);
    const words = {
      targets,
      parallelMode: mode,
      metric,
      for: purpose,
      maxBranches: most === undefined ? undefined : String(most),
    };
    const what = resume === undefined ? { begin: { ...given(words), targets } } : { goOn: resume };
    const session = await workOn(parts, what);
    return teamAnswer(await parts.team.look(host, session), parts);
  },
});
