/** Rules of the loop as pure functions: problems, targets, stops, states, edge cases. */
import { describe, expect, it } from 'vitest';
import { resumeQuestion } from '../../../plugins/optimize/decide-resume-or-fresh-start.ts';
import { renderCycleHeader } from '../../../plugins/optimize/finish-optimization-cycle.ts';
import {
  createState,
  type RunState,
  stateSchema,
} from '../../../plugins/optimize/optimization-loop-state.ts';
import {
  findIncompletePhase,
  findResumePhase,
  setPhase,
  startNextCycle,
} from '../../../plugins/optimize/optimization-loop-state-updates.ts';
import {
  calculateImprovement,
  findStopReason,
  roundToTenth,
} from '../../../plugins/optimize/optimization-loop-stop-reason.ts';
import {
  findMetricDirection,
  METRICS,
  primaryMetric,
} from '../../../plugins/optimize/optimization-metrics.ts';
import {
  parseGoal,
  parseObserved,
  parseProblem,
  problemSchema,
} from '../../../plugins/optimize/optimization-problem.ts';
import {
  isPrimaryTargetMet,
  resolveTarget,
  resolveTargets,
} from '../../../plugins/optimize/optimization-targets.ts';
import {
  executionSchema,
  parseWorkerAnswer,
} from '../../../plugins/optimize/phase-result-schemas.ts';
import {
  explainRefusal,
  PHASES,
  type Phase,
  type PhaseOrEnd,
  type TransitionFacts,
} from '../../../plugins/optimize/phase-transition-rules.ts';

const AT = new Date('2026-03-15T10:00:00Z');
const REQUEST = { target: 'src/a.ts::run', observed: '6300ms:response_time' };

/** The sample of the requirements. */
const SAMPLE = {
  target: 'src/api/endpoint.py::handler',
  slug: 'endpoint-handler',
  cycle_config: { max_cycles: 3, plateau_threshold: 5 },
  current_cycle: 1,
  cycles: [
    {
      cycle: 1,
      status: 'done',
      baseline: { wall_time_ms: 6300 },
      final: { wall_time_ms: 3800 },
      improvement_pct: 39.7,
      target_met: false,
      bottleneck: 'I/O-Network: 13 sequential HTTP calls',
      hypotheses_applied: ['H1', 'H2'],
      branch: 'optimize/ln-814-align-endpoint-c1-20260315',
    },
  ],
  phases: {
    '0_preflight': { status: 'done', ts: '2026-03-15T10:00:00Z' },
    '2_profile': { status: 'done', ts: '2026-03-15T10:05:00Z', worker: 'ln-811' },
    '8_execute': { status: 'pending' },
  },
};

function fresh(): RunState {
  return createState('src/a.ts::run', 'run', 3, 5, {
    id: 'run-1',
    started_at: AT.toISOString(),
    base_commit: 'a'.repeat(40),
    head: 'a'.repeat(40),
    mode: { plan_only: false, approved: [], push: false, cycle_time_ms: 1000, executor: 'strike' },
    problem: parseProblem(REQUEST),
    targets: null,
    test_command: 'npm test',
    service_topology: null,
    tried: [],
    gate_waiver: null,
    plan_waiver: null,
    stop: null,
    pending_decision: null,
    reported: false,
  });
}

function done(state: RunState, ...phases: readonly Phase[]): RunState {
  return phases.reduce(
    (so, phase) => setPhase(setPhase(so, phase, 'running', AT), phase, 'done', AT),
    state,
  );
}

