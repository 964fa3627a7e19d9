import { describe, expect, test } from 'vitest';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import type { Step } from '../../../../harness/model/program/operation-time-breakdown-step-schema.ts';
import {
  formatBottleneckReport,
  type ProfileFindings,
  profilerNamespace,
  readReportedSeverities,
} from '../../../../plugins/team/profiler/bottleneck-report.ts';
import {
  findCriticalPath,
  findRepeatedQueries,
  findSlowQueries,
} from '../../../../plugins/team/profiler/collect-profile-findings.ts';
import {
  classifySeverity,
  rankBottlenecks,
} from '../../../../plugins/team/profiler/rank-bottlenecks.ts';
import {
  createMapStep,
  createOneOperationPerformanceMap,
} from '../../../support/one-operation-performance-map.ts';

type Bottleneck = PerformanceMap['top_bottlenecks'][number];

const bottleneck = (share: number, location: string | null): Bottleneck => ({
  step: '1',
  function: `work${share}`,
  location,
  type: 'CPU',
  share,
  wall_time_ms: share * 2,
  priority: 'PRIMARY',
  detail: `It takes ${share} % of the time.`,
  why: [{ id: 'E1', question: 'How often?', answer: '9 times.', value: 9, unit: 'calls' }],
});
const mapWith = (...top_bottlenecks: readonly Bottleneck[]) => ({
  scenario: 'shop',
  map: { ...createOneOperationPerformanceMap(200), top_bottlenecks },
});

describe('TPP-05: bottlenecks', () => {
  test.each([
    { share: 50.1, severity: 'Critical' },
    { share: 50, severity: 'High' },
    { share: 20, severity: 'High' },
    { share: 19.9, severity: 'Medium' },
    { share: 0, severity: 'Medium' },
  ])('are rated for $share % of the time as $severity', ({ share, severity }) => {
    expect(classifySeverity(share)).toBe(severity);
  });

  test('are at most five, the largest first, with file, line and value', () => {
    const shares = [3, 55, 20, 1, 8, 5];
    const { bottlenecks, remark } = rankBottlenecks(
      mapWith(...shares.map((share) => bottleneck(share, `src/a.ts:${share}`))),
    );
    expect(bottlenecks.map(({ share }) => share)).toEqual([55, 20, 8, 5, 3]);
    expect(bottlenecks[0]).toMatchObject({
      severity: 'Critical',
      file: 'src/a.ts',
      line: 55,
      wall_time_ms: 110,
    });
    expect(remark).toBeNull();
  });

  test('have a remark when there are fewer than three', () => {
    expect(rankBottlenecks(mapWith(bottleneck(90, null))).remark).toBe(
      'Only 1 bottleneck was seen; nothing else takes a noticeable part of the time.',
    );
    expect(rankBottlenecks(mapWith()).remark).toMatch(/^No bottleneck was seen/u);
  });
});

describe('TEAM-22: a bottleneck that no tool could measure', () => {
  const step = createMapStep({
    function: 'work55',
    location: 'src/a.ts:1',
    wall_time_ms: 110,
    time_share_pct: 55,
    origin: 'estimated',
    confidence: 'LOW',
  });
  const ranking = rankBottlenecks(
    { scenario: 'day', map: { ...mapWith(bottleneck(55, 'src/a.ts:1')).map, steps: [step] } },
    mapWith(bottleneck(30, 'src/b.ts:1')),
  );
  test('names its scenario', () => {
    expect(ranking.bottlenecks.map(({ scenario }) => scenario)).toEqual(['day', 'shop']);
  });
  test('is labelled as estimated, unlike the others', () => {
    expect(ranking.bottlenecks.map(({ origin }) => origin)).toEqual(['estimated', 'measured']);
    const project = { kind: 'Generic', markers: [], parts: [] } as const;
    const methods = ['the structure of the code'];
    const text = formatBottleneckReport({ ...ranking, project, methods, also: [] });
    expect(text).toContain('- Estimated: 110 ms, 55 % of an operation\n');
    expect(text).toContain('- Measured: 60 ms, 30 % of an operation\n');
  });
});

test('TPP-03: counts queries that one request repeats, and names the route', () => {
  const step = (type: Step['type'], calls: number | null, children: readonly Step[] = []): Step =>
    createMapStep({ function: 'find', location: 'src/users.ts:14', type, calls, children });
  const route = 'GET /users';
  const map = {
    ...createOneOperationPerformanceMap(20),
    entry_point_info: { ...createOneOperationPerformanceMap(20).entry_point_info, route },
    steps: [step('function_call', null, [step('query', 1), step('query', 51)])],
  };
  expect(findRepeatedQueries(map)).toEqual([{ route, location: 'src/users.ts:14', queries: 51 }]);
  const rare = { ...step('query', 1), time_share_pct: 4.9 };
  expect(findSlowQueries({ ...map, steps: [step('query', 1), rare, step('query', 51)] })).toEqual([
    { route, location: 'src/users.ts:14', wall_time_ms: 9, share: 50 },
  ]);
});

test('TPP-04: follows the longest step on each level as the critical path', () => {
  const step = (name: string, share: number, children: readonly Step[] = []): Step =>
    createMapStep({
      function: name,
      location: 'src/a.ts:1',
      wall_time_ms: share,
      time_share_pct: share,
      children,
    });
  const parse = step('parse', 30);
  const render = step('render', 60, [step('sort', 4), step('draw', 41)]);
  const steps = [step('start', 9), step('main', 90, [parse, render])];
  expect(findCriticalPath({ steps })).toEqual({ functions: ['main', 'render', 'draw'], share: 41 });
  expect(findCriticalPath({ steps: [step('main', 4)] })).toBeNull();
});

describe('TPP-07: bottleneck-report.md', () => {
  const findings: ProfileFindings = {
    ...rankBottlenecks(
      mapWith(bottleneck(55.5, 'src/a b.ts:14'), bottleneck(21, null), bottleneck(2, 'b.ts:1')),
    ),
    project: { kind: 'CLI', markers: ['bin in package.json'], parts: [] },
    methods: ['CPU profiles of three trials.'],
    // Scenarios may have any name, such as that of a report field.
    also: ['Evidence: 9 operations a second'],
  };

  test('is read back with the same severities', () => {
    const text = formatBottleneckReport(findings);
    expect(readReportedSeverities(text)).toEqual(['Critical', 'High', 'Medium']);
    expect(text).toContain('- Location: src/a b.ts:14\n');
    expect(text).toContain('- Evidence: How often? 9 times.\n');
    expect(text).toContain('Project type: CLI (bin in package.json)\n');
    expect(text).toContain('- CPU profiles of three trials.\n');
    expect(text).toContain('## Also found\n\n- Evidence: 9 operations a second\n');
  });

  test('is read back as empty when it is empty, and rejected when it is damaged', () => {
    const empty = { ...findings, ...rankBottlenecks(mapWith()) };
    expect(readReportedSeverities(formatBottleneckReport(empty))).toEqual([]);
    const text = formatBottleneckReport(findings);
    expect(readReportedSeverities(text.slice(0, text.length / 2))).toBeNull();
    expect(readReportedSeverities(text.replace('- Severity: High', '- Severity: Huge'))).toBeNull();
    expect(readReportedSeverities('')).toBeNull();
  });

  test('agrees with the namespace', () => {
    expect(profilerNamespace(findings, ['src'])).toEqual({
      project_type: 'CLI',
      bottleneck_count: 3,
      scope: ['src'],
      top_bottleneck: 'work55.5 (src/a b.ts:14)',
    });
  });
});
