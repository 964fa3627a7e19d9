import { createRandom } from '../../harness/stats/seeded-random.ts';
import { analyseLogObservations } from '../../plugins/investigate/data/analyse-log-observations.ts';
import { composeInvestigationReport } from '../../plugins/investigate/diagnosis/compose-investigation-report.ts';
import type {
  CodePart,
  FixCheck,
  FixVerification,
  IncidentChange,
  InfrastructurePart,
  InvestigationReport,
} from '../../plugins/investigate/document/investigation-document.ts';
import { addVerification } from '../../plugins/investigate/follow-up/verify-fix-and-store-result.ts';
import {
  createObservations,
  type Observations,
} from '../../plugins/investigate/observations/collected-log-observations.ts';
import { createTimeGrid } from '../../plugins/investigate/observations/requests-by-interval.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START = Date.UTC(2026, 10, 24, 12);
const END = START + 4 * HOUR_MS;
const BEGAN = START + 135 * MINUTE_MS;
const COMMIT = '3f1c9a7d5b04e2c8a6914d7b0f5e3a2c1d8b9e70';
/** Names that pages and terminals have to write as text. */
const HOSTILE = 'GET /check|out `<b>`';
const HOSTILE_MESSAGE = 'timeout exceeded when trying to connect | <script> `x`';
const HOSTILE_FIX = 'the cache <b>|`\u001b[31m';

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Four hours of a service, in which it may slow down, with or without an explaining signal. */
function observed(isSlowSince: number, hasSignal: boolean): Observations {
  const random = createRandom(11);
  const seen = createObservations(createTimeGrid(START, END));
  const { requests, series, errorLines, statements } = seen;
  const region = requests.segmentOf('region');
  const checkout = requests.endpointOf(HOSTILE);
  const products = requests.endpointOf('GET /products/:id');
  for (let at = START; at < END; at += MINUTE_MS) {
    const isSlow = at >= isSlowSince;
    for (let number = 0; number < 60; number += 1) {
      const isCheckout = number % 4 === 0;
      const segments: string[] = [];
      segments[region] = number % 3 === 0 ? 'eu' : 'us';
      requests.add({
        at: at + number * 900,
        endpoint: isCheckout ? checkout : products,
        segments,
        durationMs: 100 * Math.exp(random.next()) * (isSlow && isCheckout ? 3.5 : 1),
        isError: isSlow && isCheckout && random.next() < 0.02,
      });
    }
    if (isSlow) {
      errorLines.add(at, HOSTILE_MESSAGE);
      statements.add(at, 1500 + (at - BEGAN) / 10_000, `SELECT * FROM orders WHERE id = ${at}`);
    } else if (isSlowSince < END) errorLines.add(at, `session ${at} of "somebody" expired`);
    const used = (isSlow ? 95 : 60) * (1 + 0.03 * random.next());
    if (hasSignal) series.add('pool_utilization', 'host=web-1', at, used);
  }
  return seen;
}

/** A change of a setting five minutes before. */
function setting(
  [id, title, line]: readonly [id: string, title: string, line: number],
  [before, after]: readonly [before: string, after: string],
  [mechanism, direction]: readonly [string, IncidentChange['direction']],
): IncidentChange {
  return {
    kind: 'configuration',
    label: 'CONFIGURATION ISSUE',
    at: iso(BEGAN - 5 * MINUTE_MS),
    commit: COMMIT,
    deployment: 'v42',
    file: 'config/production.yml',
    cost: 'unknown',
    id,
    title,
    line,
    before,
    after,
    direction,
    mechanisms: [mechanism] as IncidentChange['mechanisms'],
  };
}

