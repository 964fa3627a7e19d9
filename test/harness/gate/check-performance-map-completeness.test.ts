import { describe, expect, test } from 'vitest';
import { checkPerformanceMapCompleteness } from '../../../harness/gate/check-performance-map-completeness.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
  performanceMapSchema,
  type Step,
} from '../../../harness/model/documents/performance-map-document.ts';

const STEP: Step = {
  id: '1',
  function: 'handler',
  location: 'src/app.js:10',
  wall_time_ms: 10,
  time_share_pct: 100,
  self_time_ms: 10,
  type: 'function_call',
  step_type: 'CPU',
  calls: null,
  http_round_trips: 0,
  origin: 'measured',
  confidence: 'HIGH',
  children: [],
};

const EVIDENCE = {
  id: 'S1.1',
  question: 'How much is it?',
  answer: '80 %.',
  value: 8,
  unit: 'ms',
} as const;

const MAP: PerformanceMap = {
  schema: PERFORMANCE_MAP_SCHEMA,
  test_command: 'perf-harness run checkout',
  e2e_test: { command: null, source: 'none' },
  entry_point_info: {
    type: 'api_endpoint',
    location: 'src/app.js:10',
    route: 'GET /',
    function: 'handler',
  },
  operations: [{ name: 'GET /', count: 100, wall_time_ms: 10 }],
  baseline: { wall_time_ms: 10, cpu_time_ms: 8, memory_peak_mb: 80 },
  steps: [STEP],
  bottleneck_classification: 'CPU',
  bottleneck_detail: 'handler computes for 8 ms.',
  top_bottlenecks: [
    {
      step: '1',
      function: 'handler',
      location: 'src/app.js:10',
      type: 'CPU',
      share: 80,
      wall_time_ms: 8,
      priority: 'PRIMARY',
      detail: 'handler computes for 8 ms.',
      why: [{ ...EVIDENCE, id: 'E1.1' }],
    },
  ],
  suspicion_stack: [
    {
      id: 'S1',
      category: 'redundant_work',
      location: 'src/app.js:12',
      description: 'A regular expression is compiled in every loop iteration.',
      verdict: 'confirmed',
      evidence: [EVIDENCE],
      verification_note: 'Its lines take 80 % of the wall time.',
      affected_steps: ['1'],
      share: 80,
    },
  ],
  optimization_hints: [{ suspicion: 'S1', text: 'Compile it once.', evidence: ['S1.1'] }],
  wrong_tool_indicators: [],
  wrong_tool: {
    verdict: 'PROCEED',
    outcome: 'go-on',
    cycle: 1,
    indicators: [],
    concerns: [],
    waiver: null,
  },
  instrumented_files: [],
  lacks: [],
  trials: 9,
};

test('P811-36, P811-39: accepts a map that follows its schema', () => {
  expect(performanceMapSchema.parse(MAP)).toEqual(MAP);
});

test('P811-39: rejects a hint from a dismissed suspicion', () => {
  const [suspicion] = MAP.suspicion_stack;
  const dismissed = {
    ...MAP,
    suspicion_stack: [{ ...suspicion, verdict: 'dismissed' }],
  };
  const { success, error } = performanceMapSchema.safeParse(dismissed);
  expect(success).toBe(false);
  expect(error?.issues[0]?.message).toContain('not a confirmed hypothesis');
});

test('P811-05: rejects an end-to-end test with a source but no command, or the reverse', () => {
  for (const e2e of [
    { command: null, source: 'route' },
    { command: 'npx vitest run', source: 'none' },
    { command: 'npx vitest run', source: 'guess' },
  ]) {
    expect(performanceMapSchema.safeParse({ ...MAP, e2e_test: e2e }).success).toBe(false);
  }
});

test('P811-37: rejects a step without the origin of its numbers', () => {
  const { origin: _, ...step } = STEP;
  expect(performanceMapSchema.safeParse({ ...MAP, steps: [step] }).success).toBe(false);
});

