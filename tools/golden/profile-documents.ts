import {
  PROFILE_SCHEMA,
  type ProfileReport,
} from '../../harness/model/documents/profile-document.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';
import { summariseProfiles } from '../../profilers/summarise-profiles.ts';
import { ENVIRONMENT } from './run-of.ts';

/** Folder of the project. */
export const ROOT = '/srv/shop';

/** A call with what it takes by itself, and what it calls. */
export interface Call {
  readonly of: ProfiledFunction;
  readonly ms: number;
  readonly calls?: readonly Call[];
}

/** A function of the project, or of what the rest says. */
export function code(
  name: string,
  file: string | null,
  line: number | null,
  more: Partial<ProfiledFunction> = {},
): ProfiledFunction {
  return { name, owner: 'project', package: null, file, line, column: null, ...more };
}

const COLLECTOR = code('(garbage collector)', null, null, { owner: 'gc' });
const IDLE = code('(idle)', null, null, { owner: 'idle' });
const PARSE = code('parseRow', `${ROOT}/src/parse.ts`, 14);
const TRIM = code('trim', `${ROOT}/node_modules/@text/trim/index.js`, 3, {
  owner: 'package',
  package: '@text/trim',
});
const READ = code('readFileSync', 'node:fs', 440, { owner: 'node' });

/** Calls of a trial that parses. */
export const PARSING: readonly Call[] = [
  {
    of: code('(anonymous)', `${ROOT}/scenarios/parse.ts`, 9),
    ms: 4,
    calls: [
      { of: PARSE, ms: 310, calls: [{ of: TRIM, ms: 120 }] },
      { of: READ, ms: 21 },
    ],
  },
  { of: COLLECTOR, ms: 38 },
];

const SERVING: readonly Call[] = [
  { of: IDLE, ms: 830 },
  {
    of: code('handle | `all` <requests>', `${ROOT}/server.js`, 30),
    ms: 12,
    calls: [{ of: code('render', 'file:///elsewhere/view.mjs', null), ms: 88 }],
  },
  { of: code('RegExp: ^a+$', null, null, { owner: 'native' }), ms: 2 },
];

/** One trial: the calls with what chance adds to each. */
export function drawProfile(
  calls: readonly Call[],
  seed: number,
  threads: number,
  facts: Pick<Profile, 'tool' | 'weight'> = { tool: 'v8-cpu', weight: 'time' },
): Profile {
  const random = createRandom(seed);
  const builder = createProfileBuilder();
  const add = (parent: number, { of, ms, calls: below = [] }: Call): void => {
    const index = builder.functionOf(of);
    const node = builder.node(parent, index);
    const weight = Math.round(ms * (0.92 + random.integer(1_600) / 10_000) * 1_000) / 1_000;
    builder.add(node, weight);
    if (of.line !== null) {
      builder.addLine(index, of.line + 2, 0.75 * weight);
      builder.addLine(index, of.line + 5, 0.25 * weight);
    }
    for (const one of below) add(node, one);
  };
  for (const call of calls) add(NO_PARENT, call);
  return builder.build({ ...facts, threads, samples: 480 });
}

/** A report of profiles, as far as nothing else is said. */
export function profiled(
  scenario: string,
  profiles: readonly [Profile, ...Profile[]],
  changes: Partial<ProfileReport> = {},
): ProfileReport {
  return {
    schema: PROFILE_SCHEMA,
    id: '20260102T030405678Z-profile-12ab',
    created_at: '2026-01-02T03:04:05.678Z',
    scenario,
    kind: 'function',
    file: `${ROOT}/scenarios/parse.ts`,
    root: ROOT,
    tool: 'v8-cpu',
    seed: 7,
    trials: profiles.length,
    ...summariseProfiles(profiles),
    overhead: { metric: 'wall_time', ratio: 1.031, low: 1.012, high: 1.058, pairs: 6 },
    duration_ms: 15_300,
    environment: ENVIRONMENT,
    findings: [],
    state: 'completed',
    ...changes,
  };
}

