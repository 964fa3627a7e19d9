import { describe, expect, it } from 'vitest';
import {
  chooseNextProfileLevel,
  type EscalationStep,
  type ProfileEvidence,
  type ProfileLevel,
} from '../../../harness/gate/choose-next-profile-level.ts';

/** A function that takes nearly all of the time, in a single line: the cause is clear. */
const CLEAR: ProfileEvidence = {
  done: ['functions'],
  isProfilerMissing: false,
  overhead: 1.02,
  hottest: { name: 'parse', self: 0.9, line: { line: 7, share: 1 } },
  gcShare: 0.01,
  heapGrowthBytes: 0,
  openSuspicions: 0,
  isInstrumentationBroken: false,
};

function next(changes: Partial<ProfileEvidence>): string {
  const step = chooseNextProfileLevel({ ...CLEAR, ...changes });
  return step.type === 'go' ? `${step.level}: ${step.reason}` : `stop: ${step.stop}`;
}

/** Goes through all requested levels, each succeeding; returns them and the reason to stop. */
function path(evidence: Partial<ProfileEvidence>): readonly string[] {
  const done: ProfileLevel[] = [];
  const steps: string[] = [];
  for (;;) {
    const step: EscalationStep = chooseNextProfileLevel({ ...CLEAR, ...evidence, done });
    if (step.type === 'stop') return [...steps, step.stop];
    done.push(step.level);
    steps.push(step.level);
  }
}

describe('the next profile level', () => {
  it('P811-30: begins with functions, whatever else is known', () => {
    expect(next({ done: [], gcShare: 0.5, overhead: 2, isProfilerMissing: true })).toBe(
      'functions: first',
    );
  });

  it('P811-31: stops when the cause is clear', () => {
    expect(next({})).toBe('stop: cause-clear');
    expect(chooseNextProfileLevel(CLEAR)).toMatchObject({
      text: 'parse takes 90 %, 100 % of it in line 7.',
    });
  });

  it('P811-31: goes to lines when the inside of the hottest function is unclear', () => {
    const hottest = { name: 'parse', self: 0.9, line: { line: 7, share: 0.8 } };
    expect(next({ hottest })).toBe('lines: inside-unclear');
    expect(path({ hottest })).toEqual(['functions', 'lines', 'cause-clear']);
  });

  it('P811-32: ends with the best available data when no level makes the cause clear', () => {
    const hottest = { name: 'parse', self: 0.2, line: { line: 7, share: 0.3 } };
    expect(path({ hottest })).toEqual(['functions', 'lines', 'levels-used']);
    expect(path({ hottest: null })).toEqual(['functions', 'levels-used']);
    expect(path({ hottest, gcShare: 0.2, openSuspicions: 3 })).toEqual([
      'functions',
      'lines',
      'memory',
      'instrumentation',
      'levels-used',
    ]);
  });

  it.each([
    [{ gcShare: 0.0999 }, 'stop: cause-clear'],
    [{ gcShare: 0.1 }, 'memory: memory-abnormal'],
    [{ heapGrowthBytes: 16 * 2 ** 20 }, 'stop: cause-clear'],
    [{ heapGrowthBytes: 16 * 2 ** 20 + 1 }, 'memory: memory-abnormal'],
    [{ heapGrowthBytes: null }, 'stop: cause-clear'],
  ])('P811-31: decides whether memory is abnormal: %j', (evidence, expected) => {
    expect(next(evidence)).toBe(expected);
  });

  it.each([
    [(120 - 100) / 100 + 1, 'stop: cause-clear'],
    [1.2, 'stop: cause-clear'],
    [1.201, 'instrumentation: overhead'],
    [null, 'stop: cause-clear'],
  ])('P811-31: goes to instrumentation only above 20 %% of overhead: %d', (overhead, expected) => {
    expect(next({ overhead })).toBe(expected);
  });

  it('P811-31: goes to instrumentation without a profiler or with several suspicions', () => {
    expect(next({ isProfilerMissing: true })).toBe('instrumentation: profiler-missing');
    expect(next({ openSuspicions: 1 })).toBe('stop: cause-clear');
    expect(next({ openSuspicions: 2 })).toBe('instrumentation: several-suspicions');
  });

  it('P811-32: stops when instrumentation breaks tests', () => {
    expect(next({ done: ['functions', 'instrumentation'], isInstrumentationBroken: true })).toBe(
      'stop: instrumentation-failed',
    );
  });
});
