import { describe, expect, test } from 'vitest';
import { findInfrastructureLimit } from '../../../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import type { SystemLoad } from '../../../../harness/model/program/code-optimisation-suitability-judgement.ts';

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
