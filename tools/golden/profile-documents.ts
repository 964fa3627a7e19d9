import type { DifferentialProfile } from '../../harness/model/documents/differential-profile-schema.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
} from '../../harness/model/documents/performance-map-document.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
} from '../../harness/model/documents/profile-diff-document.ts';
import {
  type Escalation,
  PROFILE_SCHEMA,
  type ProfileReport,
} from '../../harness/model/documents/profile-document.ts';
import type { Instrumentation } from '../../harness/model/program/function-instrumentation.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import { INDUSTRY_NORMS } from '../../harness/model/scenario/industry-duration-norms.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import type { ProfiledPair } from '../../profilers/compare-profiles.ts';
import { createDifferentialProfile } from '../../profilers/create-differential-profile.ts';
import { assemblePerformanceMap } from '../../profilers/performance-map/assemble-performance-map.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';
import { summariseProfiles } from '../../profilers/summarise-profiles.ts';
import { GOLDEN_COMMITS, GOLDEN_ENVIRONMENT } from './simulated-run-records.ts';

/** Folder of the project. */
const ROOT = '/srv/shop';

/** A function with its own time and its calls. */
export type SimulatedCall = readonly [
  of: ProfiledFunction,
  ms: number,
  calls?: readonly SimulatedCall[],
];

function code(
  name: string,
  file: string | null,
  line: number | null,
  more: Partial<ProfiledFunction> = {},
): ProfiledFunction {
  return { name, owner: 'project', package: null, file, line, column: null, ...more };
}
export const projectFunction = (name: string, file: string, line: number): ProfiledFunction =>
  code(name, `${ROOT}/${file}`, line);
const inPackage = (name: string, [pkg, file]: readonly [string, string], line: number) =>
  code(name, `${ROOT}/node_modules/${pkg}/${file}`, line, { owner: 'package', package: pkg });
const engine = (name: string, owner: ProfiledFunction['owner']) =>
  code(name, null, null, { owner });

const IDLE = engine('(idle)', 'idle');
const TRIM = inPackage('trim', ['@text/trim', 'index.js'], 3);
/** Calls of a trial that parses, with a row that calls these. */
function parsing(row: SimulatedCall): readonly SimulatedCall[] {
  const read = code('readFileSync', 'node:fs', 440, { owner: 'node' });
  return [
    [code('(anonymous)', `${ROOT}/scenarios/parse.ts`, 9), 4, [row, [read, 21]]],
    [engine('(garbage collector)', 'gc'), 38],
  ];
}
const PARSING = parsing([projectFunction('parseRow', 'src/parse.ts', 14), 310, [[TRIM, 120]]]);
/** Slower rows, a check that is new, and no package for trimming any more. */
const PARSING_ANEW = parsing([
  projectFunction('parseRow', 'src/parse.ts', 17),
  372,
  [
    [projectFunction('trim', 'src/trim.ts', 2), 96],
    [projectFunction('<check> `row` | all', 'src/check.ts', 4), 24],
  ],
]);

const [LIST, LOAD, RENDER] = [
  projectFunction('listOrders', 'src/server.js', 12),
  projectFunction('loadOrders', 'src/orders.js', 4),
  projectFunction('renderOrders', 'src/render.js', 7),
];
/** Calls of a service that mostly waits: a hundred requests. */
const SERVING: readonly SimulatedCall[] = [
  [IDLE, 1_900],
  [
    LIST,
    9,
    [
      [LOAD, 31, [[inPackage('query', ['pg', 'lib/client.js'], 526), 74]]],
      [RENDER, 118, [[code('odd | `view` <b>', 'file:///elsewhere/view.mjs', null), 12]]],
      [engine('RegExp: ^a+$', 'native'), 2],
    ],
  ],
];

const FACTS = { tool: 'v8-cpu', weight: 'time' } as const;

