import { resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../harness/model/user-error.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { teamAnswer, teamStandingSchema } from '../schemas/team-standing.ts';
import { sessionArgument, TEAM_EFFECTS } from '../schemas/team-words.ts';
import { wordArgument } from '../schemas/words.ts';
import type { TeamDoorClosing } from '../team/team-door.ts';
import { defineTool } from '../tool.ts';

export const teamFinish = defineTool({
  name: 'team_finish',
  title: 'Close a team that is done',
  description:
    'Archives a session whose tasks have all ended, keeps it open, or copies its results into a folder of the project and archives it.',
  permission: 'team',
  measures: false,
  effects: TEAM_EFFECTS,
  input: z.strictObject({
    session: sessionArgument,
    choice: z.enum(['archive', 'keep', 'export']),
    folder: wordArgument.optional().describe('export: where to, in the project.'),
  }),
  output: teamStandingSchema,
  call: async ({ session, choice, folder }, { host, parts }) => {
    if (folder !== undefined) refuseOutside(host, host.cwd, [`./${folder}`]);
    const closing = closingOf(choice, folder, host.cwd);
    return teamAnswer(await parts.team.finish(host, session ?? null, closing), parts);
  },
});

function closingOf(
  choice: TeamDoorClosing['choice'],
  folder: string | undefined,
  cwd: string,
): TeamDoorClosing {
  if (choice !== 'export') return { choice };
  if (folder === undefined) {
    throw new UserError({
      code: 'team-export',
      message: 'team_finish with the choice export needs `folder`.',
      remedy: 'Name a folder of the project.',
    });
  }
  return { choice, folder: resolve(cwd, folder) };
}
