import { z } from 'zod';
import { teamStandingSchema } from '../schemas/team-standing.ts';
import { sessionArgument, TEAM_EFFECTS } from '../schemas/team-words.ts';
import { wordArgument } from '../schemas/words.ts';
import { answerSaid } from '../team/answer-said.ts';
import { defineTool } from '../tool.ts';

export const teamRevise = defineTool({
  name: 'team_revise',
  title: 'Have a task of a team done again',
  description: 'Does a task again, and what follows from it in its branch.',
  permission: 'team',
  measures: false,
  effects: TEAM_EFFECTS,
  input: z.strictObject({
    session: sessionArgument,
    task: wordArgument.describe('Such as "IMPL-B02".'),
    feedback: z.string().min(1).max(10_000).optional().describe('What should be otherwise.'),
  }),
  output: teamStandingSchema,
  call: async ({ session, task, feedback }, context) => {
    const { host, parts } = context;
    const order = { type: 'revise', task_id: task, feedback: feedback ?? null } as const;
    return answerSaid(await parts.team.order(host, session ?? null, order), context);
  },
});
