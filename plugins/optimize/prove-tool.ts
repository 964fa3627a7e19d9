import type { Tool } from 'perf-harness/plugin';
import { prove } from './command/commands.ts';
import type { Counterexample } from './document/behavior-check-result.ts';
import type { Proof } from './document/proof-document.ts';

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
  text: async (document) => (await import('./view/proof-text.ts')).proofText(document as Proof),
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