const CODE: CodePart = {
  commits: [
    {
      commit: COMMIT,
      at: iso(BEGAN - 7 * MINUTE_MS),
      files: ['config/production.yml'],
      subject: 'fit the settings <to> the database',
    },
  ],
  deployments: [
    { name: 'v42', at: iso(BEGAN - 5 * MINUTE_MS), commit: COMMIT, in_window: false },
    { name: 'v43', at: iso(BEGAN + 30 * MINUTE_MS), commit: null, in_window: false },
  ],
  changes: [],
  findings: [],
};
const INFRASTRUCTURE: InfrastructurePart = {
  changes: [
    setting(
      ['a1b2c3d4', 'db.pool.max: 50 → 20 (fewer connections: requests wait for a connection)', 3],
      ['50', '20'],
      ['connections', 'worse'],
    ),
    setting(
      ['b2c3d4e5', 'http.timeout: 30s → 60s (waits longer before it gives up)', 8],
      ['30s', '60s'],
      ['timeouts', 'hides'],
    ),
  ],
  resources: [
    {
      group: 'Resource Bottlenecks',
      message: 'pool_utilization reached 97.8 %',
      mechanism: 'connections',
    },
    {
      group: 'Configuration Issues',
      message: 'db.pool.max: 50 → 20',
      mechanism: 'connections',
    },
  ],
  findings: [
    {
      id: 'configuration-unread',
      level: 'warning',
      message: 'deploy/values.yaml could not be read: it has more than 20000 settings.',
    },
  ],
};

function investigation(seen: Observations): InvestigationReport {
  const source = {
    file: 'logs/access.log',
    format: 'combined with request time',
    bytes: 9_120_000,
    lines: 72_000,
    unread: 3,
    examples: ['-'],
    hasZone: true,
    clockJump: null,
    assumedYear: null,
    trouble: null,
    requests: 71_997,
    points: 0,
    durations: { from: '$request_time', count: 71_997 },
  };
  const part = analyseLogObservations(seen, [source], { namedService: null });
  return composeInvestigationReport(
    {
      id: '2026-11-24-shop',
      incident: {
        service: 'shop',
        since: iso(START),
        until: iso(END),
        trigger: 'rise',
        environment: 'production',
        priority: 'HIGH',
        started_at: iso(END),
      },
    },
    {
      data: { state: 'completed', part },
      code: { state: 'completed', part: CODE },
      infrastructure: { state: 'completed', part: INFRASTRUCTURE },
    },
  );
}

/** Creates a fix some hours after the incident, its outcome, and recovery in three periods. */
function fixAt(
  [fix, hour, outcome]: readonly [fix: string, hour: number, outcome: 'pass' | 'fail'],
  [from, to, recovered]: readonly [number, number, number],
): FixVerification {
  const at = (hours: number): string => iso(END + (hour + hours) * HOUR_MS);
  const name = 'GET /check|out';
  const check: FixCheck = {
    measure: 'p95',
    name,
    basis: 'the level before',
    before: 250,
    during: 800,
    value: to,
    limit: 300,
    aim: null,
    outcome,
    is_decisive: true,
    note: null,
  };
  const windowOf = (
    title: '0 to 30 min' | '2 to 24 h',
    [begin, end]: readonly [number, number],
  ) => ({
    name: title,
    from: at(begin),
    until: at(end),
    seen_until: at(Math.min(3, end)),
    requests: 900,
    outcome,
    checks: [check],
  });
  return {
    fix,
    commit: null,
    after: at(0),
    verified_at: at(3),
    preset: null,
    outcome,
    notes: ['no deployment has it; counted from its commit'],
    windows: [windowOf('0 to 30 min', [0, 0.5]), windowOf('2 to 24 h', [2, 24])],
    effects: [
      { measure: 'p95', name, from, to, recovered, source: 'logs' },
      { measure: 'error_rate', name: '', from: 0.02, to: 0, recovered: null, source: 'kept' },
    ],
  };
}

/** Returns investigations of each outcome: a cause, fixes of it, no cause, nothing to explain. */
export function investigationDocuments() {
  const established = investigation(observed(BEGAN, true));
  const fixes = [
    fixAt([HOSTILE_FIX, 1, 'fail'], [800, 500, 0.55]),
    fixAt(['PERF_FIX_001: Set db.pool.max back to 50', 4, 'pass'], [500, 255, 0.44]),
  ];
  return {
    'investigation-established': established,
    'investigation-verified': {
      ...fixes.reduce(addVerification, established),
      closed: {
        at: iso(END + 30 * HOUR_MS),
        cause: 'db.pool.max: 50 → 20',
        place: 1,
        resolved_at: null,
        learned: ['pools follow the load'],
      },
    },
    'investigation-open': investigation(observed(BEGAN, false)),
    'investigation-nothing': investigation(observed(END, true)),
  } satisfies Readonly<Record<string, InvestigationReport>>;
}
