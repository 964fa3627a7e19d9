import type { Command, LongTool } from 'perf-harness/plugin';
import { z } from 'zod';
import { decide, feedback, finish, revise, status } from './command/commands.ts';
import { START_OPTIONS } from './command/team-command-options.ts';
import type { TeamReport } from './document/team-document.ts';

type WorkTool = NonNullable<LongTool['others']>[number];

const output = z.toJSONSchema(
  z.object({
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
  }),
);

const answer: WorkTool['answer'] = (document, { isRunning, problem }) => {
  const { session, status, mode, outcome, counts, lanes, questions } = document as TeamReport;
  const { tasks: total, completed, failed, open } = counts;
  return {
    session,
    status,
    mode,
    outcome,
    problem,
    is_working: isRunning,
    tasks: { total, completed, failed, open },
    lanes: lanes.map(({ id, title, state, improvement, reason }) => ({
      id,
      title,
      state,
      improvement,
      reason,
    })),
    waits_for: questions,
  };
};

const statusTool: WorkTool = {
  name: 'team_status',
  title: 'How a team stands',
  description: 'Tasks by branch or pipeline, what each came to, and what waits for your user.',
  command: status,
  options: { session: false },
  output,
  answer,
};

const decideTool: WorkTool = {
  name: 'team_decide',
  title: 'Answer what a team asks',
  description:
    'Answers one question of a session, and has it go on. Ask your user first; the end of a session is for team_finish.',
  command: decide,
  arguments: [
    {
      name: 'question',
      help: 'Its id, as team_status has it: "CP-1:PROFILE-001".',
      isRequired: true,
    },
  ],
  options: {
    session: false,
    proceed: false,
    narrow: false,
    metric: false,
    priority: false,
    again: false,
  },
  output,
  answer,
};

const feedbackTool: WorkTool = {
  name: 'team_feedback',
  title: 'Tell a team something',
  description: 'Tells every task to come what your user said.',
  command: feedback,
  arguments: [{ name: 'text', help: 'The words of your user.', isRequired: true, isText: true }],
  options: { session: false },
  output,
  answer,
};

const reviseTool: WorkTool = {
  name: 'team_revise',
  title: 'Have a task of a team done again',
  description: 'Does a task again, and what follows from it in its branch.',
  command: revise,
  arguments: [
    { name: 'task', help: 'Such as "IMPL-B02".', isRequired: true },
    { name: 'feedback', help: 'What should be otherwise.', isText: true },
  ],
  options: { session: false },
  output,
  answer,
};

const finishTool: WorkTool = {
  name: 'team_finish',
  title: 'Close a team that is done',
  description:
    'Archives a session whose tasks have all ended, keeps it open, or copies its results into a folder of the project and archives it.',
  command: finish,
  options: { session: false, archive: false, keep: false, export: false },
  pathsOf: ({ export: folder }) => (typeof folder === 'string' ? [`./${folder}`] : []),
  output,
  answer,
};

/** Starts or resumes a team for a program. */
const start: Command<typeof START_OPTIONS> = {
  name: 'start',
  options: START_OPTIONS,
  hasReports: false,
  run: async (context) => (await import('./command/run-team-command.ts')).startTeam(context),
};

export const teamTool: LongTool = {
  name: 'team',
  noun: 'team',
  start: {
    title: 'Have several improvements worked on',
    description:
      'Begins a team, or goes on with a session, and answers at once. Each improvement has a worktree of its own, is measured, reviewed and mended. It waits for your user where team_status says so. One at a time.',
  },
  status: statusTool,
  others: [decideTool, feedbackTool, reviseTool, finishTool],
  command: start,
  arguments: [
    {
      name: 'targets',
      help: 'Scenarios, or files and folders. Default: all scenarios.',
      isPath: true,
      isRepeatable: true,
    },
  ],
  options: { parallelMode: false, maxBranches: false, metric: false, for: false, resume: false },
  subjectOf: ({ resume }, words) =>
    typeof resume === 'string' ? resume : words.join(', ') || 'all of it',
};
