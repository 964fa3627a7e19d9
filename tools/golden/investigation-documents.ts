import type {
  CodePart,
  FixCheck,
  FixVerification,
  IncidentChange,
  InfrastructurePart,
  InvestigationReport,
} from '../../harness/model/documents/investigation-document.ts';
import { findChangePoints } from '../../harness/stats/change-points/find-change-points.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { coordinate } from '../../plugins/investigate/coordinate/coordinate.ts';
import { analyseData } from '../../plugins/investigate/data/analyse-data.ts';
import { withVerification } from '../../plugins/investigate/follow-up/with-verification.ts';
import { createObserved, type Observed } from '../../plugins/investigate/observed/observed.ts';
import { timeGrid } from '../../plugins/investigate/observed/requests.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 10, 24, 12);
const END = START + 4 * 60 * MINUTE_MS;
const BEGAN = START + 135 * MINUTE_MS;
/** Names that pages and terminals have to write as text. */
const HOSTILE = 'GET /check|out `<b>`';
const HOSTILE_MESSAGE = 'timeout exceeded when trying to connect | <script> `x`';
const COMMIT = '3f1c9a7d5b04e2c8a6914d7b0f5e3a2c1d8b9e70';

/** Investigations as they end: with a cause, without one, with nothing to explain. */
export function investigationDocuments(): Readonly<Record<string, InvestigationReport>> {
  return {
    'investigation-established': investigation(observed('step', true)),
    'investigation-open': investigation(observed('step', false)),
    'investigation-verified': verifiedInvestigation(investigation(observed('step', true))),
    'investigation-nothing': investigation(observed('none', true)),
  };
}

function investigation(seen: Observed): InvestigationReport {
  const source = {
    ...{ file: 'logs/access.log', format: 'combined with request time', bytes: 9_120_000 },
    ...{
      lines: 72_000,
      unread: 3,
      examples: ['-'],
      hasZone: true,
      clockJump: null,
      assumedYear: null,
      trouble: null,
    },
  };
  return coordinate(
    {
      id: '2026-11-24-shop',
      incident: {
        ...{ service: 'shop', since: iso(START), until: iso(END), trigger: 'rise' },
        ...{ environment: 'production', priority: 'HIGH', started_at: iso(END) },
      },
    },
    {
      data: {
        state: 'completed',
        part: analyseData(seen, [source], { find: findChangePoints, namedService: null }),
      },
      code: { state: 'completed', part: CODE },
      infrastructure: { state: 'completed', part: INFRASTRUCTURE },
    },
  );
}

const HOUR_MS = 3_600_000;
const HOSTILE_FIX = 'the cache <b>|`\u001b[31m';

/** With two fixes, of which the second held, and closed. */
function verifiedInvestigation(report: InvestigationReport): InvestigationReport {
  const end = Date.parse(report.incident.until);
  const fixes = [
    fixAt(HOSTILE_FIX, end + HOUR_MS, 'fail', [800, 500, 0.55]),
    fixAt('PERF_FIX_001: Set db.pool.max back to 50', end + 4 * HOUR_MS, 'pass', [500, 255, 0.44]),
  ];
  return {
    ...fixes.reduce(withVerification, report),
    closed: {
      ...{ at: iso(end + 30 * HOUR_MS), cause: 'db.pool.max: 50 → 20', place: 1 },
      ...{ resolved_at: null, learned: ['pools follow the load'] },
    },
  };
}

