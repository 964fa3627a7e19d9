import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files } from '../../../../harness/host/file-operations.ts';
import { readBaseline } from '../../../../plugins/team/profiler/team-baseline.ts';
import {
  baselineFile,
  discussionFile,
  NAMESPACES_FOLDER,
  namespaceName,
  planFile,
} from '../../../../plugins/team/session/session-artifact-paths.ts';
import { ROLE_BY_PREFIX } from '../../../../plugins/team/session/workstream.ts';
import { sampleOptimizations } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  createPlanOutcome,
  PASSED_OUTCOME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'perf-harness-lanes-'));

/** Returns a baseline with one value, as text. */
function baseline(value: number): string {
  const environment = { cpu: 'a', cores: 2, governor: null, os: 'linux 6', node: '26', load: 0 };
  const timestamp = '2026-03-15T10:11:12.345Z';
  const about = { scenario: 'work', metric: 'wall_time', unit: 'ms', method: 'measured' };
  const metrics = [{ ...about, value, timestamp }];
  return JSON.stringify({ schema: 'perf-harness/team-baseline@1', metrics, environment });
}

describe('TPB-01: the baseline of a lane', () => {
  files.writeAtomic(join(folder, 'artifacts/baseline-metrics.json'), baseline(10));
  files.writeAtomic(join(folder, 'artifacts/pipelines/A/baseline-metrics.json'), baseline(20));
  const opened: string[] = [];
  const watched = {
    read: (path: string) => {
      opened.push(path);
      return files.read(path);
    },
  };
  const valueIn = (lane: string) =>
    readBaseline(watched, join(folder, baselineFile(lane))).metrics[0]?.value;

  test('is shared by single runs and branches', () => {
    expect([valueIn('main'), valueIn('B01')]).toEqual([10, 10]);
  });

  test('is separate in a pipeline, which never opens the shared baseline', () => {
    opened.length = 0;
    expect(valueIn('A')).toBe(20);
    expect(opened).toEqual([join(folder, 'artifacts/pipelines/A/baseline-metrics.json')]);
  });

  test('is reported with its path when it is missing, truncated, or of another version', () => {
    const path = join(folder, 'damaged.json');
    expect(() => readBaseline(files, path)).toThrow(`The baseline ${path} cannot be used`);
    for (const text of ['', baseline(1).slice(0, 40), baseline(1).replace('@1', '@2')]) {
      files.writeAtomic(path, text);
      expect(() => readBaseline(files, path)).toThrow(`The baseline ${path} cannot be used`);
    }
  });
});

test('TPO-01: reads for a branch its part of the plan, for a pipeline its plan, else the whole plan', () => {
  expect(['main', 'B01', 'A'].map(planFile)).toEqual([
    'artifacts/optimization-plan.md',
    'artifacts/branches/B01/optimization-detail.md',
    'artifacts/pipelines/A/optimization-plan.md',
  ]);
});

describe('TEAM-16, TEAM-17, TEAM-18: the tree of a session', () => {
  const PREFIXES = ['PROFILE', 'STRATEGY', 'IMPL', 'BENCH', 'REVIEW'] as const;
  /** Every file by who writes it, as its tasks and roles name it. */
  const treeOf = (team: SimulatedTeam): readonly (readonly [string, string])[] => {
    const ofTasks = [...team.tasks.values()].flatMap(({ lane, role, expected }) => [
      [expected, `${role} of ${lane}`] as const,
      [`${NAMESPACES_FOLDER}/${namespaceName(role, lane)}.json`, `${role} of ${lane}`] as const,
      ...(role === 'profiler' ? [[baselineFile(lane), `${role} of ${lane}`] as const] : []),
    ]);
    return [...ofTasks, ...[...team.written].map((path) => [path, 'coordinator'] as const)];
  };
  const namespaces = (lane: string, prefixes: readonly (typeof PREFIXES)[number][]) =>
    prefixes.map(
      (prefix) => `${NAMESPACES_FOLDER}/${namespaceName(ROLE_BY_PREFIX[prefix], lane)}.json`,
    );

  test.each([
    {
      mode: 'single',
      make: () => {
        const team = new SimulatedTeam({ mode: 'single' });
        team.plan(sampleOptimizations(1));
        team.judge('001', PASSED_OUTCOME, APPROVED_OUTCOME);
        return team;
      },
      tree: [
        'aggregate-results.json',
        'baseline-metrics.json',
        'benchmark-results.json',
        'bottleneck-report.md',
        'optimization-plan.md',
        'review-report.md',
      ],
      memory: namespaces('main', PREFIXES),
    },
    {
      mode: 'fan-out',
      make: () => {
        const team = new SimulatedTeam({ mode: 'fan-out' });
        team.plan(sampleOptimizations(3));
        for (const lane of ['B01', 'B02', 'B03'])
          team.judge(lane, PASSED_OUTCOME, APPROVED_OUTCOME);
        return team;
      },
      tree: [
        'aggregate-results.json',
        'baseline-metrics.json',
        'bottleneck-report.md',
        'optimization-plan.md',
        ...['B01', 'B02', 'B03'].flatMap((branch) =>
          ['benchmark-results.json', 'optimization-detail.md', 'review-report.md'].map(
            (name) => `branches/${branch}/${name}`,
          ),
        ),
      ],
      memory: [
        ...namespaces('main', ['PROFILE', 'STRATEGY']),
        ...['B01', 'B02', 'B03'].flatMap((lane) => namespaces(lane, ['IMPL', 'BENCH', 'REVIEW'])),
      ],
    },
    {
      mode: 'independent',
      make: () => {
        const team = new SimulatedTeam({ mode: 'independent', targets: ['server', 'client'] });
        for (const lane of ['A', 'B']) {
          team.do(`PROFILE-${lane}01`, { role: 'profiler' });
          team.do(`STRATEGY-${lane}01`, createPlanOutcome(sampleOptimizations(1)));
          team.judge(`${lane}01`, PASSED_OUTCOME, APPROVED_OUTCOME);
        }
        return team;
      },
      tree: [
        'aggregate-results.json',
        ...['A', 'B'].flatMap((pipeline) =>
          [
            'baseline-metrics.json',
            'benchmark-results.json',
            'bottleneck-report.md',
            'optimization-plan.md',
            'review-report.md',
          ].map((name) => `pipelines/${pipeline}/${name}`),
        ),
      ],
      memory: ['A', 'B'].flatMap((lane) => namespaces(lane, PREFIXES)),
    },
  ])('has for the mode $mode the listed files, each with one writer', ({ make, tree, memory }) => {
    const team = make();
    expect(team.session.status).toBe('completed');
    const files = Map.groupBy(treeOf(team), ([path]) => path);
    const artefacts = tree.map((name) => `artifacts/${name}`);
    expect([...files.keys()].toSorted()).toEqual([...artefacts, ...memory].toSorted());
    for (const [path, uses] of files) {
      expect(new Set(uses.map(([, writer]) => writer)).size, path).toBe(1);
    }
  });
});

test('TEAM-16: keeps the discussion of a plan and those of reviews in separate files', () => {
  expect([discussionFile('OPT', 'main'), discussionFile('REVIEW', 'B02')]).toEqual([
    'discussions/DISCUSS-OPT.md',
    'discussions/DISCUSS-REVIEW-B02.md',
  ]);
});
