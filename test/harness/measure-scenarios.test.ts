import { describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../harness/gate/exit-code-for-report.ts';
import type { RecordStore } from '../../harness/history/run-record-store.ts';
import { measureScenarios } from '../../harness/measure-and-judge-scenarios.ts';
import type { RunContext } from '../../harness/measurement-run-context.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { PlannedTrial } from '../../harness/model/executor.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { FunctionScenario } from '../../harness/model/scenario/scenario.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { exampleEnvironment } from '../support/example-measurement-environment.ts';
import { functionScenario } from '../support/function-scenario.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { createMockExecutor } from '../support/mock-executor.ts';

type Script = (scenario: FunctionScenario, trial: PlannedTrial) => number | 'fail';

/** Runs the complete pipeline over scripted units; saved documents stay in memory. */
function path(script: Script, changes: Partial<RunContext> = {}, { shares = false } = {}) {
  const { host } = createInMemoryHost();
  const executor = createMockExecutor<FunctionScenario>(
    'function',
    (scenario, trial) => {
      const value = script(scenario, trial);
      if (value === 'fail') return { failure: { reason: 'exit-code', message: 'ended with 3' } };
      return { measurements: { wall_time: value } };
    },
    { shares },
  );
  const journal: Trial[] = [];
  const saved: RunRecord[] = [];
  const held: string[] = [];
  const store = {
    begin: () => ({
      append: (trial: Trial) => journal.push(trial),
      finish: (record: RunRecord) => saved.push(record),
      attach: () => ({ attachments: [], findings: [] }),
    }),
  } as unknown as RecordStore;
  const parts: RunContext = {
    host,
    executors: [executor],
    checksBefore: [],
    checksAfter: [],
    store,
    lock: {
      hold: (label, action) => {
        held.push(label);
        return action();
      },
      waitedMs: () => 0,
    },
    environment: exampleEnvironment,
    readMachineState: async () => ({}) as never,
    onProgress: () => undefined,
    ...changes,
  };
  const options = { seed: 42, folder: host.cwd, signal: new AbortController().signal };
  return { parts, options, executor, journal, saved, held };
}

const slowFirst: Script = (_scenario, trial) => (trial.warmup ? 1_000 : 10 + (trial.index % 2));

describe('run', () => {
  it('discards one warm-up and stops at the maximum number of trials', async () => {
    const { parts, options, executor } = path((_s, trial) => (trial.index + 1) ** 2);
    const report = await measureScenarios([functionScenario()], parts, options);
    expect(executor.events.filter(({ event }) => event === 'open')).toHaveLength(11);
    expect(report.runs[0]?.metrics.wall_time).toMatchObject({ n: 10 });
    expect(report.runs[0]?.stop).toBe('max-trials');
  });

  it('closes every unit that it opened, even a failed unit, and stops at the failure', async () => {
    const { parts, options, executor, saved } = path((_s, { index }) => (index === 2 ? 'fail' : 5));
    const { runs, verdict } = await measureScenarios([functionScenario()], parts, options);
    expect(executor.events.filter(({ event }) => event === 'open')).toHaveLength(3);
    expect(executor.events.filter(({ event }) => event === 'close')).toHaveLength(3);
    expect(runs[0]).toMatchObject({ state: 'failed', stop: 'failed', verdict: 'fail' });
    expect(saved[0]?.trials.at(-1)).toMatchObject({ state: 'failed' });
    expect(verdict).toBe('fail');
  });

  it('measures the alternatives of a group alternately, one unit each per round, with equal seeds', async () => {
    const { parts, options } = path(() => 5);
    const scenarios = ['a', 'b', 'c'].map((name) => functionScenario({ name, group: 'g' }));
    const { runs } = await measureScenarios(scenarios, parts, options);
    const trials = runs.flatMap((run) => run.trials).sort((x, y) => x.index - y.index);
    for (let round = 0; round * 3 < trials.length; round += 1) {
      const units = trials.slice(round * 3, round * 3 + 3);
      expect(new Set(units.map(({ pair }) => pair))).toEqual(new Set([round]));
      expect(new Set(units.map(({ seed }) => seed)).size).toBe(1);
    }
    const firsts = runs.map((run) => run.trials.filter(({ index }) => index % 3 === 0).length);
    expect(firsts.every((count) => count > 0 && count < trials.length / 3)).toBe(true);
  });

  it('reproduces order and seeds from the same seed', async () => {
    const scenarios = ['a', 'b'].map((name) => functionScenario({ name, group: 'g' }));
    const once = path(() => 5);
    const again = path(() => 5);
    await measureScenarios(scenarios, once.parts, once.options);
    await measureScenarios(scenarios, again.parts, again.options);
    expect(again.executor.events).toEqual(once.executor.events);
    expect(again.journal.map(({ seed }) => seed)).toEqual(once.journal.map(({ seed }) => seed));
  });

  it('takes the measurement lock once per trial', async () => {
    const { parts, options, held, journal } = path(() => 5);
    await measureScenarios([functionScenario()], parts, options);
    expect(held).toHaveLength(journal.length);
  });

  it('journals every trial before the next one starts', async () => {
    const seen: number[] = [];
    const { parts, options, journal } = path((_s, { index }) => {
      seen.push(journal.length);
      return 5 + index;
    });
    await measureScenarios([functionScenario()], parts, options);
    expect(seen).toEqual(seen.map((_count, index) => index));
  });

  it('keeps what was measured before an interruption', async () => {
    const controller = new AbortController();
    const { parts, options } = path((_s, { index }) => {
      if (index === 4) controller.abort();
      return 5 + index;
    });
    const { runs } = await measureScenarios(
      [functionScenario(), functionScenario({ name: 'later' })],
      parts,
      {
        ...options,
        signal: controller.signal,
      },
    );
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ state: 'interrupted', stop: 'interrupted' });
    expect(runs[0]?.metrics.wall_time?.n).toBe(3);
  });

  it('saves the other members of a group when the record of one can no longer be written', async () => {
    const { parts, options, saved } = path(() => 5);
    const begin = parts.store.begin;
    const store = {
      ...parts.store,
      begin: (record: RunRecord) => {
        const journal = begin(record);
        if (record.scenario !== 'b') return journal;
        return {
          ...journal,
          append: () => {
            throw new Error('the disk is full');
          },
        };
      },
    };
    const scenarios = ['a', 'b'].map((name) => functionScenario({ name, group: 'g' }));
    await expect(measureScenarios(scenarios, { ...parts, store }, options)).rejects.toThrow(
      'disk is full',
    );
    expect(saved.map(({ scenario, state }) => `${scenario} ${state}`)).toEqual([
      'a interrupted',
      'b interrupted',
    ]);
  });

  it('tolerates a wall clock that is set back', async () => {
    const { parts, options } = path(() => 5);
    let nowMs = Date.UTC(2026, 5, 1);
    const clock = {
      ...parts.host.clock,
      now: () => {
        nowMs -= 3_600_000;
        return new Date(nowMs);
      },
    };
    const { runs } = await measureScenarios(
      [functionScenario()],
      { ...parts, host: { ...parts.host, clock } },
      options,
    );
    const [record] = runs;
    expect(record?.state).toBe('completed');
    expect(record?.trials.every(({ durationMs }) => durationMs >= 0)).toBe(true);
    const starts = record?.trials.map(({ startedMs }) => startedMs) ?? [];
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(record?.timings.measure).toBeGreaterThanOrEqual(0);
  });

  it('keeps everything else intact when a check throws', async () => {
    const broken = {
      id: 'broken',
      check: () => {
        throw new Error('bad index');
      },
    };
    const { parts, options } = path(() => 5, { checksAfter: [broken] });
    const { runs, verdict } = await measureScenarios([functionScenario()], parts, options);
    expect(verdict).toBe('pass');
    expect(runs[0]?.findings).toMatchObject([{ id: 'broken', level: 'info' }]);
  });
});