/** Draws one trial: the calls with random noise added to each. */
function drawProfile(
  calls: readonly SimulatedCall[],
  seed: number,
  facts: Pick<Profile, 'tool' | 'weight'> = FACTS,
): Profile {
  const random = createRandom(seed);
  const builder = createProfileBuilder();
  const add = (parent: number, [of, ms, below = []]: SimulatedCall): void => {
    const index = builder.functionOf(of);
    const node = builder.node(parent, index);
    const weight = Math.round(ms * (0.92 + random.integer(1_600) / 10_000) * 1_000) / 1_000;
    builder.add(node, weight);
    if (of.line !== null) {
      builder.addLine(index, of.line + 2, 0.75 * weight);
      builder.addLine(index, of.line + 5, 0.25 * weight);
    }
    for (const childCall of below) add(node, childCall);
  };
  for (const call of calls) add(NO_PARENT, call);
  return builder.build({ ...facts, threads: 1, samples: 480 });
}

/** The same calls, each trial drawn anew. */
function summary(
  calls: readonly SimulatedCall[],
  trials: number,
  facts?: Parameters<typeof drawProfile>[2],
) {
  const others = Array.from({ length: trials - 1 }, (_, at) => drawProfile(calls, at + 2, facts));
  return { ...summariseProfiles([drawProfile(calls, 1, facts), ...others]), trials };
}

function profiled(
  calls: readonly SimulatedCall[],
  trials = 6,
  changes: Partial<ProfileReport> = {},
): ProfileReport {
  return {
    schema: PROFILE_SCHEMA,
    id: '20260102T030405678Z-profile-12ab',
    created_at: '2026-01-02T03:04:05.678Z',
    scenario: 'parse a file',
    kind: 'function',
    file: `${ROOT}/scenarios/parse.ts`,
    root: ROOT,
    tool: FACTS.tool,
    seed: 7,
    ...summary(calls, trials),
    overhead: { metric: 'wall_time', ratio: 1.031, low: 1.012, high: 1.058, pairs: 6 },
    duration_ms: 15_300,
    environment: GOLDEN_ENVIRONMENT,
    findings: [],
    state: 'completed',
    ...changes,
  };
}

const FAILED: ProfileReport['findings'] = [
  {
    id: 'profile-failed',
    level: 'error',
    message: 'the program left no profile',
    remedy: 'Look whether the program is Node.js, preserves NODE_OPTIONS, and is not killed.',
  },
];

/** Returns waits of one query for a customer's orders, then 20 in sequence, one an order. */
function waits(): WaitRecord {
  const ITEMS = 'SELECT * FROM items WHERE order_id = $?';
  const ORDERS = 'SELECT * FROM orders WHERE customer_id = $? LIMIT $?';
  const spans = Array.from({ length: 21 }, (_, index) => 1.2 + index * 0.92);
  const site = (detail: string, line: number): WaitRecord['sites'][number] => {
    return { kind: 'database', detail, target: null, stack: [0, 1], lines: [line, 13] };
  };
  return {
    functions: [LOAD, LIST],
    loopDelayMs: 0,
    dropped: 0,
    operations: [
      {
        name: 'GET /orders',
        port: 1,
        startMs: 0,
        endMs: 24.06,
        weight: 1,
        cause: -1,
        program: null,
      },
    ],
    sites: [site(ORDERS, 5), site(ITEMS, 7)],
    spans: {
      site: Int32Array.from(spans, (_, index) => Math.min(index, 1)),
      operation: new Int32Array(spans.length),
      startMs: Float64Array.from(spans),
      endMs: Float64Array.from(spans, (from) => from + 0.895),
    },
  };
}

/** Map of a service that queries the items of twenty orders one by one. */
export function createMapDocument(changes: Partial<PerformanceMap> = {}): PerformanceMap {
  const stretch = { fromMs: 0, toMs: 1_000 };
  const {
    wallMs,
    surfaces: _,
    ...measured
  } = assemblePerformanceMap({
    root: ROOT,
    cpu: { profile: drawProfile(SERVING, 1), operations: 100 },
    norms: INDUSTRY_NORMS,
    waits: [{ record: waits(), stretch, operations: 1 }],
    allocation: null,
    facts: null,
    topology: null,
  });
  const dismissed: PerformanceMap['suspicion_stack'][number] = {
    id: 'S2',
    category: 'redundant_work',
    location: 'src/render.js:19',
    verdict: 'dismissed',
    description: 'A regular expression is made anew in a loop.',
    evidence: [],
    share: 0.2,
    verification_note: 'Its lines take 0.2 % of the wall time, less than 1 %.',
    affected_steps: ['1.2'],
  };
  return {
    schema: PERFORMANCE_MAP_SCHEMA,
    test_command: null,
    trials: 9,
    lacks: [],
    e2e_test: { command: null, source: 'none' },
    entry_point_info: {
      type: 'api_endpoint',
      location: 'src/server.js:12',
      route: 'GET /orders',
      function: 'listOrders',
    },
    baseline: { wall_time_ms: wallMs, cpu_time_ms: 4.3, memory_peak_mb: 91.2 },
    ...measured,
    suspicion_stack: [...measured.suspicion_stack, dismissed],
    wrong_tool_indicators: [],
    instrumented_files: [],
    wrong_tool: {
      verdict: 'PROCEED',
      outcome: 'go-on',
      cycle: 1,
      indicators: [],
      concerns: [],
      waiver: null,
    },
    ...changes,
  };
}