describe('checkPerformanceMapCompleteness', () => {
  test('P811-50: reports nothing missing in a complete map', () => {
    expect(checkPerformanceMapCompleteness(MAP)).toEqual([]);
  });

  const [suspicion] = MAP.suspicion_stack;
  const [bottleneck] = MAP.top_bottlenecks;
  if (suspicion === undefined || bottleneck === undefined) throw new TypeError('both are there');
  test.each<[string, Partial<PerformanceMap>, string]>([
    ['the command', { test_command: null }, 'there is no command that repeats the measurement'],
    ['a metric', { baseline: { wall_time_ms: 10, cpu_time_ms: 8 } }, 'no value for memory_peak_mb'],
    ['the steps', { steps: [] }, 'no step was observed'],
    ['the verdict of the gate', { wrong_tool: null }, 'has not evaluated the map'],
    [
      'what shows a bottleneck',
      { top_bottlenecks: [{ ...bottleneck, why: [] }] },
      'no measurement shows that handler is a bottleneck',
    ],
    [
      'what confirms a suspicion',
      { suspicion_stack: [{ ...suspicion, evidence: [{ ...EVIDENCE, value: null }] }] },
      'no measurement confirms the hypothesis S1',
    ],
    [
      'the reason of a verdict',
      { suspicion_stack: [{ ...suspicion, verification_note: ' ' }] },
      'gives no reason for its verdict',
    ],
    [
      'what a hint rests on',
      { optimization_hints: [{ suspicion: 'S1', text: 'Compile it once.', evidence: ['S9.1'] }] },
      'is based on S9.1',
    ],
  ])('P811-50: reports a map without %s', (_what, without, said) => {
    const found = checkPerformanceMapCompleteness({ ...MAP, ...without });
    expect(found.join('\n')).toContain(said);
  });

  test('P811-16: rejects a service seen only from outside when its code is available', () => {
    const call: Step = {
      ...STEP,
      id: '1.1',
      function: 'GET users:3000/users/:id',
      type: 'http_call',
      step_type: 'External',
      service: 'users',
      calls: 1,
      http_round_trips: 1,
    };
    const outside = { ...MAP, steps: [{ ...STEP, children: [call] }] };
    const of = (name: string): { readonly service_topology: Record<string, string> } => ({
      service_topology: { [name]: `services/${name}` },
    });
    const told = ['service users profiled at surface level only'];
    expect(checkPerformanceMapCompleteness({ ...outside, ...of('users') })).toEqual(told);
    expect(checkPerformanceMapCompleteness({ ...outside, ...of('orders') })).toEqual([]);
    // Results of another analysis stand, though the steps do not show them.
    expect(checkPerformanceMapCompleteness({ ...MAP, ...of('users') }, ['users'])).toEqual(told);
    const inside = { ...call, children: [{ ...STEP, id: '1.1.1', service: 'users' }] };
    const looked = { ...MAP, ...of('users'), steps: [{ ...STEP, children: [inside] }] };
    expect(checkPerformanceMapCompleteness(looked)).toEqual([]);
  });

  const call: Step = {
    ...STEP,
    id: '1.1',
    function: 'GET users/users/:id',
    type: 'http_call',
    service: 'users',
    step_type: 'Unknown',
    calls: 1,
    http_round_trips: 1,
  };
  const outside = { ...MAP, steps: [{ ...STEP, children: [call] }] };
  const topology = { service_topology: { users: 'services/users' } };
  const said = 'service users profiled at surface level only';
  const errors = (map: unknown): readonly string[] =>
    performanceMapSchema.safeParse(map).error?.issues.map(({ message }) => message) ?? [];

  test('V813-11: reports a service step without inner steps with the required text', () => {
    expect(checkPerformanceMapCompleteness({ ...outside, ...topology })).toEqual([said]);
  });

  test('P811-16: rejects a map that conceals that a service was not inspected', () => {
    expect(errors({ ...outside, ...topology })).toEqual([said]);
    expect(errors({ ...outside, ...topology, lacks: [said] })).toEqual([]);
    const inside = { ...call, children: [{ ...STEP, id: '1.1.1', service: 'users' }] };
    const whole = { ...MAP, ...topology, steps: [{ ...STEP, children: [inside] }] };
    expect(errors(whole)).toEqual([]);
    const foreign = { ...inside, step_type: 'External' };
    expect(errors({ ...whole, steps: [{ ...STEP, children: [foreign] }] })).toEqual([
      'service users is classified as External, but its code is present',
    ]);
  });
});
