import { z } from 'zod';
import { UserError } from '../../harness/model/user-error.ts';
import { readMetricWord } from '../../options/values/metric-word.ts';
import { teamStandingSchema } from '../schemas/team-standing.ts';
import { sessionArgument, TEAM_EFFECTS } from '../schemas/team-words.ts';
import { wordArgument } from '../schemas/words.ts';
import { answerSaid } from '../team/answer-said.ts';
import type { TeamDoorAnswer } from '../team/team-door.ts';
import { defineTool } from '../tool.ts';

export const teamDecide = defineTool({
  name: 'team_decide',
  title: 'Answer what a team asks',
  description:
    'Answers one question of a session, and has it go on. Ask your user first; the end of a session is for team_finish.',
  permission: 'team',
  measures: false,
  effects: TEAM_EFFECTS,
  input: z.strictObject({
    session: sessionArgument,
    question: wordArgument.describe('Its id, as team_status has it: "CP-1:PROFILE-001".'),
    choice: z.enum(['proceed', 'narrow', 'metric', 'reorder', 'revise']),
    scope: z.array(wordArgument).min(1).max(100).optional().describe('narrow: the places.'),
    metric: wordArgument.optional().describe('metric: what is to get better, such as memory.'),
    priorities: z
      .record(z.string().regex(/^OPT-\d{3}$/u), z.enum(['P0', 'P1', 'P2', 'P3']))
      .optional()
      .describe('reorder: such as {"OPT-003": "P0"}.'),
  }),
  output: teamStandingSchema,
  call: async ({ session, question, choice, ...said }, context) => {
    const answer = answerOf(choice, said);
    const { host, parts } = context;
    return answerSaid(await parts.team.decide(host, session ?? null, question, answer), context);
  },
});

interface Said {
  readonly scope?: string[] | undefined;
  readonly metric?: string | undefined;
  readonly priorities?: Record<string, 'P0' | 'P1' | 'P2' | 'P3'> | undefined;
}

function answerOf(
  choice: TeamDoorAnswer['choice'],
  { scope, metric, priorities }: Said,
): TeamDoorAnswer {
  switch (choice) {
    case 'narrow':
      if (scope === undefined) throw lacking('narrow', 'scope');
      return { choice, scope };
    case 'metric':
      if (metric === undefined) throw lacking('metric', 'metric');
      return { choice, metric: readMetricWord(metric) };
    case 'reorder':
      if (priorities === undefined) throw lacking('reorder', 'priorities');
      return { choice, priorities };
    default:
      return { choice };
  }
}

function lacking(choice: string, what: string): UserError {
  return new UserError({
    code: 'team-answer',
    message: `team_decide with the choice ${choice} needs \`${what}\`.`,
    remedy: 'Say it, or proceed.',
  });
}
