import { describe, expect, it } from 'vitest';
import { summariseProfileSection } from '../../../api/observe/build-profile-report-section.ts';
import {
  type EscalationSteps,
  escalateProfiling,
} from '../../../api/profile/escalate-to-deeper-profiling.ts';
import type { ProfileSection } from '../../../harness/model/documents/profile-document.ts';

const NOTHING = summariseProfileSection('v8-cpu', []);

function withOverhead(ratio: number): ProfileSection {
  return {
    ...NOTHING,
    overhead: { metric: 'wall_time', ratio, low: ratio, high: ratio, pairs: 6 },
  };
}

/** Returns the escalation that was followed, with its requests in order. */
async function deepened(
  section: ProfileSection,
  {
    open = 0,
    came = 'taken',
    isMissing = false,
    signal = new AbortController().signal,
  }: {
    readonly open?: number;
    readonly came?: 'taken' | 'broken' | 'none';
    readonly isMissing?: boolean;
    readonly signal?: AbortSignal;
  },
) {
  const asked: string[] = [];
  const levels: EscalationSteps = {
    takeMemory: async (kind) => {
      asked.push(kind);
      return null;
    },
    countOpenSuspicions: async () => {
      asked.push('open');
      return open;
    },
    instrument: async ({ reason }) => {
      asked.push(reason);
      return came;
    },
  };
  const { escalation } = await escalateProfiling({ section, isMissing }, levels, signal);
  return {
    asked,
    stop: escalation.stop,
    levels: escalation.levels.map(
      ({ level, taken }) => `${level} ${taken ? 'taken' : 'not taken'}`,
    ),
  };
}

describe('the levels of a profile', () => {
  it('P811-31: instruments functions when several suspicions are open', async () => {
    expect(await deepened(NOTHING, { open: 1 })).toEqual({
      asked: ['open'],
      stop: 'levels-used',
      levels: ['functions taken'],
    });
    expect(await deepened(NOTHING, { open: 2 })).toEqual({
      asked: ['open', 'several-suspicions'],
      stop: 'levels-used',
      levels: ['functions taken', 'instrumentation taken'],
    });
  });

  it('P811-31: also instruments them when profiling costs more than 20 %, or there is no profiler', async () => {
    expect((await deepened(withOverhead(1.2), {})).asked).toEqual(['open']);
    // Instrumentation is requested only once, however many are open then.
    expect((await deepened(withOverhead(1.201), { open: 5 })).asked).toEqual(['overhead', 'open']);
    const missing = await deepened(NOTHING, { isMissing: true });
    expect(missing.asked).toEqual(['profiler-missing', 'open']);
    expect(missing.levels).toEqual(['functions not taken', 'instrumentation taken']);
  });

  it('P811-32: stops when instrumentation breaks the tests', async () => {
    expect(await deepened(NOTHING, { open: 2, came: 'broken' })).toEqual({
      asked: ['open', 'several-suspicions'],
      stop: 'instrumentation-failed',
      levels: ['functions taken', 'instrumentation not taken'],
    });
  });

  it('P811-32: stops with the existing results when functions cannot be instrumented', async () => {
    const { levels, stop } = await deepened(withOverhead(2), { came: 'none' });
    expect(levels).toEqual(['functions taken', 'instrumentation not taken']);
    expect(stop).toBe('levels-used');
  });

  it('P811-32: stops when it is interrupted', async () => {
    const { stop, asked } = await deepened(NOTHING, { open: 2, signal: AbortSignal.abort() });
    expect({ stop, asked }).toEqual({ stop: 'interrupted', asked: [] });
  });
});