const BLOCKED: NonNullable<PerformanceMap['wrong_tool']> = {
  verdict: 'BLOCK',
  outcome: 'diagnosis',
  cycle: 1,
  waiver: null,
  indicators: [
    {
      id: 'infrastructure_bound',
      message: 'Bottleneck is infrastructure (disk busy 97 %). Recommend: scaling / caching / CDN.',
      evidence: 'The busiest disk had work for 97 % of the time.',
    },
  ],
  concerns: [{ id: 'variance', message: 'latency.p50 varies by 31 % between runs, above 20 %.' }],
};

type Told = Instrumentation['functions'][number];

/** An instrumented function with its recorded calls. */
function told(name: string, location: string, counts: Partial<Told>): Told {
  const none = { calls: 0, total_ms: 0, self_ms: 0, network_calls: 0, database_calls: 0 };
  return { name, location, ...none, left_bytes: null, suspicions: [], ...counts };
}

const INSTRUMENTATION: Instrumentation = {
  way: 'as-loaded',
  runs: 3,
  overhead: 1.08,
  functions: [
    told('loadOrders', 'src/orders.js:4', {
      calls: 1,
      total_ms: 20.1,
      self_ms: 20.1,
      database_calls: 21,
      left_bytes: 4_210,
      suspicions: ['S2'],
    }),
    told('convert | `all` <prices>', 'src/prices.js:3', {
      calls: 0.25,
      total_ms: 0.48,
      self_ms: 0.48,
      network_calls: 0.25,
    }),
    told('exportAll', 'src/orders.js:31', {}),
  ],
  refused: [{ name: 'rows', location: 'src/orders.js:22', reason: 'it is a generator' }],
  tests: { command: 'npm run --silent test', outcome: 'passed' },
  patch: '.perf-harness/instrumentation/20260101T000000-12ab/instrumentation.patch',
  instrumented_files: ['src/orders.js', 'src/prices.js'],
};

const ESCALATION: Escalation = {
  levels: [
    { level: 'functions', taken: true, reason: 'first', text: 'Functions always come first.' },
    { level: 'memory', taken: true, reason: 'memory-abnormal', text: 'The heap grows by 48 MB.' },
    { level: 'instrumentation', taken: true, reason: 'overhead', text: 'Profiling costs 31.0 %.' },
  ],
  stop: 'levels-used',
  text: 'No level that is left would say more: this is the best there is.',
};

/** Retained memory by allocating function: bytes in place of milliseconds. */
const HELD: readonly SimulatedCall[] = [
  [LIST, 210_000, [[projectFunction('remember', 'src/cache.js', 8), 48_300_000]]],
];

const RUNTIME: ProfileReport['runtime'] = {
  gc: {
    share: 0.123,
    count: 340,
    longest_ms: 14.2,
    time_ms: { minor: 88.4, major: 31.2, incremental: 3.1, weak_callbacks: 0 },
  },
  event_loop: { delay_p50_ms: 0.21, delay_p99_ms: 18.4, utilisation: 0.81 },
  heap_growth_bytes: 48_210_000,
};

