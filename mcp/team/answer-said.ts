import { teamAnswer } from '../schemas/team-standing.ts';
import type { ToolContext } from '../tool.ts';
import type { TeamSaid } from './team-door.ts';
import { workOn } from './work-on.ts';

/**
 * Goes on with a session that was told something, where nobody works on it, and says what it stands at.
 * One that is done, or waits for another answer, is left alone.
 */
export async function answerSaid(said: TeamSaid, { host, parts }: ToolContext) {
  const { session, status, counts } = said.report;
  if (said.isHandedOn) {
    return teamAnswer(said, parts, 'Whoever works on it was told, and takes it in next.');
  }
  const isToDo = status !== 'completed' && counts.open > 0;
  if (!isToDo) return teamAnswer(said, parts);
  if (parts.teams.status().state === 'running') {
    return teamAnswer(
      said,
      parts,
      'It goes on once the team that this server works on has halted.',
    );
  }
  await workOn(parts, { goOn: session });
  return teamAnswer(await parts.team.look(host, session), parts);
}
