import { z } from 'zod';
import { teamAnswer, teamStandingSchema } from '../schemas/team-standing.ts';
import { sessionArgument } from '../schemas/team-words.ts';
import { defineTool, READS } from '../tool.ts';

export const teamStatus = defineTool({
  name: 'team_status',
  title: 'How a team stands',
  description: 'Tasks by branch or pipeline, what each came to, and what waits for your user.',
  permission: null,
  measures: false,
  effects: READS,
  input: z.strictObject({ session: sessionArgument }),
  output: teamStandingSchema,
  call: async ({ session }, { host, parts }) =>
    teamAnswer(await parts.team.look(host, session ?? null), parts),
});