describe('the optimization problem', () => {
  it('OPT-01: has max_cycles 3 by default', () => {
    expect(parseProblem(REQUEST).max_cycles).toBe(3);
    expect(parseProblem({ ...REQUEST, maxCycles: '5' }).max_cycles).toBe(5);
    for (const wrong of ['0', '-1', '1.5', 'many', '']) {
      expect(() => parseProblem({ ...REQUEST, maxCycles: wrong })).toThrow('--max-cycles');
    }
  });

  it('OPT-04: requires a target', () => {
    const wrong = { code: 'no-target', exitCode: 8 };
    expect(() => parseProblem({ observed: '1ms' })).toThrow(
      'specify file, endpoint, or pipeline to optimize',
    );
    expect(() => parseProblem({ target: '  ', observed: '1ms' })).toThrow(
      expect.objectContaining(wrong),
    );
  });

  it('OPT-05: requires a metric', () => {
    expect(() => parseProblem({ target: 'a' })).toThrow(
      'specify what metric is slow (e.g., response time, throughput)',
    );
  });

  it.each([
    ['6300ms:response_time', { value: 6300, unit: 'ms', type: 'response_time' }],
    ['6.3s', { value: 6.3, unit: 's', type: 'response_time' }],
    ['512MB', { value: 512, unit: 'MB', type: 'memory' }],
    ['120 req/s', { value: 120, unit: 'req/s', type: 'throughput' }],
    ['40ms:cpu_time', { value: 40, unit: 'ms', type: 'cpu_time' }],
    ['13:http_round_trips', { value: 13, unit: 'requests', type: 'http_round_trips' }],
  ])('OPT-31: accepts %s', (text, expected) => {
    expect(parseObserved(text)).toEqual(expected);
  });

  it.each(['fast', '12', '-3ms', '3ms:sloth', '3MB:response_time', '0ms', 'ms', '1e9ms:', '.ms'])(
    'OPT-31: rejects %j, with an example',
    (text) => {
      expect(() => parseObserved(text)).toThrow(
        expect.objectContaining({ exitCode: 2, remedy: expect.stringContaining('--observed') }),
      );
    },
  );

  it('OPT-31: validates as a whole', () => {
    const problem = parseProblem({ ...REQUEST, goal: '500ms', auditReport: 'audit.json' });
    expect(problemSchema.parse(problem)).toEqual({
      target: 'src/a.ts::run',
      observed_metric: { value: 6300, unit: 'ms', type: 'response_time' },
      target_metric: { value: 500, unit: 'ms' },
      max_cycles: 3,
      audit_report: 'audit.json',
    });
    expect(() => parseGoal('500MB', 'response_time')).toThrow('--goal');
  });

  it('OPT-32: leaves a goal that is not named to phase 5', () => {
    expect(parseProblem(REQUEST).target_metric).toBeNull();
  });
});

describe('optimization targets', () => {
  it.each(Object.keys(METRICS))('OPT-51: come from the best source for %s', (name) => {
    const better = findMetricDirection(name);
    const high = { value: 7, confidence: 'HIGH' } as const;
    const half = better === 'lower' ? 50 : 200;
    expect(resolveTarget(100, better, 5, high)).toMatchObject({ value: 5, source: 'user' });
    expect(resolveTarget(100, better, null, high)).toMatchObject({
      value: 7,
      source: 'research',
    });
    expect(resolveTarget(100, better, null, { value: 8, confidence: 'MEDIUM' }).value).toBe(8);
    expect(resolveTarget(100, better, null, { value: 9, confidence: 'LOW' })).toMatchObject({
      value: half,
      source: 'default',
    });
    expect(resolveTarget(100, better, null, null).value).toBe(half);
  });

  it('OPT-51: halve the misses for a hit rate', () => {
    expect(resolveTarget(80, 'higher', null, null, 'cache_hit_rate').value).toBe(90);
  });

  it('OPT-52: judge a complaint about memory by memory, not by time', () => {
    const problem = parseProblem({ target: 'a', observed: '100MB', goal: '50MB' });
    expect(primaryMetric(problem)).toBe('memory_peak_mb');
    const targets = resolveTargets(problem, { wall_time_ms: 10, memory_peak_mb: 100 }, {});
    expect(isPrimaryTargetMet(targets, { wall_time_ms: 1, memory_peak_mb: 90 })).toBe(false);
    expect(isPrimaryTargetMet(targets, { wall_time_ms: 99, memory_peak_mb: 50 })).toBe(true);
  });

  it('OPT-52: are met from above for throughput', () => {
    const problem = parseProblem({ target: 'a', observed: '100req/s', goal: '200req/s' });
    const targets = resolveTargets(problem, { wall_time_ms: 10, throughput: 100 }, {});
    expect(isPrimaryTargetMet(targets, { throughput: 199 })).toBe(false);
    expect(isPrimaryTargetMet(targets, { throughput: 200 })).toBe(true);
    expect(calculateImprovement(100, 50, 'higher')).toBe(-50);
  });

  it('OPT-53: take the value of the user, else of research, else half of the baseline', () => {
    const baseline = { wall_time_ms: 6300 };
    const researched = { wall_time_ms: { value: 700, source: 's', confidence: 'MEDIUM' } } as const;
    const value = (goal: string | undefined, found: object): number | undefined =>
      resolveTargets(parseProblem({ ...REQUEST, ...(goal && { goal }) }), baseline, found).metrics
        .wall_time_ms?.value;
    expect(value('500ms', researched)).toBe(500);
    expect(value(undefined, researched)).toBe(700);
    expect(value(undefined, {})).toBe(3150);
  });
});

