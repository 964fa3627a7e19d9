import { describe, expect, test } from 'vitest';
import {
  findInfrastructureLimit,
  listConcerns,
  listSetIndicators,
} from '../../../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import type {
  CandidateScan,
  ExternalService,
  SystemLoad,
  WrongToolEvidence,
} from '../../../../harness/model/program/code-optimisation-suitability-judgement.ts';
import {
  INDUSTRY_NORMS,
  type NormOperation,
} from '../../../../harness/model/scenario/industry-duration-norms.ts';

const NOTHING: WrongToolEvidence = {
  cycle: 1,
  measuredMs: 300,
  operation: null,
  external: null,
  system: null,
  scan: null,
  stability: { samples: [], unstable: [], missingMetrics: [] },
};

const set = (change: Partial<WrongToolEvidence>) =>
  listSetIndicators({ ...NOTHING, ...change }, { state: 'none' }, INDUSTRY_NORMS).map(
    ({ id }) => id,
  );

describe('external_service_no_alternative', () => {
  const external = (share: number, alternatives: ExternalService['alternatives'] = []) =>
    set({ external: { service: 'maps.example', ms: share * 300, share, alternatives } });

  test.each([
    [0.89, []],
    [0.899, []],
    [0.9, ['external_service_no_alternative']],
    [0.27 / 0.3, ['external_service_no_alternative']],
    [1, ['external_service_no_alternative']],
  ])('P811-40: is for a share of %d %j', (share, indicators) => {
    expect(external(share)).toEqual(indicators);
  });

  test.each(['batch', 'cache', 'parallel'] as const)(
    'P811-40: is not set when there is a way to %s',
    (way) => {
      expect(external(0.9, [way])).toEqual([]);
      expect(external(1, [way])).toEqual([]);
    },
  );
});

describe('within_industry_norm', () => {
  const norm = (operation: NormOperation, measuredMs: number) => set({ operation, measuredMs });

  test('P811-41: holds at both ends of the range, but not above it', () => {
    expect(norm('query-indexed', 0.5)).toEqual(['within_industry_norm']);
    expect(norm('query-indexed', 10)).toEqual(['within_industry_norm']);
    expect(norm('query-indexed', 10.01)).toEqual([]);
  });
});

describe('already_optimized', () => {
  const scan = (scanResult: CandidateScan) => set({ scan: scanResult });

  test.each([
    [0, 0, ['already_optimized']],
    [0, 0.5, ['already_optimized']],
    [0, 0.501, []],
    [1, 0, []],
    [1, 0.501, []],
  ])('P811-43: is with %d confirmed and a step of %d %j', (confirmed, share, indicators) => {
    expect(scan({ confirmed, largestNonEssentialShare: share })).toEqual(indicators);
  });
});

const IDLE: SystemLoad = {
  cpuCoresBusyShare: [0.3, 0.2, 0.1, 0.1],
  generatorCpuShare: 0,
  diskBusyShare: null,
  networkShare: null,
  memoryPressure: null,
};
const limit = (change: Partial<SystemLoad>) => findInfrastructureLimit({ ...IDLE, ...change });

describe('a processor', () => {
  test('P811-42: is no limit of the machine when one thread alone keeps it busy', () => {
    expect(limit({ cpuCoresBusyShare: [1, 0.1, 0, 0.1] })).toEqual({ state: 'none' });
    expect(limit({ cpuCoresBusyShare: [1, 1, 1, 0.9] })).toEqual({ state: 'none' });
  });

  test.each([
    [0.949, 'none'],
    [0.95, 'bound'],
    [1, 'bound'],
  ])('P811-42: with all cores %d busy is %s', (share, state) => {
    expect(limit({ cpuCoresBusyShare: [share, share, share, share] }).state).toBe(state);
  });

  test('is no limit when it was not inspected', () => {
    expect(limit({ cpuCoresBusyShare: [] })).toEqual({ state: 'none' });
  });

  test('is reported as the only core when it has one core', () => {
    expect(limit({ cpuCoresBusyShare: [0.98] })).toEqual({
      state: 'bound',
      detail: 'CPU at least 98 % busy on the only core',
    });
  });

  test.each([
    [0, 'bound'],
    [0.04, 'bound'],
    [0.06, 'void'],
    [0.5, 'void'],
  ])('D13: with %d taken by the load generator is %s', (generatorCpuShare, state) => {
    expect(limit({ cpuCoresBusyShare: [0.99, 0.99], generatorCpuShare }).state).toBe(state);
  });

  test('D13: is no limit while it has capacity left, whatever the load generator took', () => {
    expect(limit({ cpuCoresBusyShare: [0.9, 0.99], generatorCpuShare: 0.8 })).toEqual({
      state: 'none',
    });
  });
});

