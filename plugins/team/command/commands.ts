import type { Command } from 'perf-harness/plugin';
import {
  DECIDE_OPTIONS,
  FINISH_OPTIONS,
  RESUME_OPTIONS,
  RUN_OPTIONS,
  SESSION_OPTIONS,
  STATUS_OPTIONS,
} from './team-command-options.ts';

type OfSession = Command<typeof SESSION_OPTIONS>;

const sessionHandlers = () => import('./team-session-command-handlers.ts');

const run: Command<typeof RUN_OPTIONS> = {
  name: 'run',
  takes: '[target...]',
  summary: 'starts a team',
  description:
    'Profiles the project, plans improvements, and works on several in parallel, each in a separate worktree. Measures, reviews and fixes each improvement, then measures all passing improvements together. Targets are scenarios, or folders and files to change. Your own branch and working tree are only read.',
  options: RUN_OPTIONS,
  hasReports: false,
  run: async (context) => (await import('./run-team-command.ts')).runTeamCommand(context),
};

const resume: Command<typeof RESUME_OPTIONS> = {
  name: 'resume',
  summary: 'resumes a session after an interruption or a decision',
  options: RESUME_OPTIONS,
  hasReports: false,
  run: async (context) => (await import('./run-team-command.ts')).resumeTeamCommand(context),
};

export const status: Command<typeof STATUS_OPTIONS> = {
  name: 'status',
  summary: 'shows tasks by branch or pipeline; changes nothing',
  options: STATUS_OPTIONS,
  hasReports: false,
  run: async (context) => (await sessionHandlers()).runStatus(context),
};

const report: OfSession = {
  name: 'report',
  summary: 'writes the results to report.html and report.md in the session folder',
  options: SESSION_OPTIONS,
  hasReports: true,
  run: async (context) => (await sessionHandlers()).runReport(context),
};

export const decide: Command<typeof DECIDE_OPTIONS> = {
  name: 'decide',
  takes: '[question]',
  summary: 'answers a question (default: the only pending question)',
  options: DECIDE_OPTIONS,
  hasReports: false,
  run: async (context) => (await sessionHandlers()).runDecide(context),
};

export const finish: Command<typeof FINISH_OPTIONS> = {
  name: 'finish',
  summary:
    'archives, keeps or exports a finished session; exits with code 1 if any branch or pipeline failed',
  options: FINISH_OPTIONS,
  hasReports: false,
  run: async (context) => (await sessionHandlers()).runFinish(context),
};

export const revise: OfSession = {
  name: 'revise',
  takes: '<task> [feedback]',
  summary: 'repeats a task and the tasks of its branch that depend on it',
  options: SESSION_OPTIONS,
  hasReports: false,
  run: async (context) => {
    const [task_id = '', text = null] = context.words;
    const order = { type: 'revise', task_id, feedback: text } as const;
    return (await sessionHandlers()).runUserRequest(context, order);
  },
};

export const feedback: OfSession = {
  name: 'feedback',
  takes: '<text>',
  summary: 'passes a note to all future tasks',
  options: SESSION_OPTIONS,
  hasReports: false,
  run: async (context) => {
    const [text = ''] = context.words;
    return (await sessionHandlers()).runUserRequest(context, { type: 'feedback', text });
  },
};

const recheck: OfSession = {
  name: 'recheck',
  summary: 'has every change reviewed again',
  options: SESSION_OPTIONS,
  hasReports: false,
  run: async (context) => (await sessionHandlers()).runUserRequest(context, { type: 'recheck' }),
};

const improve: OfSession = {
  name: 'improve',
  takes: '[dimension]',
  summary: 'works on the area with the most review findings',
  options: SESSION_OPTIONS,
  hasReports: false,
  run: async (context) => (await sessionHandlers()).runImprove(context),
};

export const team = {
  name: 'team',
  summary: 'several improvements in parallel',
  description:
    'Starts a team, shows its progress, answers its questions, and gives it more work. The running process picks up input given while it works.',
  examples: [
    'perf-harness team run statements --parallel-mode=fan-out --yes',
    'perf-harness team run "list users" "list orders"',
    'perf-harness team run memory "list users"',
    'perf-harness team status',
    'perf-harness team decide CP-1 --narrow src/server',
    'perf-harness team decide CP-2 --priority OPT-003=P0',
    'perf-harness team revise IMPL-B02 "keep the cache small"',
    'perf-harness team finish --export results',
  ],
  options: {},
  commands: [status, report, run, resume, decide, finish, revise, feedback, recheck, improve],
};
