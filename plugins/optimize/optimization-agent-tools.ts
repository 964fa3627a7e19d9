import { type LongTool, type Tool, UserError } from 'perf-harness/plugin';
import { explain, optimize, prove } from './command/commands.ts';
import type { Counterexample } from './document/behavior-check-result.ts';
import type { Brief } from './document/brief-document.ts';
import type { Proof } from './document/proof-document.ts';

export const explainTool: Tool = {
  name: 'explain',
  title: 'Explain what is slow',
  description:
    'What to know before a change, in at most 1,500 tokens: where the time of a scenario goes, the lines that take it, callers with sizes, and refuted attempts. Start here.',
  permission: 'explain',
  measures: true,
  command: explain,
  arguments: [
    { name: 'scenario', help: 'Name of a scenario, or its file.', isPath: true, isRequired: true },
  ],
  options: {},
  text: async (document) => (await import('./view/brief-view.ts')).briefText(document as Brief),
  answer: (document) => {
    const { scenario, operation_ms, measured_at, places } = document as Brief;
    const [first] = places;
    return {
      scenario,
      operation_ms,
      measured_at,
      slowest: first?.function ?? null,
      location: first?.location ?? null,
      share: first?.share ?? null,
    };
  },
};

/** Gains and files in an answer; its text states the outcome of all. */
const MOST = 10;

export const proveTool: Tool = {
  name: 'prove',
  title: 'Prove a change',
  description:
    'Judges a change that you made: tests with and without it, old and new code side by side on recorded and generated calls, and live measurement. Takes minutes. Report a gain only if outcome is proven-faster.',
  permission: 'prove',
  measures: true,
  command: prove,
  arguments: [
    {
      name: 'change',
      help: 'Branch, commit, range (base..head), or patch file. Default: the uncommitted changes.',
      isPath: true,
    },
  ],
  options: { scenario: false, metric: false },
  text: async (document) => (await import('./view/proof-view.ts')).proofText(document as Proof),
  answer: (document) => {
    const { outcome, base, files, tests, check, gains } = document as Proof;
    return {
      outcome,
      base,
      files: files.slice(0, MOST),
      tests: tests.state,
      behavior: check?.state ?? null,
      counterexample: check?.state === 'differs' ? callOf(check.counterexample) : null,
      gains: gains.filter(({ verdict }) => verdict !== 'same inputs').slice(0, MOST),
    };
  },
};

/** Returns the call and its outcomes, without the test that reproduces it. */
function callOf({
  call,
  before,
  after,
}: Counterexample): Omit<Counterexample, 'test' | 'kind' | 'origin'> {
  return { call, before, after };
}

export const optimizeTool: LongTool = {
  name: 'optimize',
  noun: 'loop',
  start: {
    title: 'Start an improvement loop',
    description:
      'Starts a loop that improves a target in cycles, and returns immediately. It commits in a separate worktree, and pauses at every gate that was not approved in advance. One loop at a time.',
  },
  status: {
    title: 'Status of the improvement loop',
    description:
      'Reports whether a loop started by optimize_start is running, and its latest message.',
  },
  stop: {
    title: 'Stop the improvement loop',
    description: 'Stops the loop and its processes; it can be resumed later.',
  },
  command: optimize,
  options: {
    target: true,
    observed: false,
    goal: false,
    maxCycles: false,
    planOnly: false,
    approve: false,
    resume: false,
  },
  pathsOf: ({ target }) => [String(target)],
  subjectOf: ({ target, observed, resume }) => {
    // Checked here, since the loop would report it only when nobody listens any more.
    if (observed === undefined && resume !== true) {
      throw new UserError({
        code: 'no-metric',
        message: 'optimize_start needs `observed`: the slow metric and its current value.',
        remedy:
          'Pass a value such as "6300ms:response_time"; to measure a scenario, use run or map.',
      });
    }
    return String(target);
  },
};