describe('other resources of a machine', () => {
  test.each([
    ['diskBusyShare', 0.949, 'none'],
    ['diskBusyShare', 0.95, 'bound'],
    ['networkShare', 0.949, 'none'],
    ['networkShare', 0.95, 'bound'],
    ['memoryPressure', 0.149, 'none'],
    ['memoryPressure', 0.15, 'bound'],
  ])('P811-42: with %s of %d are %s', (name, share, state) => {
    expect(limit({ [name]: share }).state).toBe(state);
  });

  test('P811-42: are named all together', () => {
    const all = { diskBusyShare: 0.99, networkShare: 0.981, memoryPressure: 0.2 };
    expect(limit(all)).toEqual({
      state: 'bound',
      detail: 'disk 99 % busy, network link 98.1 % used, memory stalls for 20 % of the time',
    });
  });
});

const of = (values: readonly number[]) =>
  listConcerns({ samples: [{ metric: 'wall_time', values }], unstable: [], missingMetrics: [] });

describe('variance', () => {
  test.each([
    [[90, 100, 110], 0],
    [[0.9, 1, 1.1], 0],
    [[100, 100, 120], 0],
    [[100, 100, 120.1], 1],
  ])(
    'OPT-38, D1: is for three runs %j their range over their median: %d concerns',
    (values, count) => {
      expect(of(values)).toHaveLength(count);
    },
  );

  test('D1: is the deviation over the mean for five or more runs', () => {
    // A range of 40 %, and a deviation of 17.9 %.
    expect(of([100, 100, 100, 100, 140])).toEqual([]);
    expect(of([60, 80, 100, 120, 140])).toHaveLength(1);
  });

  test('D1: is accepted at exactly 20 % of five runs, but not at 20.1 %', () => {
    const spread = (share: number) => {
      // If four of five values are one step from the mean, that step is the standard deviation.
      const step = 100 * share;
      return [100 - step, 100 - step, 100, 100 + step, 100 + step];
    };
    expect(of(spread(0.2))).toEqual([]);
    expect(of(spread(0.201))).toHaveLength(1);
  });

  test('D1: is reported by both formulas, the deciding formula first', () => {
    expect(of([100, 90, 120])[0]?.message).toBe(
      'wall_time varies by more than 20 % over 3 runs: (max − min) / median 30 %; standard deviation / mean 14.8 %.',
    );
    expect(of([60, 80, 100, 120, 140])[0]?.message).toBe(
      'wall_time varies by more than 20 % over 5 runs: standard deviation / mean 31.6 %; (max − min) / median 80 %.',
    );
  });
});

test('OPT-38: reports an unstable baseline and missing metrics separately', () => {
  const concerns = listConcerns({
    samples: [],
    unstable: ['wall_time changed its level after 3 of 6 runs.'],
    missingMetrics: ['io_read_bytes', 'http_round_trips'],
  });
  expect(concerns).toEqual([
    {
      id: 'unstable_baseline',
      message: 'The baseline is unstable: wall_time changed its level after 3 of 6 runs.',
    },
    {
      id: 'partial_metrics',
      message: 'Only some of the metrics were measured; missing: io_read_bytes, http_round_trips.',
    },
  ]);
});
