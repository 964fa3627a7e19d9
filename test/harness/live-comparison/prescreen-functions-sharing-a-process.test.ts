/** Suite functions that share the processes of a pair during the screen, on scripted units. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { UnitFailure } from '../../../harness/model/executor.ts';
import type { FunctionScenario } from '../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import {
  createMockExecutor,
  type MockEvent,
  type ScriptedUnit,
} from '../../support/mock-executor.ts';
import { createDraws } from '../../support/random-draws.ts';
import { type BlockScript, runScriptedComparison } from '../../support/scripted-comparison.ts';

const host = createHost();
const NAMES = ['one', 'two', 'three', 'four', 'five', 'six'];
const FAILURE: ScriptedUnit = { failure: { reason: 'exited', message: 'gone' } };

function scenarios(names: readonly string[] = NAMES): readonly FunctionScenario[] {
  return names.map((name) => functionScenario({ name, measureMs: 200, warmupMs: 150 }));
}

/** Returns a script of times varying by 0.5 %; named functions are slower on the head by factor. */
function times(slower: Readonly<Record<string, number>> = {}): BlockScript {
  const { normal } = createDraws(11);
  return ({ side }, { name }) => ({
    measurements: {
      wall_time: 100 * (side === 'b' ? (slower[name] ?? 1) : 1) * Math.exp(0.005 * normal()),
    },
  });
}

function verdictsOf({ comparisons }: ComparisonReport): Readonly<Record<string, string>> {
  const gated = comparisons.filter(({ metric }) => metric === 'wall_time');
  return Object.fromEntries(gated.map(({ scenario, verdict }) => [scenario, verdict]));
}

/** Returns scenarios opened per set of shared processes, in order, and those with their own. */
function openedIn(events: readonly MockEvent[]) {
  const shares: string[][] = [];
  const alone = new Set<string>();
  let isShared = false;
  for (const { event, scenario, side } of events) {
    if (event === 'share') shares.push([]);
    if (event === 'share' || event === 'end') isShared = event === 'share';
    if (event !== 'open' || side === 'b') continue;
    if (isShared) shares.at(-1)?.push(scenario);
    else alone.add(scenario);
  }
  return { shares, alone };
}

/** Counts the blocks of both sides that a function had in a round. */
function blocksOf(events: readonly MockEvent[], name: string, round: number): number {
  let shares = -1;
  return events.filter(({ event, scenario }) => {
    if (event === 'share') shares += 1;
    return shares === round && event === 'measure' && scenario === name;
  }).length;
}

const sharesOf = (events: readonly MockEvent[]) => openedIn(events).shares;
const aloneOf = (events: readonly MockEvent[]) => openedIn(events).alone;

