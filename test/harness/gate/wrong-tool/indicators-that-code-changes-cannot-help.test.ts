import { describe, expect, test } from 'vitest';
import { listSetIndicators } from '../../../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import type {
  CandidateScan,
  ExternalService,
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