function fixAt(
  fix: string,
  at: number,
  outcome: 'pass' | 'fail',
  [from, to, recovered]: readonly [number, number, number],
): FixVerification {
  const check: FixCheck = {
    ...{ measure: 'p95', name: 'GET /check|out', basis: 'the level before', before: 250 },
    ...{ during: 800, value: to, limit: 300, aim: null, outcome, is_decisive: true, note: null },
  };
  const bounds = [0, 0.5, 2, 24] as const;
  return {
    ...{ fix, commit: null, after: iso(at), verified_at: iso(at + 3 * HOUR_MS), preset: null },
    ...{ outcome, notes: ['no deployment has it; counted from its commit'] },
    windows: (['0 to 30 min', '30 min to 2 h', '2 to 24 h'] as const).map((name, index) => ({
      ...{ name, from: iso(at + (bounds[index] ?? 0) * HOUR_MS), requests: 900, outcome },
      until: iso(at + (bounds[index + 1] ?? 0) * HOUR_MS),
      seen_until: iso(at + Math.min(3, bounds[index + 1] ?? 0) * HOUR_MS),
      checks: [check],
    })),
    effects: [
      { measure: 'p95', name: 'GET /check|out', from, to, recovered, source: 'logs' },
      { measure: 'error_rate', name: '', from: 0.02, to: 0, recovered: null, source: 'kept' },
    ],
  };
}

function observed(kind: 'step' | 'none', hasSignal: boolean): Observed {
  const random = createRandom(11);
  const seen = createObserved(timeGrid(START, END));
  const { requests, series, errorLines, statements } = seen;
  const region = requests.segmentOf('region');
  const [checkout, products] = [
    requests.endpointOf(HOSTILE),
    requests.endpointOf('GET /products/:id'),
  ];
  for (let at = START; at < END; at += MINUTE_MS) {
    const isSlow = kind === 'step' && at >= BEGAN;
    for (let number = 0; number < 60; number += 1) {
      const isCheckout = number % 4 === 0;
      const segments: string[] = [];
      segments[region] = number % 3 === 0 ? 'eu' : 'us';
      requests.add({
        at: at + number * 900,
        durationMs: 100 * Math.exp(random.next()) * (isSlow && isCheckout ? 3.5 : 1),
        isError: isSlow && isCheckout && random.next() < 0.02,
        ...{ endpoint: isCheckout ? checkout : products, segments },
      });
    }
    if (kind === 'step') errorLines.add(at, `session ${at} of "somebody" expired`);
    if (isSlow) {
      errorLines.add(at, HOSTILE_MESSAGE);
      statements.add(at, 1500 + (at - BEGAN) / 10_000, `SELECT * FROM orders WHERE id = ${at}`);
    }
    if (hasSignal)
      series.add(
        'pool_utilization',
        'host=web-1',
        at,
        (isSlow ? 95 : 60) * (1 + 0.03 * random.next()),
      );
  }
  return seen;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

const SETTING: Omit<
  IncidentChange,
  'id' | 'title' | 'line' | 'before' | 'after' | 'mechanisms' | 'direction'
> = {
  ...{ kind: 'configuration', label: 'CONFIGURATION ISSUE', at: iso(BEGAN - 5 * MINUTE_MS) },
  ...{ commit: COMMIT, deployment: 'v42', file: 'config/production.yml', cost: 'unknown' },
};

const CODE: CodePart = {
  commits: [
    {
      ...{
        commit: COMMIT,
        at: iso(BEGAN - 7 * MINUTE_MS),
        subject: 'fit the settings <to> the database',
      },
      files: ['config/production.yml'],
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
    {
      ...SETTING,
      ...{
        id: 'a1b2c3d4',
        title: 'db.pool.max: 50 → 20 (fewer connections: requests wait for one)',
      },
      ...{ line: 3, before: '50', after: '20', mechanisms: ['connections'], direction: 'worse' },
    },
    {
      ...SETTING,
      ...{ id: 'b2c3d4e5', title: 'http.timeout: 30s → 60s (waits longer before it gives up)' },
      ...{ line: 8, before: '30s', after: '60s', mechanisms: ['timeouts'], direction: 'hides' },
    },
  ],
  resources: [
    {
      ...{ group: 'Resource Bottlenecks', message: 'pool_utilization reached 97.8 %' },
      mechanism: 'connections',
    },
    {
      ...{ group: 'Configuration Issues', message: 'db.pool.max: 50 → 20' },
      mechanism: 'connections',
    },
  ],
  findings: [
    {
      ...{ id: 'configuration-unread', level: 'warning' },
      message: 'deploy/values.yaml could not be read: it has more than 20000 settings.',
    },
  ],
};
