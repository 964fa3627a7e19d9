import {
  type Bottleneck,
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
  type Step,
  type Suspicion,
} from '../../harness/model/documents/performance-map.ts';
import type { Escalation, ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { Instrumentation } from '../../harness/model/program/instrumentation.ts';
import { type Call, code, profiled, ROOT, trials } from './profile-documents.ts';

/** Of one request, milliseconds. */
const WALL_MS = 24.06;

/** What a CPU profile shows of a service that mostly waits. */
const CALLS: readonly Call[] = [
  { of: code('(idle)', null, null, { owner: 'idle' }), ms: 1_900 },
  {
    of: code('listOrders', `${ROOT}/src/server.js`, 12),
    ms: 9,
    calls: [
      {
        of: code('loadOrders', `${ROOT}/src/orders.js`, 4),
        ms: 31,
        calls: [
          {
            of: code('query', `${ROOT}/node_modules/pg/lib/client.js`, 526, {
              owner: 'package',
              package: 'pg',
            }),
            ms: 74,
          },
        ],
      },
      { of: code('renderOrders', `${ROOT}/src/render.js`, 7), ms: 118 },
    ],
  },
];

/** A step with what is left of it beside its children. */
function step(
  id: string,
  name: string,
  location: string | null,
  ms: number,
  more: Partial<Step> = {},
): Step {
  const { children = [] } = more;
  const below = children.reduce((sum, { wall_time_ms: childMs }) => sum + childMs, 0);
  return {
    id,
    function: name,
    location,
    wall_time_ms: ms,
    time_share_pct: (100 * ms) / WALL_MS,
    self_time_ms: Math.max(0, ms - below),
    type: 'function_call',
    step_type: 'CPU',
    calls: null,
    http_round_trips: 0,
    origin: 'measured',
    confidence: 'HIGH',
    ...more,
    children,
  };
}

const ITEMS = 'SELECT * FROM items WHERE order_id = $?';
const QUERIES: readonly Step[] = [
  step('1.1.1', ITEMS, 'src/orders.js:7', 17.9, {
    type: 'query',
    step_type: 'I/O-DB',
    calls: 20,
  }),
  step('1.1.2', 'SELECT * FROM orders WHERE customer_id = $? LIMIT $?', 'src/orders.js:5', 1.12, {
    type: 'query',
    step_type: 'I/O-DB',
    calls: 1,
  }),
  step('1.1.3', 'query', 'node_modules/pg/lib/client.js:526', 0.93),
];

const STEPS: readonly Step[] = [
  step('1', 'listOrders', 'src/server.js:12', 22.4, {
    step_type: 'Architecture',
    children: [
      step('1.1', 'loadOrders', 'src/orders.js:4', 20.3, {
        step_type: 'Architecture',
        children: QUERIES,
      }),
      step('1.2', 'renderOrders', 'src/render.js:7', 1.95),
    ],
  }),
  step('2', 'fastify', null, 0.21, { type: 'framework' }),
  step('3', 'Node.js', null, 0.84, { type: 'framework' }),
  step('4', 'waiting for what was not seen', null, 0.61, {
    type: 'unseen',
    step_type: 'Unknown',
    confidence: 'MEDIUM',
  }),
];

const REPEATED = `loadOrders waits 18 ms for ${ITEMS}, 20 times an operation, one after the other.`;

const BOTTLENECKS: readonly Bottleneck[] = [
  {
    step: '1.1',
    function: 'loadOrders',
    location: 'src/orders.js:4',
    type: 'Architecture',
    share: (100 * 17.9) / WALL_MS,
    wall_time_ms: 17.9,
    priority: 'PRIMARY',
    detail: REPEATED,
    why: [
      {
        id: 'E1.1',
        question: 'Where does the time of an operation go?',
        answer: '74 % of it goes to loadOrders (src/orders.js:4).',
        value: (100 * 17.9) / WALL_MS,
        unit: '%',
      },
      {
        id: 'E1.2',
        question: 'What does it do there?',
        answer: REPEATED,
        value: 17.9,
        unit: 'ms',
      },
      {
        id: 'E1.3',
        question: 'How often does it wait?',
        answer: '20 times in one operation, in the loop around line 7.',
        value: 20,
        unit: 'calls',
      },
      {
        id: 'E1.4',
        question: 'Could it wait for all of them at once?',
        answer: 'They were waited for one by one: nothing else was, for 99 % of the time.',
        value: 99.1,
        unit: '%',
      },
    ],
  },
  {
    step: '1.2',
    function: 'renderOrders',
    location: 'src/render.js:7',
    type: 'CPU',
    share: (100 * 1.95) / WALL_MS,
    wall_time_ms: 1.95,
    priority: 'TERTIARY',
    detail: 'renderOrders computes for 2 ms.',
    why: [
      {
        id: 'E2.1',
        question: 'Where does the time of an operation go?',
        answer: '8.1 % of it goes to renderOrders (src/render.js:7).',
        value: (100 * 1.95) / WALL_MS,
        unit: '%',
      },
    ],
  },
];

const SUSPICIONS: readonly Suspicion[] = [
  {
    id: 'S1',
    category: 'data_flow',
    location: 'src/orders.js:7',
    description: 'A query in a loop: one round trip for each row.',
    verdict: 'confirmed',
    evidence: [
      {
        id: 'S1.1',
        question: 'How much of an operation is spent in these lines?',
        answer: '74.4 %.',
        value: 17.9,
        unit: 'ms',
      },
    ],
    verification_note: 'Its lines take 74.4 % of the wall time.',
    affected_steps: ['1.1'],
    share: (100 * 17.9) / WALL_MS,
  },
  {
    id: 'S2',
    category: 'redundant_work',
    location: 'src/render.js:19',
    description: 'A regular expression is made anew in a loop.',
    verdict: 'dismissed',
    evidence: [
      {
        id: 'S2.1',
        question: 'How much of an operation is spent in these lines?',
        answer: '0.2 %.',
        value: 0.05,
        unit: 'ms',
      },
    ],
    verification_note: 'Its lines take 0.2 % of the wall time, less than 1 %.',
    affected_steps: ['1.2'],
    share: 0.2,
  },
];

/** A service that asks for the items of twenty orders one by one. */
const MAP: PerformanceMap = {
  schema: PERFORMANCE_MAP_SCHEMA,
  test_command: null,
  e2e_test: { command: null, source: 'none' },
  entry_point_info: {
    type: 'api_endpoint',
    location: 'src/server.js:12',
    route: 'GET /orders',
    function: 'listOrders',
  },
  operations: [{ name: 'GET /orders', count: 2_412, wall_time_ms: WALL_MS }],
  baseline: { wall_time_ms: WALL_MS, cpu_time_ms: 4.3, memory_peak_mb: 91.2 },
  steps: STEPS,
  bottleneck_classification: 'Architecture',
  bottleneck_detail: REPEATED,
  top_bottlenecks: BOTTLENECKS,
  suspicion_stack: SUSPICIONS,
  optimization_hints: [
    {
      suspicion: 'S1',
      text: 'A query in a loop: one round trip for each row.',
      evidence: ['S1.1'],
    },
  ],
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

/** The same service where one indicator is set, and the measurements are to be taken with care. */
const BLOCKED: NonNullable<PerformanceMap['wrong_tool']> = {
  verdict: 'BLOCK',
  outcome: 'diagnosis',
  cycle: 1,
  indicators: [
    {
      id: 'infrastructure_bound',
      message: 'Bottleneck is infrastructure (disk busy 97 %). Recommend: scaling / caching / CDN.',
      evidence: 'The busiest disk had work for 97 % of the time.',
    },
  ],
  concerns: [{ id: 'variance', message: 'latency.p50 varies by 31 % between runs, above 20 %.' }],
  waiver: null,
};

/** What the functions of that service told of their calls. */
const INSTRUMENTATION: Instrumentation = {
  way: 'as-loaded',
  runs: 3,
  functions: [
    {
      ...{ name: 'loadOrders', location: 'src/orders.js:4', calls: 1, total_ms: 20.1 },
      ...{ self_ms: 20.1, network_calls: 0, database_calls: 21, left_bytes: 12, suspicions: [] },
    },
    {
      ...{ name: 'renderOrders', location: 'src/render.js:7', calls: 20, total_ms: 1.9 },
      ...{ self_ms: 1.42, network_calls: 0, database_calls: 0, left_bytes: 4_210 },
      suspicions: ['S2'],
    },
    {
      ...{ name: 'convert | `all` <prices>', location: 'src/prices.js:3', calls: 0.25 },
      ...{ total_ms: 0.48, self_ms: 0.48, network_calls: 0.25, database_calls: 0 },
      ...{ left_bytes: null, suspicions: [] },
    },
    {
      ...{ name: 'exportAll', location: 'src/orders.js:31', calls: 0, total_ms: 0, self_ms: 0 },
      ...{ network_calls: 0, database_calls: 0, left_bytes: null, suspicions: [] },
    },
  ],
  refused: [{ name: 'rows', location: 'src/orders.js:22', reason: 'it is a generator' }],
  overhead: 1.08,
  tests: { command: 'npm run --silent test', outcome: 'passed' },
  patch: '.perf-harness/instrumentation/20260101T000000-12ab/instrumentation.patch',
  instrumented_files: ['src/orders.js', 'src/render.js', 'src/prices.js'],
};

const ESCALATION: Escalation = {
  levels: [
    { level: 'functions', taken: true, reason: 'first', text: 'Functions always come first.' },
    {
      level: 'instrumentation',
      taken: true,
      reason: 'overhead',
      text: 'Profiling costs 31.0 %, more than 20 %: shares may show the profiler.',
    },
  ],
  stop: 'levels-used',
  text: 'No level that is left would say more: this is the best there is.',
};

const INSTRUMENTED_MAP: PerformanceMap = {
  ...MAP,
  instrumented_files: INSTRUMENTATION.instrumented_files,
};

/** Profiles with a map: whose gate lets go on, which it blocks, and of which it says nothing. */
export function mapDocuments(): Readonly<Record<string, ProfileReport>> {
  const withMap = (map: PerformanceMap, changes: Partial<ProfileReport> = {}): ProfileReport =>
    profiled('list orders', trials(CALLS, 6), {
      kind: 'http',
      overhead: { metric: 'latency.p50', ratio: 1.06, low: 1.02, high: 1.09, pairs: 6 },
      ...changes,
      map,
    });
  return {
    'profile-map': withMap(MAP),
    'profile-map-blocked': withMap({
      ...MAP,
      wrong_tool: BLOCKED,
      wrong_tool_indicators: ['infrastructure_bound'],
    }),
    'profile-instrumented': withMap(INSTRUMENTED_MAP, {
      overhead: { metric: 'latency.p50', ratio: 1.31, low: 1.24, high: 1.4, pairs: 6 },
      escalation: ESCALATION,
      instrumentation: INSTRUMENTATION,
    }),
    'profile-map-quiet': withMap(
      {
        ...MAP,
        bottleneck_classification: 'Unknown',
        bottleneck_detail: 'Nothing that takes a noticeable part of the time was seen.',
        top_bottlenecks: [],
        suspicion_stack: [],
        optimization_hints: [],
        wrong_tool: null,
      },
      { state: 'interrupted' },
    ),
  };
}
