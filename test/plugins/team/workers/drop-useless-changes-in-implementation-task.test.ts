/** Steps of an optimizer for a plan: their order, and the changes that it leaves out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckResult } from '../../../../plugins/optimize/document/behavior-check-result.ts';
import type { Hypothesis } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import type { Answer } from '../../../../plugins/team/session/pending-and-made-user-decisions.ts';
import type { RoleOutcome } from '../../../../plugins/team/session/task-completion.ts';
import { listJudgedImprovements } from '../../../../plugins/team/workers/benchmark-task.ts';
import { runImplementTask } from '../../../../plugins/team/workers/implement-task.ts';
import type { ChangesByOptimization } from '../../../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import type { TaskContext } from '../../../../plugins/team/workers/worker-task-context.ts';
import {
  createHypothesis,
  createHypothesisProject,
  createLinePatch,
  type HypothesisProject,
} from '../../../support/optimization-hypothesis-project.ts';
import { createCostExecutors } from '../../../support/project-with-scripted-measurements.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';
import { samplePerformanceMap } from '../../../support/sample-optimization-context.ts';
import {
  sampleOptimizations,
  sampleStrategistPlan,
} from '../../../support/scripted-team-worker-reports-with-plan.ts';
import { createPlanOutcome, SimulatedTeam } from '../../../support/simulated-team-session.ts';
import { withTeamTaskContext } from '../../../support/with-team-task-context.ts';

const LINES = ['export const cost = 10;', 'export const two = 2;', ''];
const SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'work', run: () => 1 });
`;
const FILES = ['src/1.ts', 'src/2.ts'];

/** Creates a project that costs 20 ms: the sum of the costs in both files. */
const costlyProject = (): HypothesisProject =>
  createHypothesisProject({
    'package.json': '{"type":"module"}',
    '.gitignore': '.perf-harness\n.workflow\n',
    'scenarios/work.ts': SCENARIO,
    ...Object.fromEntries(FILES.map((file) => [file, LINES.join('\n')])),
  });

/** Returns a hypothesis that sets the cost in one of the files. */
function costs(at: 0 | 1, cost: number | string): Hypothesis {
  const file = FILES[at] ?? '';
  const patch = createLinePatch(file, LINES, 0, `export const cost = ${cost};`);
  return createHypothesis(`H${at + 1}`, { kind: 'patch', patch }, { files_to_modify: [file] });
}

const optimizations = sampleOptimizations(2, ['P0', 'P2']);

/** Creates a single run whose plan is approved. */
function agreed(answer: Answer = { choice: 'proceed' }): SimulatedTeam {
  const team = new SimulatedTeam({ mode: 'single', yes: false });
  team.do('PROFILE-001', { role: 'profiler' });
  team.decide('CP-1:PROFILE-001', { choice: 'proceed' });
  team.do('STRATEGY-001', createPlanOutcome(optimizations));
  team.decide('CP-2:STRATEGY-001', answer);
  return team;
}

/** Compares by command line, one comparison at a time; units cost the sum in the files. */
function measured({ cache }: HypothesisProject): TaskContext['dependencies']['compare'] {
  const executors = createCostExecutors(({ cwd }) => {
    const texts = FILES.map((file) => readFileSync(join(cwd, file), 'utf8'));
    const ms = texts.reduce((sum, text) => sum + Number(/cost = (\d+)/u.exec(text)?.[1]), 0);
    return { wall_time: ms };
  });
  return async (_, base, head) => {
    const words = ['compare', base, head, '--reporter', 'json'];
    const env = { PERF_HARNESS_CACHE: cache };
    const { out, err } = await runCommandInProcess(words, { cwd: head, executors, env });
    return out === '' ? expect.unreachable(err) : JSON.parse(out);
  };
}

function keepPlan(context: TaskContext, changes: ChangesByOptimization): void {
  const path = context.store.paths.artefact('artifacts/optimization-plan.md');
  context.host.files.writeAtomic(path, sampleStrategistPlan(optimizations));
  context.work.saveChanges('main', changes);
  const scenarios = [{ scenario: 'work', metric: 'wall_time', map: samplePerformanceMap() }];
  context.work.saveProfile('main', { scenarios, places: [] });
}

/** Runs a single run's optimizer on two improvements; returns result and commit message. */
async function implemented(changes: readonly [Hypothesis, Hypothesis], team = agreed()) {
  const project = costlyProject();
  const [first, second] = changes;
  const dependencies = { compare: measured(project) };
  const done = await withTeamTaskContext(
    { project, team, task: 'IMPL-001', dependencies },
    (context) => {
      keepPlan(context, { 'OPT-001': [first], 'OPT-002': [second] });
      return runImplementTask(context);
    },
  );
  expect(done, JSON.stringify(done)).toMatchObject({ status: 'completed' });
  const message = project.git('log', '-1', '--format=%B', 'team/faster-shop/main');
  return { done, message };
}

