import type { Command } from 'perf-harness/plugin';
import { OPTIMIZE_OPTIONS, PROVE_OPTIONS } from './optimize-command-options.ts';

type None = Record<never, never>;

const status: Command<None> = {
  name: 'status',
  summary: 'show the state of every loop in this project',
  options: {},
  hasReports: false,
  run: async (context) =>
    (await import('../optimization-loop-status-reports-and-cleanup.ts')).runStatus(context),
};

const report: Command<None> = {
  name: 'report',
  takes: '[slug]',
  summary: 'print the report of a loop',
  options: {},
  hasReports: true,
  run: async (context) =>
    (await import('../optimization-loop-status-reports-and-cleanup.ts')).runReport(context),
};

const validate: Command<typeof PROVE_OPTIONS> = {
  name: 'validate',
  takes: '[plan-or-patch]',
  summary: 'check the plan in context.md, or prove a patch',
  description:
    'Checks the plan in context.md, including manual edits, and writes corrections into it. Given a file with a unified diff, or - for standard input, does the same as perf-harness prove.',
  examples: ['perf-harness optimize validate'],
  options: PROVE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./prove-command.ts')).runValidate(context),
};

/** Proves that a change is faster and still right. */
export const prove: Command<typeof PROVE_OPTIONS> = {
  name: 'prove',
  takes: '[change]',
  summary: 'prove that a change is faster and still right',
  description:
    'Applies a change in a worktree, runs the tests with and without it, runs the old and the new code side by side on recorded and generated calls, and measures both. A change is a branch, a commit, a range (base..head), a file with a unified diff or - for standard input (default: the uncommitted changes). Never modifies your branch or working tree.',
  examples: [
    'perf-harness prove',
    'perf-harness prove faster-parser --scenario parse',
    'perf-harness prove HEAD --metric memory_peak',
    'git diff | perf-harness prove - --reporter markdown',
  ],
  words: ['proof', 'patch', 'refactor', 'agent', 'verify', 'equivalent'],
  options: PROVE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./prove-command.ts')).runProve(context),
};

/** Explains what is slow in a scenario, for those who are to change it. */
export const explain: Command<None> = {
  name: 'explain',
  takes: '<scenario>',
  summary: 'explain what is slow in a scenario, in one page',
  description:
    'Writes what an engineer or a coding agent needs before a change, in at most 1,500 tokens: where the time goes, the lines of code that take it, what calls them and with what sizes, what was tried and refuted, and the command that proves a change. Uses a saved profile of the scenario if the code is unchanged, and profiles it otherwise.',
  examples: [
    'perf-harness explain parse',
    'perf-harness explain parse --reporter markdown=brief.md',
  ],
  words: ['slow', 'brief', 'agent', 'hot'],
  options: {},
  hasReports: true,
  run: async (context) => (await import('../brief/explain-scenario.ts')).runExplain(context),
};

const clean: Command<None> = {
  name: 'clean',
  takes: '[slug]',
  summary: 'remove loop data from .optimization, but keep the branches',
  options: {},
  hasReports: false,
  run: async (context) =>
    (await import('../optimization-loop-status-reports-and-cleanup.ts')).runClean(context),
};

export const optimize: Command<typeof OPTIMIZE_OPTIONS> = {
  name: 'optimize',
  summary: 'improve a target through repeated, proven changes',
  description:
    'Profiles a target, proposes changes, tries them in a worktree, accepts changes that are proven faster and pass the tests, and repeats until the goal is met or no further gain is found. Never modifies your branch or working tree.',
  examples: [
    'perf-harness optimize --target src/users.ts::listUsers \\',
    '  --observed 6300ms:response_time --goal 500ms',
    'perf-harness optimize --target parse --observed 40ms --plan-only \\',
    '  --approve gate1',
    'perf-harness optimize --resume --approve gate1,gate2',
    'perf-harness optimize --target parse --observed 40ms \\',
    "  --generator 'node tools/propose.mjs'",
    'perf-harness optimize --target parse --observed 40ms --agent claude \\',
    '  --allow-network',
    'perf-harness optimize report --reporter html=loop.html',
  ],
  words: ['performance', 'slow', 'latency', 'throughput', 'cache'],
  options: OPTIMIZE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./optimize-command.ts')).runOptimize(context),
  commands: [status, report, validate, clean],
};
