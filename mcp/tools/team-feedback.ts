import { z } from 'zod';
import { teamStandingSchema } from '../schemas/team-standing.ts';
import { sessionArgument, TEAM_EFFECTS } from '../schemas/team-words.ts';
import { answerSaid } from '../team/answer-said.ts';
import { defineTool } from '../tool.ts';

export const teamFeedback = defineTool({
  name: 'team_feedback',
  title: 'Tell a team something',
  description: 'Tells every task to come what your user said.',
  permission: 'team',
  measures: false,
  effects: TEAM_EFFECTS,
  input: z.strictObject({ session: sessionArgument, text: z.string().min(1).max(10_000) }),
  output: teamStandingSchema,
  call: async ({ session, text }, context) => {
    const { host, parts } = context;
    const order = { type: 'feedback', text } as const;
    return answerSaid(await parts.team.order(host, session ?? null, order), context);
  },
});
