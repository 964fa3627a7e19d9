import { describe, expect, test } from 'vitest';
import { judgeWrongTool } from '../../../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import {
  type Waiver,
  type WrongToolEvidence,
  type WrongToolIndicator,
  type WrongToolJudgement,
  waiverSchema,
} from '../../../../harness/model/program/code-optimisation-suitability-judgement.ts';
import { INDUSTRY_NORMS } from '../../../../harness/model/scenario/industry-duration-norms.ts';
import { UserError } from '../../../../harness/model/user-error.ts';

const IDLE = {
  cpuCoresBusyShare: [0.5, 0.1],
  generatorCpuShare: 0,
  diskBusyShare: 0.1,
  networkShare: 0.1,
  memoryPressure: 0,
};

/** Stable and slow, with improvements left to try. */
const EVIDENCE: WrongToolEvidence = {
  cycle: 1,
  measuredMs: 300,
  operation: 'query-indexed',
  external: null,
  system: IDLE,
  scan: { confirmed: 1, largestNonEssentialShare: 0.8 },
  stability: {
    samples: [{ metric: 'wall_time', values: [300, 301, 302] }],
    unstable: [],
    missingMetrics: [],
  },
};

const WAIVER: Waiver = {
  reason: 'The provider is replaced next month.',
  at: '2026-11-21T02:00:00.000Z',
  by: 'ada',
};

/** Evidence of exactly one indicator each. */
const SETS: Readonly<Record<WrongToolIndicator, Partial<WrongToolEvidence>>> = {
  external_service_no_alternative: {
    external: { service: 'payments.example', ms: 282, share: 0.94, alternatives: [] },
  },
  infrastructure_bound: { system: { ...IDLE, cpuCoresBusyShare: [0.97, 0.99] } },
  already_optimized: { scan: { confirmed: 0, largestNonEssentialShare: 0.3 } },
  within_industry_norm: { measuredMs: 3 },
};
const INDICATORS = Object.keys(SETS) as readonly WrongToolIndicator[];

const MAP = { steps: ['1', '1.1'] };

function judge(
  change: Partial<WrongToolEvidence>,
  waiver: Waiver | null = null,
): WrongToolJudgement {
  const exit = judgeWrongTool({
    evidence: { ...EVIDENCE, ...change },
    norms: INDUSTRY_NORMS,
    waiver,
    map: MAP,
  });
  if (exit.state === 'void') throw new Error(exit.reason);
  return exit.judgement;
}

const idsOf = ({ indicators }: WrongToolJudgement) => indicators.map(({ id }) => id);

describe('the verdict', () => {
  test('OPT-37: is PROCEED when no indicator is set and measurements are stable', () => {
    expect(judge({})).toEqual({
      verdict: 'PROCEED',
      outcome: 'go-on',
      cycle: 1,
      indicators: [],
      concerns: [],
      waiver: null,
    });
  });

  test.each(INDICATORS)('OPT-39: is BLOCK by %s together with every concern', (id) => {
    const stability = {
      samples: [{ metric: 'wall_time', values: [1, 2, 3] }],
      unstable: ['it changed its level.'],
      missingMetrics: ['io_read'],
    };
    const judgement = judge({ ...SETS[id], stability });
    expect(judgement.verdict).toBe('BLOCK');
    expect(judgement.concerns.map((concern) => concern.id)).toEqual([
      'variance',
      'unstable_baseline',
      'partial_metrics',
    ]);
  });

  test('OPT-39: names every indicator that is set', () => {
    const all = Object.assign({}, ...Object.values(SETS)) as Partial<WrongToolEvidence>;
    expect(idsOf(judge(all))).toEqual(INDICATORS);
  });

  test.each([
    ['variance', { samples: [{ metric: 'wall_time', values: [100, 100, 120.1] }] }],
    ['unstable_baseline', { unstable: ['wall_time changed its level.'] }],
    ['partial_metrics', { missingMetrics: ['memory_peak_mb'] }],
  ] as const)('OPT-38: is CONCERNS by %s alone', (id, change) => {
    const judgement = judge({
      stability: { samples: [], unstable: [], missingMetrics: [], ...change },
    });
    expect(judgement.verdict).toBe('CONCERNS');
    expect(judgement.outcome).toBe('go-on');
    expect(judgement.concerns.map((concern) => concern.id)).toEqual([id]);
  });
});

