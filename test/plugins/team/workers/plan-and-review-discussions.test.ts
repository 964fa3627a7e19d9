/** Discussions of a plan and of a review, as stored in the folder of a session. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import type { ReviewSeverity } from '../../../../plugins/team/reviewer/review-document.ts';
import { formatPlan } from '../../../../plugins/team/strategist/optimization-plan-text.ts';
import { readPlan } from '../../../../plugins/team/strategist/read-assigned-plan.ts';
import { runReviewTask } from '../../../../plugins/team/workers/review-task.ts';
import { runStrategyTask } from '../../../../plugins/team/workers/strategy-task.ts';
import { DEFAULT_TEAM_SETTINGS } from '../../../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import { createOneOperationPerformanceMap } from '../../../support/one-operation-performance-map.ts';
import {
  createHypothesis,
  createHypothesisProject,
  createLinePatch,
} from '../../../support/optimization-hypothesis-project.ts';
import { createWorkerReport } from '../../../support/scripted-team-worker-reports.ts';
import {
  sampleOptimizations,
  sampleStrategistPlan,
} from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  createPlanOutcome,
  SESSION_TIME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';
import { withTeamTaskContext } from '../../../support/with-team-task-context.ts';

const LINES = ['export const one = 1;', 'export const two = 2;', ''];

const textOf = (root: string, name: string): string | null => {
  const path = join(root, '.workflow/faster-shop/discussions', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
};

/** Returns the map of an operation that spends this share of its time in one function, percent. */
const mapOf = (share: number): PerformanceMap => ({
  ...createOneOperationPerformanceMap(100),
  top_bottlenecks: [
    {
      step: '1',
      function: 'one',
      location: 'src/one.js:1',
      type: 'CPU',
      share,
      wall_time_ms: share,
      priority: 'PRIMARY',
      detail: 'It computes.',
      why: [],
    },
  ],
});

/** Plans two changes for a profile, as a strategist does. */
async function plan(share: number) {
  const files = ['src/one.js', 'src/two.js'];
  const project = createHypothesisProject(
    Object.fromEntries(files.map((file) => [file, LINES.join('\n')])),
  );
  const team = new SimulatedTeam({ mode: 'single' });
  team.do('PROFILE-001', { role: 'profiler' });
  const hypotheses = files.map((file, at) =>
    createHypothesis(`H${at + 1}`, null, {
      apply: {
        kind: 'patch',
        patch: createLinePatch(file, LINES, 0, `export const one = ${at + 2};`),
      },
      files_to_modify: [file],
      expected_impact: { percent: at === 0 ? 30 : 4, origin: 'measured', note: '' },
      risk: 'Medium',
    }),
  );
  const generate = async () => ({
    industry_benchmark: null,
    target_metrics: {},
    hypotheses,
    disclaimer: null,
    local_codebase_findings: [],
    research_sources: [],
  });
  const work = await withTeamTaskContext(
    { project, team, task: 'STRATEGY-001', dependencies: { generate } },
    async (context) => {
      context.work.saveProfile('main', {
        scenarios: [{ scenario: 'day', metric: 'wall_time', map: mapOf(share) }],
        places: [],
      });
      const done = await runStrategyTask(context);
      const shared = context.store.paths.artefact('wisdom/shared-memory/strategist.json');
      return { done, namespace: JSON.parse(readFileSync(shared, 'utf8')) };
    },
  );
  return { ...work, discussion: textOf(project.root, 'DISCUSS-OPT.md') };
}

describe('TPS-08: the discussion of a plan', () => {
  it('is recorded when the plan is complex, with its verdict, its views and its trade-offs', async () => {
    const { discussion, namespace, done } = await plan(60);
    expect(namespace).toMatchObject({ complexity: 'High', discuss_used: true });
    expect(discussion).toMatch(/^# Discussion: The optimization plan\n/u);
    expect(discussion).toContain('\n- Verdict: proceed\n');
    expect(discussion).toMatch(/\n- Confidence: (?:high|medium)\n/u);
    expect(discussion).toContain('\n- Recommendation: Proceed with OPT-001 (does H1).\n');
    expect(discussion).toContain('\n- Dissenting views: none\n');
    for (const view of ['performance', 'risk', 'maintainability', 'alternatives']) {
      expect(discussion).toContain(`\n- ${view}: `);
    }
    expect(done.consensus).toBeUndefined();
  });
});

/** Reviews a change for which a program reports a finding of this severity. */
async function review(severity: ReviewSeverity) {
  const answer = JSON.stringify({
    findings: [
      {
        dimension: 'correctness',
        severity,
        file: 'src/1.ts',
        line: 1,
        message: 'it is off by one',
        fix: 'begin at 0',
      },
    ],
  });
  const project = createHypothesisProject({
    'src/1.ts': 'export const one = 1;\n',
    'review.mjs': `console.log(${JSON.stringify(answer)});\n`,
  });
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('change', { 'src/1.ts': 'export const one = 2;\n' });
  project.git('reset', '--quiet', '--hard', base);
  const team = new SimulatedTeam({ mode: 'single' });
  const optimizations = sampleOptimizations(1);
  team.do('PROFILE-001', { role: 'profiler' });
  team.do('STRATEGY-001', createPlanOutcome(optimizations));
  const { attempt, ...made } = team.claim('IMPL-001');
  const completion = { ...createWorkerReport(made, { role: 'optimizer' }), ref: head };
  team.event({ type: 'reported', attempt, at: SESSION_TIME, completion });
  // No auditors are started, since their findings are covered by another test.
  const audit = async () => ({ categories: [] }) as never;
  const done = await withTeamTaskContext(
    { project, team, task: 'REVIEW-001', dependencies: { audit } },
    async (context) => {
      const { host, store, work } = context;
      const command: [string, ...string[]] = [process.execPath, join(project.root, 'review.mjs')];
      const reviewers = [{ id: 'strict', network: false, env: [], command }];
      work.saveSettings({
        ...DEFAULT_TEAM_SETTINGS,
        programs: { ...DEFAULT_TEAM_SETTINGS.programs, reviewers },
      });
      const text = formatPlan(readPlan(sampleStrategistPlan(optimizations)));
      host.files.writeAtomic(store.paths.artefact('artifacts/optimization-plan.md'), text);
      return runReviewTask(context);
    },
  );
  return { done, discussion: textOf(project.root, 'DISCUSS-REVIEW.md') };
}

describe('TPR-05: the discussion of a review', () => {
  it('is recorded for a critical finding, before the verdict is acted on', async () => {
    const { done, discussion } = await review('Critical');
    expect(done.outcome).toMatchObject({ role: 'reviewer', verdict: 'REJECT' });
    expect(discussion).toMatch(/^# Discussion: The review of main\n/u);
    expect(discussion).toContain('\n- Verdict: escalate\n');
    expect(discussion).toContain(
      '\n- Recommendation: Ask a person to decide on the change in main.\n',
    );
    expect(discussion).toContain('\n- risk: speaks against it (0.00 of 1)\n');
    expect(done.consensus).toMatchObject({ severity: 'LOW' });
  });
});