describe('functions of a suite', () => {
  it('share processes in the screening, while candidates are confirmed in their own processes', async () => {
    const { report, events } = await runScriptedComparison({
      scenarios: scenarios(),
      script: times({ four: 1.1 }),
      shares: true,
    });
    expect(verdictsOf(report)).toEqual({
      ...Object.fromEntries(NAMES.map((name) => [name, 'unchanged'])),
      four: 'regressed',
    });
    expect(aloneOf(events)).toEqual(new Set(['four']));
    const stages = report.runs.flatMap(({ trials }) => trials.map(({ stage }) => stage));
    expect(new Set(stages)).toEqual(new Set(['screen', 'confirm']));
  });

  it('are visited in an order drawn anew in each round, the same for the same seed', async () => {
    const compare = (seed: number) =>
      runScriptedComparison({
        scenarios: scenarios(),
        script: times(),
        shares: true,
        options: { seed },
      });
    const rounds = sharesOf((await compare(1)).events);
    expect(rounds.length).toBeGreaterThan(4);
    for (const round of rounds) expect([...round].sort()).toEqual([...NAMES].sort());
    expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(3);
    expect(sharesOf((await compare(1)).events)).toEqual(rounds);
    expect(sharesOf((await compare(2)).events)).not.toEqual(rounds);
  });

  it('leave once they are decided, so that time goes to open functions', async () => {
    const { normal } = createDraws(3);
    const { events } = await runScriptedComparison({
      scenarios: scenarios(),
      script: (_, { name }) => {
        const spread = name === 'five' ? 0.05 : 0.002;
        return { measurements: { wall_time: Math.exp(spread * normal()) } };
      },
      shares: true,
    });
    const rounds = sharesOf(events);
    expect(rounds.at(0)).toHaveLength(NAMES.length);
    expect(rounds.at(-1)).toEqual(['five']);
    // One side at a time: five blocks while all six functions are open, and all of the time for the
    // last function.
    expect(blocksOf(events, 'one', 0)).toBe(2 * 5);
    expect(blocksOf(events, 'five', rounds.length - 1)).toBe(2 * 29);
  });

  it('are measured alone when their successor fails, while all others keep their pairs', async () => {
    const script = times();
    let opened = '';
    const { report, events } = await runScriptedComparison({
      scenarios: scenarios(),
      // In a limited time, functions that are measured alone come after all that share.
      options: { budgetMs: 600_000 },
      // Any function opened after `three` in the same process fails.
      script: (trial, scenario, block) => {
        if (opened === 'three' && scenario.name !== 'three' && trial.stage === 'screen') {
          opened = 'gone';
          return FAILURE;
        }
        if (trial.side === 'b') opened = scenario.name;
        return script(trial, scenario, block);
      },
      shares: true,
    });
    expect(new Set(Object.values(verdictsOf(report)))).toEqual(new Set(['unchanged']));
    expect(report.runs.flatMap(({ findings }) => findings.map(({ id }) => id))).not.toContain(
      'unit-failed',
    );
    expect(aloneOf(events)).toEqual(new Set(['three']));
    expect(sharesOf(events).at(-1)).not.toContain('three');
    // Failures caused by another function do not count against it.
    expect(report.findings.map(({ id }) => id)).not.toContain('dropped-pairs');
  });

  it('are identified when they fail occasionally by themselves, and their failures count', async () => {
    const script = times();
    let pairs = 0;
    const { report, events } = await runScriptedComparison({
      scenarios: scenarios(),
      script: (trial, scenario, block) => {
        const isFirst = scenario.name === 'three' && trial.side === 'b' && block === 0;
        if (isFirst) pairs += 1;
        return isFirst && pairs % 3 === 2 ? FAILURE : script(trial, scenario, block);
      },
      shares: true,
    });
    const alone = aloneOf(events);
    expect(alone).toContain('three');
    // Another function may have been blamed before that was clear.
    expect(alone.size).toBeLessThanOrEqual(2);
    expect(verdictsOf(report).three).not.toBe('unchanged');
  });

  it('are measured alone when their first pair does not end, without affecting others', async () => {
    const script = times();
    const executor = createMockExecutor<FunctionScenario>(
      'function',
      (scenario, trial, block) => script(trial, scenario, block),
      { shares: true },
    );
    const createSharedProcesses = () => {
      const shared = executor.createSharedProcesses?.();
      if (shared === undefined) throw new Error('it shares nothing');
      const open: typeof shared.open = async (context) => {
        const unit = await shared.open(context);
        if (context.scenario.name !== 'three') return unit;
        const measure = async (): Promise<never> => {
          if (!context.signal.aborted) await once(context.signal, 'abort');
          throw new UnitFailure({ reason: 'timeout', message: 'not done' });
        };
        return { ...unit, measure };
      };
      return { ...shared, open };
    };
    const { report } = await runScriptedComparison({
      scenarios: scenarios(),
      script: () => FAILURE,
      parts: { executors: [{ ...executor, createSharedProcesses }] },
    });
    expect(aloneOf(executor.events)).toEqual(new Set(['three']));
    // In separate processes the function is as fast as the others.
    expect(new Set(Object.values(verdictsOf(report)))).toEqual(new Set(['unchanged']));
  });

  it('do not share when fewer than three, or when their process itself is measured', async () => {
    const two = await runScriptedComparison({
      scenarios: scenarios(['one', 'two']),
      script: times(),
      shares: true,
    });
    expect(sharesOf(two.events)).toEqual([]);
    for (const metric of ['memory_peak', 'gc_time']) {
      const own = await runScriptedComparison({
        scenarios: scenarios().map((scenario) => ({ ...scenario, regression: { [metric]: 0.1 } })),
        script: times(),
        shares: true,
      });
      expect(sharesOf(own.events)).toEqual([]);
    }
  });

  it('have a large young generation while sharing and when confirmed, and their own when alone', async () => {
    const script = times({ four: 1.1 });
    const seen = new Map<string, Set<string>>();
    await runScriptedComparison({
      scenarios: scenarios().map((scenario) => ({
        ...scenario,
        nodeArgs: ['--expose-gc'],
        regression: scenario.name === 'five' ? { gc_time: 0.1 } : scenario.regression,
      })),
      script: (trial, scenario, block) => {
        const { name } = scenario;
        const args = scenario.kind === 'function' ? scenario.nodeArgs.join(' ') : '';
        seen.set(name, new Set([...(seen.get(name) ?? []), args]));
        return script(trial, scenario, block);
      },
      shares: true,
    });
    const roomy = '--min-semi-space-size=16 --expose-gc';
    expect(seen.get('one')).toEqual(new Set([roomy]));
    expect(seen.get('four')).toEqual(new Set([roomy]));
    expect(seen.get('five')).toEqual(new Set(['--expose-gc']));
  });

  it('are measured alone when they keep the others waiting', async () => {
    let nowMs = 0;
    const script = times();
    const { events } = await runScriptedComparison({
      scenarios: scenarios(),
      script: (trial, scenario, block) => {
        nowMs += scenario.name === 'five' ? 700 : 5;
        return script(trial, scenario, block);
      },
      shares: true,
      parts: { host: { ...host, clock: { now: () => new Date(0), monotonicMs: () => nowMs } } },
    });
    expect(aloneOf(events)).toEqual(new Set(['five']));
    expect(sharesOf(events).filter((round) => round.includes('five'))).toHaveLength(1);
  });

  it('report what they allocate in the first rounds only, unless that decides', async () => {
    const readsOf = async (regression: Readonly<Record<string, number>>) => {
      const { normal } = createDraws(5);
      const executor = createMockExecutor<FunctionScenario>(
        'function',
        () => ({ measurements: { wall_time: Math.exp(0.05 * normal()), allocated: 64 } }),
        { shares: true },
      );
      let pairs = 0;
      let reads = 0;
      const createSharedProcesses = () => {
        const shared = executor.createSharedProcesses?.();
        if (shared === undefined) throw new Error('it shares nothing');
        pairs += 1;
        const open: typeof shared.open = async (context) => ({
          ...(await shared.open(context)),
          readFinalValues: async () => {
            reads += 1;
            return { measurements: {} };
          },
        });
        return { ...shared, open };
      };
      await runScriptedComparison({
        scenarios: scenarios(['one', 'two', 'three']).map((scenario) => ({
          ...scenario,
          regression,
        })),
        script: () => FAILURE,
        parts: { executors: [{ ...executor, createSharedProcesses }] },
      });
      return reads / (2 * 3 * pairs);
    };
    expect(await readsOf({})).toBeLessThan(0.6);
    expect(await readsOf({ allocated: 0.01 })).toBe(1);
  });
});
