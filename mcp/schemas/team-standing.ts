import { z } from 'zod';
import type { DoorParts } from '../door-parts.ts';
import { shorten } from '../measure/answer-text.ts';
import type { TeamStanding } from '../team/team-door.ts';
import type { ToolAnswer } from '../tool.ts';

export const teamStandingSchema = z.object({
  session: z.string(),
  status: z.enum(['active', 'paused', 'completed']),
  mode: z.string().nullable().describe('null: the plan has not settled it.'),
  outcome: z.enum(['complete', 'partial', 'failed', 'working']),
  is_working: z.boolean().describe('Whether this server works on a team now.'),
  problem: z.string().nullable().describe('Why the work of this server ended before its time.'),
  tasks: z.object({ total: z.int(), completed: z.int(), failed: z.int(), open: z.int() }),
  lanes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.enum(['passed', 'failed', 'escalated', 'working']),
      improvement: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  waits_for: z
    .array(
      z.object({
        id: z.string(),
        question: z.string(),
        see: z.string().nullable().describe('To be read first, in the folder of the session.'),
        choices: z.array(z.string()),
      }),
    )
    .describe('Questions for your user; see team_decide and team_finish.'),
});

/** @param remark - What to say before the tree; null: nothing. */
export function teamAnswer(
  { report, questions, text }: TeamStanding,
  { teams }: Pick<DoorParts, 'teams'>,
  remark: string | null = null,
): ToolAnswer<z.infer<typeof teamStandingSchema>> {
  const { state, problem } = teams.status();
  const { session, status, mode, outcome, counts } = report;
  return {
    structured: {
      session,
      status,
      mode,
      outcome,
      problem,
      is_working: state === 'running',
      tasks: {
        total: counts.tasks,
        completed: counts.completed,
        failed: counts.failed,
        open: counts.open,
      },
      lanes: report.lanes.map(({ id, title, state: came, improvement, reason }) => ({
        id,
        title,
        state: came,
        improvement,
        reason,
      })),
      waits_for: questions.map((one) => ({ ...one, choices: [...one.choices] })),
    },
    text: shorten(remark === null ? `${text}\n` : `${remark}\n${text}\n`),
  };
}