describe('a run with instruction counting', () => {
  const counting = (script: (trial: PlannedTrial) => number | 'fail' = () => 5_000) =>
    createMockExecutor<FunctionScenario>('function', (_scenario, trial) => {
      const value = script(trial);
      if (value === 'fail') return { failure: { reason: 'threw', message: 'no' } };
      return { measurements: { instructions: value } };
    });
  const scenario = functionScenario({
    metrics: ['instructions'],
    budgets: [
      { metric: 'instructions', operator: '<', limit: 4_000, level: 'error', text: '< 4000' },
    ],
  });

  it('adds three trials after the timed trials, and judges their budget', async () => {
    const { parts, options, journal, held } = path(slowFirst, { instructions: [counting()] });
    const [record] = (await measureScenarios([scenario], parts, options)).runs;
    const counted = record?.trials.filter(({ pass }) => pass === 'instructions') ?? [];
    expect(record?.trials.slice(-3)).toEqual(counted);
    expect(record?.metrics.instructions).toMatchObject({ n: 3, center: 5_000, nature: 'counted' });
    expect(record?.metrics.wall_time?.n).toBe((record?.trials.length ?? 0) - 4);
    expect(record).toMatchObject({ state: 'completed', verdict: 'fail' });
    expect(journal).toHaveLength(record?.trials.length ?? 0);
    // The lock is acquired once for each timed trial, and once for all counted trials.
    expect(held).toHaveLength((record?.trials.length ?? 0) - 2);
  });

  it('fails when a counted unit fails, and keeps the timed results', async () => {
    const instructions = [counting(({ pair }) => (pair % 2 === 0 ? 'fail' : 5_000))];
    const { parts, options } = path(slowFirst, { instructions });
    const [record] = (await measureScenarios([scenario], parts, options)).runs;
    expect(record).toMatchObject({ state: 'failed', stop: 'failed' });
    expect(record?.metrics.wall_time?.n).toBeGreaterThan(2);
  });

  it('counts nothing for scenarios that do not request it, nor after a failed trial', async () => {
    const executor = counting();
    const { parts, options } = path(slowFirst, { instructions: [executor] });
    await measureScenarios([functionScenario()], parts, options);
    const failing = path(() => 'fail', { instructions: [executor] });
    await measureScenarios([scenario], failing.parts, failing.options);
    expect(executor.events).toEqual([]);
  });

  it('is blocked before its first trial when valgrind is missing', async () => {
    const finding = { id: 'tool-missing', level: 'error', message: 'no valgrind' } as const;
    const instructions = [{ ...counting(), check: async () => [finding] }];
    const { parts, options, executor } = path(slowFirst, { instructions });
    const report = await measureScenarios([scenario], parts, options);
    expect(report.runs[0]).toMatchObject({ stop: 'blocked', state: 'failed' });
    expect(exitCodeFor(report, { strict: false })).toBe(EXIT.tool);
    expect(executor.events).toEqual([]);
  });
});