test('TEAM-10, TPO-02: uses the priorities that a person gave at CP-2 in a single run too', async () => {
  const { done, message } = await implemented(
    [costs(0, 5), costs(1, 4)],
    agreed({ choice: 'reorder', priorities: { 'OPT-001': 'P3', 'OPT-002': 'P0' } }),
  );
  const changed = (id: string, gain: RegExp) =>
    expect.objectContaining({ id, gain: expect.stringMatching(gain) });
  expect(done).toMatchObject({
    files_modified: FILES,
    outcome: {
      changes: expect.arrayContaining([
        changed('H1', /^\[work\] wall_time -3\d\.\d % \[/u),
        changed('H2', /^\[work\] wall_time -4\d\.\d % \[/u),
      ]),
    },
  });
  expect(message).toMatch(/^perf\(OPT-002\): improvement 2\n\n- OPT-001: improvement 1$/u);
});

test('leaves out of a single run a change whose loss the gain of another change hides', async () => {
  // Together 20 to 17 ms; the second change alone makes it 2 ms slower.
  const { done, message } = await implemented([costs(0, 5), costs(1, 12)]);
  expect(done).toMatchObject({
    files_modified: ['src/1.ts'],
    outcome: {
      role: 'optimizer',
      changes: [{ id: 'H1', optimization: 'OPT-001', title: 'does H1', added: 1, removed: 1 }],
      dropped: [
        expect.stringMatching(
          /^H2 was removed: it makes the result worse \(\[work\] wall_time \+1\d\./u,
        ),
      ],
    },
  });
  expect(message).toBe('perf(OPT-001): improvement 1');
});

test('leaves out a change that depends on a check when the check was inconclusive', async () => {
  const project = costlyProject();
  const undecided = {
    state: 'unknown',
    reason: 'Only 0 of 400 generated calls could be compared.',
  };
  const dependencies = { check: async () => undecided as CheckResult };
  const change = { ...costs(0, 5), evidence_class: 'checked' as const };
  const done = await withTeamTaskContext(
    { project, team: agreed(), task: 'IMPL-001', dependencies },
    (context) => {
      keepPlan(context, { 'OPT-001': [change], 'OPT-002': [costs(1, 4)] });
      return runImplementTask(context);
    },
  );
  const reason = 'H1: it could not be checked: Only 0 of 400 generated calls could be compared.';
  expect(done).toMatchObject({
    files_modified: ['src/2.ts'],
    outcome: { changes: [{ id: 'H2', gain: null }], dropped: [reason] },
  });
});

test('leaves out a change whose file costs more next to the others, though none costs more alone', async () => {
  const project = costlyProject();
  const loss = { kind: 'memory', function: 'cost', bytes: 64, bytes_before: 0 } as const;
  const loses: CheckResult = { state: 'loses', functions: ['cost'], losses: [loss] };
  const same = { state: 'same', functions: [], captured: 1, made: 1, seconds: 1, assumes: [] };
  const dependencies: Partial<TaskContext['dependencies']> = {
    check: async ({ head, files }) => {
      const texts = FILES.map((file) => readFileSync(join(head, file), 'utf8'));
      const isTogether = texts.every((text) => !text.includes('cost = 10;'));
      return isTogether && files.includes('src/1.ts') ? loses : (same as CheckResult);
    },
  };
  const checked = (at: 0 | 1) => ({ ...costs(at, 5), evidence_class: 'checked' as const });
  const done = await withTeamTaskContext(
    { project, team: agreed(), task: 'IMPL-001', dependencies },
    (context) => {
      keepPlan(context, { 'OPT-001': [checked(0)], 'OPT-002': [checked(1)] });
      return runImplementTask(context);
    },
  );
  expect(done).toMatchObject({
    files_modified: ['src/2.ts'],
    outcome: {
      changes: [{ id: 'H2' }],
      dropped: [expect.stringMatching(/^H1: it introduces regressions/u)],
    },
  });
});

test('judges in a benchmark only improvements of which something is in the change', async () => {
  const judgedAfter = async (outcome: RoleOutcome): Promise<readonly string[]> => {
    const team = agreed();
    team.do('IMPL-001', outcome);
    const project = costlyProject();
    return withTeamTaskContext({ project, team, task: 'BENCH-001' }, async (context) => {
      const path = context.store.paths.artefact('artifacts/optimization-plan.md');
      context.host.files.writeAtomic(path, sampleStrategistPlan(optimizations));
      return listJudgedImprovements(context).map(({ id }) => id);
    });
  };
  const made = { id: 'H2', title: 'does H2', added: 1, removed: 1, gain: null };
  const second = [{ ...made, optimization: 'OPT-002' }];
  expect(await judgedAfter({ role: 'optimizer', changes: second })).toEqual(['OPT-002']);
  expect(await judgedAfter({ role: 'optimizer' })).toEqual(['OPT-001', 'OPT-002']);
});
