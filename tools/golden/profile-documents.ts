import type { Profile, ProfiledFunction } from '../../harness/model/profile.ts';
import { PROFILE_SCHEMA, type ProfileReport } from '../../harness/model/profile-document.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';
import { summariseProfiles } from '../../profilers/summarise-profiles.ts';
import { ENVIRONMENT } from './run-of.ts';

const ROOT = '/srv/shop';

/** A call with what it takes by itself, and what it calls. */
interface Call {
  readonly of: ProfiledFunction;
  readonly ms: number;
  readonly calls?: readonly Call[];
}

function code(
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

const PARSING: readonly Call[] = [
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
function draw(calls: readonly Call[], seed: number, threads: number): Profile {
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
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads, samples: 480 });
}

function profiled(
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

function trials(calls: readonly Call[], count: number, threads = 1): [Profile, ...Profile[]] {
  const others = Array.from({ length: count - 1 }, (_, index) => draw(calls, index + 2, threads));
  return [draw(calls, 1, threads), ...others];
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