describe('reasons to stop and the cycle header', () => {
  const base = { cycle: 3, maxCycles: 3, targetMet: false, improvement: 10, threshold: 5 };

  it('OPT-23, OPT-27: put the target first', () => {
    const stop = findStopReason({ ...base, targetMet: true, improvement: -1 });
    expect(stop).toEqual({ reason: 'target', text: 'TARGET MET on cycle 3' });
  });

  it('OPT-22, OPT-27: include a gain of 4.99, but not a gain of 5', () => {
    expect(findStopReason({ ...base, cycle: 1, improvement: 4.99 })?.text).toBe(
      'PLATEAU on cycle 1: 4.99% < 5%',
    );
    expect(findStopReason({ ...base, cycle: 1, improvement: 5 })).toBeNull();
    expect(
      findStopReason({ ...base, cycle: 1, improvement: calculateImprovement(6300, 5985, 'lower') }),
    ).toBeNull();
  });

  it('OPT-24: count a regression as a plateau', () => {
    expect(findStopReason({ ...base, cycle: 1, improvement: -3 })).toEqual({
      reason: 'plateau',
      text: 'PLATEAU on cycle 1: -3% < 5%',
    });
  });

  it('OPT-25, OPT-27: include the last cycle', () => {
    const stop = findStopReason({ ...base, cycle: 1, maxCycles: 1 });
    expect(stop).toEqual({ reason: 'max_cycles', text: 'MAX CYCLES reached (1/1)' });
  });

  it('OPT-29: show the previous cycle and the remaining gap in the header', () => {
    expect(
      renderCycleHeader({
        cycle: 2,
        maxCycles: 3,
        bottleneck: 'I/O-Network: 13 sequential HTTP calls',
        improvement: 39.7,
        metric: 'wall_time_ms',
        current: 3800,
        target: 500,
      }),
    ).toBe(
      '═══ CYCLE 2/3 ═══\nPrevious: I/O-Network: 13 sequential HTTP calls → 39.7% improvement\nRemaining gap: 3800ms vs target 500ms',
    );
  });
});

describe('the run state', () => {
  it('OPT-17: accepts the sample of the requirements', () => {
    expect(stateSchema.parse(SAMPLE)).toEqual(SAMPLE);
    expect(stateSchema.safeParse({ ...SAMPLE, cycle_config: {} }).success).toBe(false);
  });

  it('OPT-18: has an improvement of 39.7 for 6300 to 3800', () => {
    expect(roundToTenth(calculateImprovement(6300, 3800, 'lower'))).toBe(39.7);
    const [cycle] = SAMPLE.cycles;
    expect(stateSchema.safeParse({ ...SAMPLE, cycles: [{ ...cycle, branch: 3 }] }).success).toBe(
      false,
    );
  });

  it('OPT-19: refuses to finish a phase that did not run', () => {
    const state = fresh();
    expect(() => setPhase(state, '2_profile', 'done', AT)).toThrow(
      'illegal transition of 2_profile: pending -> done',
    );
    expect(() => setPhase(state, '2_profile', 'failed', AT)).toThrow('illegal transition');
    expect(() => setPhase(done(state, '2_profile'), '2_profile', 'running', AT)).toThrow(
      'done -> running',
    );
    const running = setPhase(state, '2_profile', 'running', AT);
    expect(running.phases['2_profile']).toEqual({
      status: 'running',
      ts: AT.toISOString(),
      worker: 'profiler',
    });
  });

  it('OPT-21: resets only the phases of a cycle at a boundary', () => {
    const next = startNextCycle(done(fresh(), ...PHASES.slice(0, 9)));
    expect(next.current_cycle).toBe(2);
    const status = (of: RunState['phases'][Phase]): string | undefined => of?.status;
    expect(PHASES.filter((phase) => status(next.phases[phase]) === 'done')).toEqual([
      '0_preflight',
      '1_parse',
      '5_target',
    ]);
    const within = setPhase(done(next, '2_profile', '3_gate'), '4_research', 'running', AT);
    expect([within.current_cycle, findResumePhase(within)]).toEqual([2, '4_research']);
    expect(findIncompletePhase(within)).toBe('4_research');
  });

  it('OPT-20: names cycle and phase in the question to resume', () => {
    const state = setPhase(done(fresh(), '0_preflight', '1_parse'), '2_profile', 'running', AT);
    expect(resumeQuestion(state)).toBe('Resume from cycle 1, phase 2_profile?');
  });
});

