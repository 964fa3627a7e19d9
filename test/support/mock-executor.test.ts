import { describe, expect, it } from 'vitest';
import type { PlannedTrial } from '../../harness/model/executor.ts';
import { functionScenario } from './function-scenario.ts';
import { createMockExecutor } from './mock-executor.ts';

const scenario = functionScenario();
const signal = new AbortController().signal;

function planned(side: PlannedTrial['side'], slot: PlannedTrial['slot']): PlannedTrial {
  return { index: slot, warmup: false, side, pair: 0, slot, seed: 7 };
}

describe('the executor contract of the mock executor', () => {
  it('holds one unit of each side of a pair open at once and measures them alternately', async () => {
    const executor = createMockExecutor('function', (_scenario, trial, block) => ({
      measurements: { wall_time: trial.side === 'a' ? 10 + block : 20 + block },
    }));
    const a = await executor.open({ scenario, trial: planned('a', 1), folder: '', signal });
    const b = await executor.open({ scenario, trial: planned('b', 0), folder: '', signal });
    const blocks = [
      await b.measure({ index: 0, durationMs: 50 }),
      await a.measure({ index: 0, durationMs: 50 }),
      await a.measure({ index: 1, durationMs: 50 }),
      await b.measure({ index: 1, durationMs: 50 }),
    ];
    await Promise.all([a.close(), b.close()]);

    expect(blocks.map(({ measurements }) => measurements.wall_time)).toEqual([20, 10, 11, 21]);
    expect(executor.events.map(({ event, side }) => `${event} ${side}`)).toEqual([
      'open a',
      'open b',
      'measure b',
      'measure a',
      'measure a',
      'measure b',
      'close a',
      'close b',
    ]);
  });

  it('reports a scripted failure as the failure of the unit', async () => {
    const failure = { reason: 'exit-code', message: 'ended with 3' } as const;
    const executor = createMockExecutor('function', () => ({ failure }));
    const unit = await executor.open({ scenario, trial: planned('a', 0), folder: '', signal });
    await expect(unit.measure({ index: 0, durationMs: null })).rejects.toMatchObject({ failure });
  });
});
