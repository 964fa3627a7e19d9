import type { TaskPrefix } from '../session/workstream.ts';

interface Texts {
  readonly purpose: string;
  readonly success: string;
  readonly steps: readonly string[];
  readonly constraints: readonly string[];
}

const REVIEW: Texts = {
  purpose: 'Review the changed lines.',
  success: 'Each of the five dimensions has findings, or a reason why no findings are possible.',
  steps: ['Read the changed files.', 'Review every dimension.', 'Give the verdict.'],
  constraints: ['Review only the files of this change.'],
};

/** Instructions for a worker, by the prefix of its task (TPC-05). */
export const INSTRUCTIONS: Readonly<Record<TaskPrefix, Texts>> = {
  PROFILE: {
    purpose: 'Find where time and memory are spent.',
    success: 'Bottlenecks are ranked, each with its location and a measured value.',
    steps: ['Detect the project type.', 'Measure the baseline.', 'Rank the bottlenecks.'],
    constraints: [],
  },
  STRATEGY: {
    purpose: 'Plan improvements that can be made independently.',
    success: 'Every improvement has a priority, a list of its files, and a measurable criterion.',
    steps: ['Read the bottlenecks.', 'Choose a strategy for each bottleneck.', 'Write the plan.'],
    constraints: ['No two improvements may change the same file.'],
  },
  IMPL: {
    purpose: 'Implement the planned improvement.',
    success: 'All planned files are changed, and every test that passed before still passes.',
    steps: ['Read the plan.', 'Change the code.', 'Run the type check and the tests.', 'Commit.'],
    constraints: [],
  },
  FIX: {
    purpose: 'Fix the issues that the measurement or the review found.',
    success: 'The reported issues are resolved, and nothing else has changed.',
    steps: [
      'Read the reported issues.',
      'Change the reported locations.',
      'Run the type check and the tests.',
      'Commit.',
    ],
    constraints: ['Change only the reported locations.'],
  },
  BENCH: {
    purpose: 'Measure the change against the baseline.',
    success: 'Every metric of the baseline has a verdict.',
    steps: [
      'Run the tests.',
      'Measure the base and the change in fresh runs.',
      'Evaluate the criteria and any regressions.',
    ],
    constraints: ['Measure while holding the machine lock.'],
  },
  REVIEW,
  QUALITY: { ...REVIEW, purpose: 'Review the changed lines again.' },
};