/** Returns profiles: with a map per gate verdict, without a map, and unfinished profiles. */
export function profileDocuments() {
  const overhead = { metric: 'latency.p50', ratio: 1.31, low: 1.24, high: 1.4, pairs: 6 };
  const withMap = (map: PerformanceMap, changes: Partial<ProfileReport> = {}): ProfileReport =>
    profiled(SERVING, 6, {
      scenario: 'list orders',
      kind: 'http',
      threads: 3,
      overhead,
      ...changes,
      map,
    });
  const nothing = { functions: [], hot_spots: [], owners: [], overhead: null };
  return {
    'profile-map': withMap(
      createMapDocument({ instrumented_files: INSTRUMENTATION.instrumented_files }),
      {
        escalation: ESCALATION,
        instrumentation: INSTRUMENTATION,
        runtime: RUNTIME,
        memory: {
          tool: 'v8-heap',
          overhead: { ...overhead, ratio: 1.42, high: 1.5 },
          ...summary(HELD, 6, { tool: 'v8-heap', weight: 'held' }),
        },
      },
    ),
    'profile-map-blocked': withMap(
      createMapDocument({ wrong_tool: BLOCKED, wrong_tool_indicators: ['infrastructure_bound'] }),
    ),
    'profile-map-quiet': withMap(
      createMapDocument({
        bottleneck_classification: 'Unknown',
        bottleneck_detail: 'Nothing that takes a noticeable part of the time was seen.',
        top_bottlenecks: [],
        suspicion_stack: [],
        optimization_hints: [],
        wrong_tool: null,
      }),
      { state: 'interrupted' },
    ),
    'profile-function': profiled(PARSING),
    'profile-interrupted': profiled(PARSING, 1, { state: 'interrupted', overhead: null }),
    'profile-failed': profiled([], 1, {
      ...nothing,
      confidence: 0,
      threads: 0,
      samples: 0,
      busy: 0,
      idle: null,
      trials: 0,
      tree: { parent: [], function: [], weight: [] },
      scenario: 'sh -c true',
      kind: 'command',
      file: null,
      state: 'failed',
      findings: FAILED,
    }),
  } satisfies Readonly<Record<string, ProfileReport>>;
}

/** The difference of profiles drawn of each side's calls, each of a hundred operations. */
export function createProfileDifference(
  [before, after]: readonly [readonly SimulatedCall[], readonly SimulatedCall[]],
  pairs: number,
): DifferentialProfile {
  const random = createRandom(21);
  const pair = (): ProfiledPair => {
    const sideOf = (calls: readonly SimulatedCall[]) => {
      const profile = drawProfile(calls, random.integer(2 ** 31));
      return { operations: 100, root: `${ROOT}/`, profile };
    };
    return [sideOf(before), sideOf(after)];
  };
  return createDifferentialProfile([pair(), ...Array.from({ length: pairs - 1 }, pair)]);
}

/** Change of the profile of parsing. */
export function parsingDifference(pairs: number): DifferentialProfile {
  return createProfileDifference([PARSING, PARSING_ANEW], pairs);
}

/** Returns two profiled sides: in pairs, from one file each, and one that failed. */
export function differenceDocuments() {
  const diffed = (changes: Partial<ProfileDiffReport>): ProfileDiffReport => ({
    schema: PROFILE_DIFF_SCHEMA,
    id: '20260102T030405678Z-parse-34cd',
    root: ROOT,
    seed: 7,
    created_at: '2026-01-02T03:04:05.678Z',
    scenario: 'parse a file',
    kind: 'function',
    file: `${ROOT}/scenarios/parse.ts`,
    base: { label: 'main', commit: GOLDEN_COMMITS.a },
    head: { label: 'working tree', commit: GOLDEN_COMMITS.b },
    difference: parsingDifference(12),
    duration_ms: 21_400,
    environment: GOLDEN_ENVIRONMENT,
    findings: [],
    state: 'completed',
    ...changes,
  });
  return {
    'profile-diff-function': diffed({}),
    'profile-diff-files': diffed({
      scenario: 'before.cpuprofile → after|<b>.cpuprofile',
      kind: 'file',
      file: null,
      base: { label: 'before.cpuprofile', commit: null },
      head: { label: 'after|<b>.cpuprofile', commit: null },
      seed: null,
      environment: null,
      difference: parsingDifference(1),
    }),
    'profile-diff-failed': diffed({ difference: null, state: 'failed', findings: FAILED }),
  } satisfies Readonly<Record<string, ProfileDiffReport>>;
}