describe('worker answers', () => {
  it('OPT-59: are rejected by field when the executor does not report its measurements', () => {
    const answer = { branch: 'b', final: { wall_time_ms: 1 } };
    expect(() => parseWorkerAnswer('The executor', executionSchema, answer)).toThrow('"baseline"');
    expect(() => parseWorkerAnswer('The executor', executionSchema, 'done!')).toThrow('the answer');
  });
});

describe('transitions between phases', () => {
  const facts: TransitionFacts = {
    gateBlocked: false,
    hypotheses: 3,
    contextFile: 'context.md',
    verdict: 'GO',
    planWaived: false,
    executed: true,
    skippedByMode: false,
    stop: null,
    reported: true,
    failed: false,
  };
  const legal = new Set([
    '0_preflight>1_parse',
    '1_parse>2_profile',
    '2_profile>3_gate',
    '3_gate>4_research',
    '4_research>5_target',
    '4_research>6_context',
    '5_target>6_context',
    '6_context>7_validate',
    '7_validate>8_execute',
    '8_execute>2_profile',
    '8_execute>9_aggregate',
    '9_aggregate>10_report',
    '10_report>11_meta',
    '11_meta>DONE',
  ]);
  const places: readonly PhaseOrEnd[] = [...PHASES, 'DONE'];

  it('LEAD-28, OPT-71: are refused unless they are listed, so that nothing changes before the plan check', () => {
    const open = PHASES.flatMap((from) =>
      places.filter((to) => explainRefusal(from, to, facts) === null).map((to) => `${from}>${to}`),
    );
    expect(new Set(open)).toEqual(legal);
    expect(explainRefusal('7_validate', '8_execute', { ...facts, verdict: null })).toBe(
      'the plan was not accepted',
    );
  });

  it.each<[Phase, PhaseOrEnd, Partial<TransitionFacts>, boolean]>([
    ['3_gate', '9_aggregate', { gateBlocked: true }, true],
    ['3_gate', '4_research', { gateBlocked: true }, false],
    ['4_research', '9_aggregate', { hypotheses: 0 }, true],
    ['4_research', '5_target', { hypotheses: 0 }, false],
    ['6_context', '7_validate', { contextFile: null }, false],
    ['7_validate', '8_execute', { verdict: 'GO_WITH_CONCERNS' }, true],
    ['7_validate', '8_execute', { verdict: 'NO_GO' }, false],
    ['7_validate', '8_execute', { verdict: null }, false],
    ['7_validate', '8_execute', { verdict: 'NO_GO', planWaived: true }, true],
    ['7_validate', '9_aggregate', { verdict: 'NO_GO' }, true],
    ['8_execute', '9_aggregate', { executed: false }, false],
    ['8_execute', '9_aggregate', { executed: false, skippedByMode: true }, true],
    ['8_execute', '2_profile', { stop: 'plateau' }, false],
    ['11_meta', 'DONE', { reported: false }, false],
    ['2_profile', '9_aggregate', { failed: true }, true],
  ])('LEAD-28, OPT-71: allow %s to %s with %j: %s', (from, to, changes, isOpen) => {
    expect(explainRefusal(from, to, { ...facts, ...changes }) === null).toBe(isOpen);
  });
});
