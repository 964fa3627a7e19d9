import {
  expectedArtifact,
  NAMESPACES_FOLDER,
  namespaceName,
} from '../session/session-artifact-paths.ts';
import type { TaskDescription } from '../session/session-task.ts';
import {
  hasInnerLoop,
  ROLE_BY_PREFIX,
  type TaskPrefix,
  WORK_KIND_BY_ROLE,
  type WorkKind,
} from '../session/team-roles.ts';
import type { Workstream } from '../session/workstream.ts';

interface Texts {
  readonly purpose: string;
  readonly success: string;
  readonly steps: readonly string[];
  readonly constraints: readonly string[];
}

const READ_ONLY = 'Edit no source file.';
/** Edits of the code permitted for each kind of work (TEAM-01). */
const MAY_EDIT: Readonly<Record<WorkKind, string>> = {
  orchestration: READ_ONLY,
  code_generation: 'Edit files of the scope alone, change as little as it takes.',
  validation: READ_ONLY,
  read_only_analysis: READ_ONLY,
};

const TEXTS: Readonly<Record<TaskPrefix, Texts>> = {
  PROFILE: {
    purpose: 'Find where the time and the memory go.',
    success: 'Bottlenecks are ranked, each with its place and a measured value.',
    steps: ['Detect what sort of project it is.', 'Measure the baseline.', 'Rank the bottlenecks.'],
    constraints: [],
  },
  STRATEGY: {
    purpose: 'Plan improvements that can be made independently of each other.',
    success: 'Every improvement has a priority, its files, and a criterion that can be measured.',
    steps: ['Read the bottlenecks.', 'Choose a strategy for each.', 'Write the plan.'],
    constraints: ['No two improvements share a file.'],
  },
  IMPL: {
    purpose: 'Make the planned improvement.',
    success: 'All planned files are changed, and no test fails that passed before.',
    steps: ['Read the plan.', 'Change the code.', 'Check types and tests.', 'Commit.'],
    constraints: [],
  },
  FIX: {
    purpose: 'Mend what the measurement or the review found.',
    success: 'What was reported is gone, and nothing else has changed.',
    steps: ['Read what was reported.', 'Change these places.', 'Check types and tests.', 'Commit.'],
    constraints: ['Change only what was reported.'],
  },
  BENCH: {
    purpose: 'Measure the change against the baseline.',
    success: 'Every metric of the baseline has a verdict.',
    steps: ['Run the tests.', 'Measure both sides live.', 'Judge criteria and regressions.'],
    constraints: ['Measure under the lock of the machine.'],
  },
  REVIEW: {
    purpose: 'Review the changed lines.',
    success: 'All five dimensions have findings, or say why there can be none.',
    steps: ['Read the changed files.', 'Look at every dimension.', 'Give the verdict.'],
    constraints: ['Look at the files of this change alone.'],
  },
  QUALITY: {
    purpose: 'Review the changed lines once more.',
    success: 'All five dimensions have findings, or say why there can be none.',
    steps: ['Read the changed files.', 'Look at every dimension.', 'Give the verdict.'],
    constraints: ['Look at the files of this change alone.'],
  },
};

/** Instructions for a worker, apart from the place of its task (TPC-05). */
export function describeTask(
  prefix: TaskPrefix,
  lane: Workstream,
  from: { readonly scope: string[]; readonly upstream: string[]; readonly feedback: string[] },
): Pick<
  TaskDescription,
  'purpose' | 'success' | 'steps' | 'constraints' | 'context' | 'expected' | 'inner_loop'
> {
  const { purpose, success, steps, ...own } = TEXTS[prefix];
  const role = ROLE_BY_PREFIX[prefix];
  const constraints = [MAY_EDIT[WORK_KIND_BY_ROLE[role]], ...own.constraints];
  return {
    purpose,
    success,
    steps: [...steps],
    constraints,
    context: {
      scope: from.scope,
      upstream_artifacts: from.upstream,
      feedback: from.feedback,
      shared_memory: `${NAMESPACES_FOLDER}/${namespaceName(role, lane)}.json`,
    },
    expected: expectedArtifact(prefix, role, lane),
    inner_loop: hasInnerLoop(role),
  };
}