/** Profiles of the same calls, each drawn anew. */
export function trials(
  calls: readonly Call[],
  count: number,
  threads = 1,
): [Profile, ...Profile[]] {
  const others = Array.from({ length: count - 1 }, (_, index) =>
    drawProfile(calls, index + 2, threads),
  );
  return [drawProfile(calls, 1, threads), ...others];
}

/** Who allocated what is still held: bytes for milliseconds. */
function memoryProfile(): NonNullable<ProfileReport['memory']> {
  const facts = { tool: 'v8-heap', weight: 'held' } as const;
  const held: readonly Call[] = [
    {
      of: code('handle | `all` <requests>', `${ROOT}/server.js`, 30),
      ms: 210_000,
      calls: [{ of: code('remember', `${ROOT}/src/cache.js`, 8), ms: 48_300_000 }],
    },
  ];
  const [first, ...others] = [1, 2, 3, 4, 5, 6].map((seed) => drawProfile(held, seed, 1, facts));
  if (first === undefined) throw new TypeError('there are six');
  return {
    tool: facts.tool,
    trials: 6,
    ...summariseProfiles([first, ...others]),
    overhead: { metric: 'latency.p50', ratio: 1.42, low: 1.31, high: 1.5, pairs: 6 },
  };
}

const NOTHING: Pick<
  ProfileReport,
  | 'confidence'
  | 'threads'
  | 'samples'
  | 'busy'
  | 'idle'
  | 'functions'
  | 'hot_spots'
  | 'owners'
  | 'tree'
> = {
  confidence: 0,
  threads: 0,
  samples: 0,
  busy: 0,
  idle: null,
  functions: [],
  hot_spots: [],
  owners: [],
  tree: { parent: [], function: [], weight: [] },
};

/** Profiles of each kind of end. */
export function profileDocuments(): Readonly<Record<string, ProfileReport>> {
  return {
    'profile-function': profiled('parse a file', trials(PARSING, 6)),
    'profile-server': profiled('all requests', trials(SERVING, 6, 3), {
      kind: 'http',
      overhead: { metric: 'latency.p50', ratio: 1.31, low: 1.2, high: 1.44, pairs: 6 },
    }),
    'profile-memory': profiled('all requests', trials(SERVING, 6), {
      kind: 'http',
      runtime: {
        gc: {
          share: 0.123,
          count: 340,
          longest_ms: 14.2,
          time_ms: { minor: 88.4, major: 31.2, incremental: 3.1, weak_callbacks: 0 },
        },
        event_loop: { delay_p50_ms: 0.21, delay_p99_ms: 18.4, utilisation: 0.81 },
        heap_growth_bytes: 48_210_000,
      },
      escalation: {
        levels: [
          {
            level: 'functions',
            taken: true,
            reason: 'first',
            text: 'Functions always come first.',
          },
          {
            level: 'memory',
            taken: true,
            reason: 'memory-abnormal',
            text: 'Garbage collection takes 12 %, and the heap grows by 48 MB.',
          },
        ],
        stop: 'levels-used',
        text: 'No level that is left would say more: this is the best there is.',
      },
      memory: memoryProfile(),
    }),
    'profile-interrupted': profiled('parse a file', trials(PARSING, 1), {
      state: 'interrupted',
      overhead: null,
    }),
    'profile-failed': profiled('sh -c true', trials(PARSING, 1), {
      ...NOTHING,
      kind: 'command',
      file: null,
      trials: 0,
      overhead: null,
      state: 'failed',
      findings: [
        {
          id: 'profile-failed',
          level: 'error',
          message: 'the program left no profile',
          remedy: 'Look whether the program is Node.js, keeps NODE_OPTIONS, and is not killed.',
        },
      ],
    }),
  };
}
