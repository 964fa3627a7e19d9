/** Answers of the Wrong Tool Gate for synthetic maps. */
import { describe, expect, test } from 'vitest';
import { buildWrongToolGateEvidence } from '../../../api/map/build-code-optimisation-suitability-evidence.ts';
import { judgeWrongTool } from '../../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import type { MachineUsage } from '../../../harness/machine/machine-resource-usage.ts';
import type {
  PerformanceMap,
  Step,
  Suspicion,
} from '../../../harness/model/documents/performance-map-document.ts';
import { INDUSTRY_NORMS } from '../../../harness/model/scenario/industry-duration-norms.ts';
import type { Block, CompletedTrial } from '../../../harness/model/trial.ts';

const IDLE: MachineUsage = {
  cpuCoresBusyShare: [0.1, 0.1],
  diskBusyShare: 0,
  networkShare: null,
  memoryPressure: 0,
};

function step(of: Partial<Step>): Step {
  return {
    id: '1',
    function: 'load',
    location: 'src/app.js:20',
    wall_time_ms: 10,
    time_share_pct: 100,
    self_time_ms: 0,
    type: 'function_call',
    step_type: 'I/O-DB',
    calls: null,
    http_round_trips: 0,
    origin: 'measured',
    confidence: 'HIGH',
    children: [],
    ...of,
  };
}

function mapWith(
  wait: Partial<Step>,
  { share = 95, suspicions = [] }: { share?: number; suspicions?: readonly Suspicion[] } = {},
): Pick<PerformanceMap, 'top_bottlenecks' | 'suspicion_stack' | 'steps' | 'baseline'> {
  const ms = (share / 100) * 10;
  const leaf = step({ id: '1.1', calls: 1, wall_time_ms: ms, time_share_pct: share, ...wait });
  return {
    baseline: { wall_time_ms: 10, cpu_time_ms: 1, memory_peak_mb: 80 },
    steps: [step({ children: [leaf] })],
    suspicion_stack: suspicions,
    top_bottlenecks: [
      {
        step: '1',
        function: 'load',
        location: 'src/app.js:20',
        type: leaf.step_type,
        share,
        wall_time_ms: leaf.wall_time_ms,
        priority: 'PRIMARY',
        detail: 'It waits.',
        why: [],
      },
    ],
  };
}

const CONFIRMED: Suspicion = {
  id: 'S1',
  category: 'architecture',
  location: 'src/app.js:22',
  description: 'The client has a batch method that the loop does not use.',
  verdict: 'confirmed',
  evidence: [],
  verification_note: 'Its lines take 90 % of the wall time.',
  affected_steps: ['1'],
  share: 90,
};

const DISMISSED: Suspicion = {
  ...CONFIRMED,
  category: 'redundant_work',
  verdict: 'dismissed',
  share: 20,
};

function trial(values: Partial<Block>, latencyMs = 10): CompletedTrial {
  const measurements = { 'latency.p50': latencyMs };
  return {
    state: 'completed',
    index: 0,
    warmup: false,
    side: 'a',
    pair: 0,
    slot: 0,
    seed: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    startedMs: 0,
    durationMs: 1_000,
    measurements,
    unavailable: {},
    blocks: [{ operations: 100, durationMs: 1_000, measurements, ...values }],
  };
}

function judge(
  map: ReturnType<typeof mapWith>,
  plain: readonly CompletedTrial[] = [trial({}), trial({}), trial({})],
  {
    used = IDLE,
    patterns = [],
    hasLines = true,
  }: Partial<{
    used: MachineUsage;
    hasLines: boolean;
    patterns: Parameters<typeof buildWrongToolGateEvidence>[0]['facts']['patterns'];
  }> = {},
) {
  const metric = 'latency.p50';
  const evidence = buildWrongToolGateEvidence({
    map,
    facts: { patterns },
    hasLines,
    used,
    metric,
    plain,
  });
  const exit = judgeWrongTool({ evidence, norms: INDUSTRY_NORMS, waiver: null, map: null });
  return exit.state === 'void'
    ? { verdict: 'void', ids: [] }
    : {
        verdict: exit.judgement.verdict,
        ids: exit.judgement.indicators.map(({ id }) => id),
        concerns: exit.judgement.concerns.map(({ id }) => id),
      };
}

