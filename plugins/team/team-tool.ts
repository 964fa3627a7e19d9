import type { Command, LongTool } from 'perf-harness/plugin';
import { decide, feedback, finish, revise, status } from './command/commands.ts';
import { START_OPTIONS } from './command/team-command-options.ts';
import type { TeamReport } from './document/team-report-schema.ts';

type WorkTool = NonNullable<LongTool['others']>[number];

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
  title: 'Team status',
  description:
    'Tasks by branch or pipeline, their outcomes, and the questions waiting for your user.',
  command: status,
  options: { session: false },
  answer,
};

const decideTool: WorkTool = {
  name: 'team_decide',
  title: 'Answer a question from a team',
  description:
    "Answers one of a session's open questions; the session then continues. Ask your user first; to end a session, use team_finish.",
  command: decide,
  arguments: [
    {
      name: 'question',
      help: 'Question id from team_status, such as "CP-1:PROFILE-001".',
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
  answer,
};

const feedbackTool: WorkTool = {
  name: 'team_feedback',
  title: 'Send feedback to a team',
  description: 'Passes feedback from your user to all later tasks.',
  command: feedback,
  arguments: [
    {
      name: 'text',
      help: 'The feedback in the words of your user.',
      isRequired: true,
      isText: true,
    },
  ],
  options: { session: false },
  answer,
};

const reviseTool: WorkTool = {
  name: 'team_revise',
  title: 'Repeat a team task',
  description: 'Repeats a task and all tasks in the same branch that depend on it.',
  command: revise,
  arguments: [
    { name: 'task', help: 'Such as "IMPL-B02".', isRequired: true },
    { name: 'feedback', help: 'What the task should do differently.', isText: true },
  ],
  options: { session: false },
  answer,
};

const finishTool: WorkTool = {
  name: 'team_finish',
  title: 'Close a finished team',
  description:
    'Archives a session whose tasks have all finished, keeps it open, or exports its results.',
  command: finish,
  options: { session: false, archive: false, keep: false, export: false },
  pathsOf: ({ export: folder }) => (typeof folder === 'string' ? [`./${folder}`] : []),
  answer,
};

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
    title: 'Work on several improvements',
    description:
      "Starts a team or continues a session, and returns immediately. Each improvement has its own worktree, and is measured and reviewed. If team_status returns questions, the team waits for your user's answers. One team at a time.",
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
    typeof resume === 'string' ? resume : words.join(', ') || 'everything',
};