describe('a waiver', () => {
  test.each(INDICATORS)(
    'OPT-40: overrides a BLOCK by %s, and is stored with what it overrides',
    (id) => {
      const judgement = judge(SETS[id], WAIVER);
      expect(judgement).toMatchObject({ verdict: 'WAIVED', outcome: 'go-on', waiver: WAIVER });
      expect(idsOf(judgement)).toEqual([id]);
    },
  );

  test('OPT-40: changes nothing without a BLOCK', () => {
    expect(judge({}, WAIVER)).toMatchObject({ verdict: 'PROCEED', waiver: null });
    const stability = { samples: [], unstable: [], missingMetrics: ['io_read'] };
    expect(judge({ stability }, WAIVER)).toMatchObject({ verdict: 'CONCERNS', waiver: null });
  });

  test.each(['', '   '])('OPT-40: is rejected without a reason (%j)', (reason) => {
    expect(() => judge(SETS.infrastructure_bound, { ...WAIVER, reason })).toThrow(UserError);
    expect(waiverSchema.safeParse({ ...WAIVER, reason }).success).toBe(false);
  });

  test('OPT-40: is rejected without a name', () => {
    expect(() => judge(SETS.infrastructure_bound, { ...WAIVER, by: ' ' })).toThrow(
      'can only be waived with the name of the person who waives it',
    );
  });
});

describe('the outcome of a BLOCK', () => {
  test.each([
    ['external_service_no_alternative', 1, 'diagnosis'],
    ['external_service_no_alternative', 2, 'diagnosis'],
    ['infrastructure_bound', 1, 'diagnosis'],
    ['infrastructure_bound', 2, 'diagnosis'],
    ['already_optimized', 1, 'diagnosis'],
    ['already_optimized', 2, 'success'],
    ['within_industry_norm', 1, 'diagnosis'],
    ['within_industry_norm', 2, 'success'],
  ] as const)('OPT-41: by %s in cycle %d is %s', (id, cycle, outcome) => {
    expect(judge({ ...SETS[id], cycle }).outcome).toBe(outcome);
  });

  test('OPT-41: is a diagnosis when only some indicators say that nothing is left', () => {
    const both = { ...SETS.already_optimized, ...SETS.infrastructure_bound, cycle: 3 };
    expect(judge(both).outcome).toBe('diagnosis');
  });
});

describe('indicator messages', () => {
  test.each([
    [
      'OPT-42',
      'external_service_no_alternative',
      'Bottleneck is payments.example latency (282ms). Recommend: negotiate SLA / switch provider / add cache layer.',
    ],
    [
      'OPT-43',
      'within_industry_norm',
      'Current performance (3ms) is within industry norm (0.5–10ms). No optimization needed.',
    ],
    [
      'OPT-44',
      'infrastructure_bound',
      'Bottleneck is infrastructure (CPU at least 97 % busy on all 2 cores). Recommend: scaling / caching / CDN.',
    ],
    [
      'OPT-45',
      'already_optimized',
      'Code already uses optimal patterns. Consider infrastructure scaling.',
    ],
  ] as const)('%s: for %s name what was measured', (_, id, message) => {
    expect(judge(SETS[id]).indicators[0]?.message).toBe(message);
  });
});

describe('judgeWrongTool', () => {
  const cases: readonly (readonly [string, Partial<WrongToolEvidence>, Waiver | null])[] = [
    ['PROCEED', {}, null],
    ['CONCERNS', { stability: { samples: [], unstable: ['…'], missingMetrics: [] } }, null],
    ['WAIVED', SETS.already_optimized, WAIVER],
    ...INDICATORS.map((id) => ['BLOCK', SETS[id], null] as const),
  ];
  test.each(cases)('OPT-46: returns for %s the whole map (%j)', (verdict, change, waiver) => {
    const evidence = { ...EVIDENCE, ...change };
    const exit = judgeWrongTool({ evidence, norms: INDUSTRY_NORMS, waiver, map: MAP });
    expect(exit).toMatchObject({ state: 'judged', judgement: { verdict } });
    expect(exit.map).toBe(MAP);
  });

  test('D13, OPT-46: is void, with the map, when the load generator saturated the machine', () => {
    const system = { ...IDLE, cpuCoresBusyShare: [0.99, 0.98], generatorCpuShare: 0.4 };
    const exit = judgeWrongTool({
      evidence: { ...EVIDENCE, system },
      norms: INDUSTRY_NORMS,
      waiver: null,
      map: MAP,
    });
    expect(exit).toEqual({
      state: 'void',
      reason:
        'The load generator took 40 % of the CPU on a machine whose cores were all saturated, so the measurements do not describe the target.',
      map: MAP,
    });
  });
});