describe('P811-41: within_industry_norm', () => {
  test('includes an indexed query of 3 ms, but not a query of 300 ms', () => {
    const ids = (ms: number) => judge(mapWith({ type: 'query', wall_time_ms: ms })).ids;
    expect(ids(3)).toContain('within_industry_norm');
    expect(ids(300)).not.toContain('within_industry_norm');
  });

  test('excludes repeated waits', () => {
    const map = mapWith({ type: 'query', wall_time_ms: 3, calls: 20 });
    expect(judge(map).ids).not.toContain('within_industry_norm');
  });
});

describe('P811-40: external_service_no_alternative', () => {
  const external = {
    function: 'GET api.example.com:443/rates',
    type: 'http_call',
    step_type: 'External',
  } as const;

  test('is set when an external service takes 90 % or more', () => {
    expect(judge(mapWith(external, { share: 90 })).ids).toContain(
      'external_service_no_alternative',
    );
    expect(judge(mapWith(external, { share: 89 })).ids).not.toContain(
      'external_service_no_alternative',
    );
  });

  test('is not set when the code could request everything at once', () => {
    const patterns = [
      {
        rule: 'missing-batch',
        category: 'architecture',
        file: 'src/app.js',
        line: 22,
        endLine: 24,
        function: 0,
        message: CONFIRMED.description,
      },
    ] as const;
    // Longer than requests to other services usually take, which would be an indicator in itself.
    const map = mapWith({ ...external, wall_time_ms: 9_000 }, { suspicions: [CONFIRMED] });
    expect(judge(map, undefined, { patterns }).ids).toEqual([]);
  });
});

describe('P811-42: infrastructure_bound', () => {
  const full: MachineUsage = { ...IDLE, cpuCoresBusyShare: [1, 1] };
  const serverSide = (usedMs: number) =>
    ({ cpu: { usedMs, waitedMs: 0, cores: 2 }, durationMs: 1_000 }) as Block['serverSide'];

  test('is set when the target keeps all cores busy', () => {
    const busy = [trial({ serverSide: serverSide(1_990) })];
    expect(judge(mapWith({}), busy, { used: full }).ids).toContain('infrastructure_bound');
  });

  test('D13: is not set when the target uses one core and other programs keep the machine busy', () => {
    const single = [trial({ serverSide: serverSide(950) })];
    expect(judge(mapWith({}), single, { used: full }).ids).not.toContain('infrastructure_bound');
  });

  test('D13: voids the run when a load generator saturates the machine', () => {
    const notes = { generator_saturated: true, generator_cpu_share: 1.2 };
    expect(judge(mapWith({}), [trial({ notes })], { used: full }).verdict).toBe('void');
  });
});

test('P811-43: does not set already_optimized when a suspicion is confirmed', () => {
  const even = mapWith({ type: 'child_process' }, { share: 40 });
  expect(judge({ ...even, suspicion_stack: [DISMISSED] }).ids).toEqual(['already_optimized']);
  const confirmed: Suspicion = { ...DISMISSED, verdict: 'confirmed' };
  expect(judge({ ...even, suspicion_stack: [confirmed] }).ids).toEqual([]);
});

test('does not call code optimised in the Wrong Tool Gate when no suspicion was measured', () => {
  const even = mapWith({ type: 'child_process' }, { share: 40 });
  const pending: Suspicion = { ...CONFIRMED, verdict: 'pending', share: null };
  expect(judge(even).ids).toEqual([]);
  expect(judge({ ...even, suspicion_stack: [pending] }).ids).toEqual([]);
});

test('does not call code optimised in the Wrong Tool Gate when its lines are unknown', () => {
  const even = mapWith({ type: 'child_process' }, { share: 40, suspicions: [DISMISSED] });
  expect(judge(even, undefined, { hasLines: false })).toMatchObject({
    verdict: 'PROCEED',
    ids: [],
  });
});

test('OPT-38: raises a concern when plain trials vary', () => {
  const { verdict, concerns } = judge(mapWith({ wall_time_ms: 300, type: 'query' }), [
    trial({}, 10),
    trial({}, 14),
    trial({}, 10),
  ]);
  expect({ verdict, concerns }).toEqual({ verdict: 'CONCERNS', concerns: ['variance'] });
});

test('OPT-38: raises a concern when a baseline lacks its metrics', () => {
  const map = { ...mapWith({ wall_time_ms: 300, type: 'query' }), baseline: { wall_time_ms: 10 } };
  expect(judge(map).concerns).toEqual(['partial_metrics']);
});