describe('a quick run of a suite', () => {
  const suite = (names: readonly string[], tags: readonly string[] = ['quick']) =>
    names.map((name) => functionScenario({ name, tags, sampling: QUICK }));
  const QUICK = { minTrials: 3, maxTrials: 3, precision: 0.02, maxTimeMs: 30_000, warmupTrials: 1 };

  it('runs its functions in one process per round, in a newly drawn order', async () => {
    const { parts, options, executor } = path(slowFirst, {}, { shares: true });
    const report = await measureScenarios(suite(['one', 'two', 'three']), parts, options);
    expect(report.runs.map(({ scenario, metrics }) => [scenario, metrics.wall_time?.n])).toEqual([
      ['one', 3],
      ['two', 3],
      ['three', 3],
    ]);
    const rounds = executor.events
      .map(({ event, scenario }) => (event === 'share' ? '|' : event === 'open' ? scenario : ''))
      .join(' ')
      .split('|')
      .slice(1)
      .map((names) => names.trim().split(/\s+/u));
    expect(rounds).toHaveLength(4);
    for (const round of rounds) expect(round.toSorted()).toEqual(['one', 'three', 'two']);
    expect(new Set(rounds.map(String)).size).toBeGreaterThan(1);
  });

  it('measures a function once more alone when it fails next to others', async () => {
    let opened = 0;
    const { parts, options, executor } = path(
      (scenario, trial) => {
        opened += 1;
        // The second of the first round.
        return opened === 2 ? 'fail' : slowFirst(scenario, trial);
      },
      {},
      { shares: true },
    );
    const report = await measureScenarios(suite(['one', 'two', 'three']), parts, options);
    expect(report.runs.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
    expect(executor.events.filter(({ event }) => event === 'share')).toHaveLength(5);
    expect(executor.events.filter(({ event }) => event === 'end')).toHaveLength(5);
  });

  it('fails for a function that also fails alone', async () => {
    const { parts, options } = path(
      (scenario, trial) => (scenario.name === 'two' ? 'fail' : slowFirst(scenario, trial)),
      {},
      { shares: true },
    );
    const report = await measureScenarios(suite(['one', 'two', 'three']), parts, options);
    expect(report.runs.map(({ state }) => state)).toEqual(['completed', 'failed', 'completed']);
  });

  it.each([
    ['two functions', suite(['one', 'two'])],
    ['what is not quick', suite(['one', 'two', 'three'], [])],
    [
      'those of a group, which are compared with each other',
      suite(['one', 'two', 'three']).map((scenario) => ({ ...scenario, group: 'sorting' })),
    ],
    [
      'what vitest calls',
      suite(['one', 'two', 'three']).map((scenario) => ({
        ...scenario,
        body: { type: 'vitest', file: '/nowhere/x.bench.ts', task: scenario.name } as const,
      })),
    ],
  ])('keeps in separate processes %s', async (_, scenarios) => {
    const { parts, options, executor } = path(slowFirst, {}, { shares: true });
    await measureScenarios(scenarios, parts, options);
    expect(executor.events.map(({ event }) => event)).not.toContain('share');
  });
});
