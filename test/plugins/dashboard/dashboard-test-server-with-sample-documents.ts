import { request } from 'node:http';
import { join } from 'node:path';
import { wholeHistoryOptions } from '../../../api/history/history-report-options.ts';
import { putScalarsFirst } from '../../../harness/history/timestamped-json-document-files.ts';
import { openWebServer } from '../../../harness/host/network/web-server.ts';
import type { ReportDocument } from '../../../harness/model/documents/any-report-document.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { createProjectData } from '../../../plugins/dashboard/cached-dashboard-page-data.ts';
import { createDashboard } from '../../../plugins/dashboard/dashboard-request-handler.ts';
import { createDashboardWriter } from '../../../plugins/dashboard/handle-form-request.ts';
import { handleNodeRequest } from '../../../plugins/dashboard/node-request-handler.ts';
import { openDocumentCollections } from '../../../registry/open-document-collections.ts';
import { auditDocuments } from '../../../tools/golden/audit-documents.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';
import { optimizationDocuments } from '../../../tools/golden/optimization-documents.ts';
import { runRecord } from '../../support/completed-run-record.ts';
import { createHistoryEntry, createSummary } from '../../support/history-entries.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';
import { createDraws } from '../../support/random-draws.ts';

export const ACCESS_TOKEN = 'a-token-that-nobody-guesses';
export const HOSTILE_NAME = `<script>console.error('run')</script>"'; DROP TABLE runs; ../..`;
export const RUN_ID = '20260106T030405678Z-sort-a1b2';
export const COMPARISON_ID = '20260106T040506789Z-c0de';

export const DOCUMENT_TIMESTAMP = '20260106T050607890Z';
/** A page of each kind of document. */
export const DOCUMENT_PATHS = [
  `/gates/${DOCUMENT_TIMESTAMP}-9a7e`,
  `/bisections/${DOCUMENT_TIMESTAMP}-b15e`,
  `/profiles/${DOCUMENT_TIMESTAMP}-profile-f1a3`,
  `/profiles/${DOCUMENT_TIMESTAMP}-map-3a90`,
  `/profiles/${DOCUMENT_TIMESTAMP}-difference-d1ff`,
  `/capacities/${DOCUMENT_TIMESTAMP}-sort-ca9a`,
  `/audits/${DOCUMENT_TIMESTAMP}`,
  '/loops/sorting',
] as const;

export const LIST_PATHS = [
  'comparisons',
  'gates',
  'bisections',
  'profiles',
  'maps',
  'capacities',
  'loops',
  'audits',
  'runs',
  'budgets',
].map((collection) => `/${collection}`);

/** Returns one document of each kind, and one of each whose name does harm if it is not escaped. */
function shownDocuments(): Readonly<Record<string, string>> {
  const golden = { ...goldenDocuments(), ...auditDocuments() };
  const text = (name: keyof typeof golden, changes = {}, listed = ''): string =>
    JSON.stringify(putScalarsFirst({ ...golden[name], ...changes } as ReportDocument, listed));
  const broken = golden['budgets-failing'];
  const state = { target: 'sort', slug: 'sorting', current_cycle: 1, cycles: [], phases: {} };
  const loop = { ...state, cycle_config: { max_cycles: 5, plateau_threshold: 5 } };
  return {
    [`gates/${DOCUMENT_TIMESTAMP}-9a7e.json`]: text('gate-mixed', {}, 'against main'),
    [`gates/${DOCUMENT_TIMESTAMP}-bad0.json`]: text('gate-names', {}, HOSTILE_NAME),
    [`bisections/${DOCUMENT_TIMESTAMP}-b15e.json`]: text(
      'bisect-found',
      { scenario: 'sort' },
      'v1.0.0 to HEAD',
    ),
    [`bisections/${DOCUMENT_TIMESTAMP}-bad0.json`]: text(
      'bisect-found',
      { scenario: HOSTILE_NAME },
      HOSTILE_NAME,
    ),
    [`profiles/${DOCUMENT_TIMESTAMP}-profile-f1a3.json`]: text('profile-function'),
    [`profiles/${DOCUMENT_TIMESTAMP}-profile-bad0.json`]: text('profile-function', {
      scenario: HOSTILE_NAME,
    }),
    [`profiles/${DOCUMENT_TIMESTAMP}-map-3a90.json`]: text('profile-map'),
    [`profiles/${DOCUMENT_TIMESTAMP}-difference-d1ff.json`]: text(
      'profile-diff-function',
      {},
      'main to working tree',
    ),
    [`capacities/${DOCUMENT_TIMESTAMP}-sort-ca9a.json`]: text('capacity-found'),
    [`runs/${DOCUMENT_TIMESTAMP}-budgeted-b4d0.json`]: JSON.stringify({
      ...broken.runs[0],
      id: `${DOCUMENT_TIMESTAMP}-budgeted-b4d0`,
    }),
    [`audits/${DOCUMENT_TIMESTAMP}/report.json`]: text('audit-many'),
    '../.optimization/sorting/state.json': JSON.stringify(loop),
    '../.optimization/sorting/report.json': JSON.stringify(
      optimizationDocuments()['optimization-met'],
    ),
    '../.optimization/broken/state.json': '{}',
  };
}

/** Returns a project's files, `sort` slower since run 61: record, comparison, hostile names. */
export function dashboardFiles(
  scenarios: readonly string[] = ['sort', 'a/b', '..', HOSTILE_NAME],
): Readonly<Record<string, string>> {
  const { normal } = createDraws(7);
  const lines = scenarios.flatMap((scenario, index) =>
    Array.from({ length: 100 }, (_, number) => {
      const level = scenario === 'sort' && number >= 60 ? 12 : 10;
      const metrics = { wall_time: createSummary('wall_time', level * (1 + 0.01 * normal())) };
      const { id } = createHistoryEntry(number);
      return JSON.stringify(createHistoryEntry(number, { id: `${id}${index}`, scenario, metrics }));
    }),
  );
  const run = runRecord({ wall_time: [12, 12.1, 12.2, 11.9, 12.05] }, { id: RUN_ID });
  return {
    'history/imported-1.jsonl': `${lines.join('\n')}\n`,
    [`runs/${RUN_ID}.json`]: JSON.stringify(run),
    'runs/20260107T030405678Z-broken-dead.json': '{"schema":',
    [`comparisons/${COMPARISON_ID}.json`]: JSON.stringify(goldenDocuments()['live-names']),
    ...shownDocuments(),
  };
}

export interface RunningDashboard {
  readonly url: string;
  readonly port: number;
  readonly troubles: readonly unknown[];
  readonly close: () => Promise<void>;
}

/** Starts the dashboard of that project, or of a project with these files, on a real server. */
export async function startDashboard(
  files = dashboardFiles(),
  {
    origins = [],
    isWritable = false,
    patienceMs = 60_000,
  }: {
    readonly patienceMs?: number;
    readonly origins?: readonly string[];
    readonly isWritable?: boolean;
  } = {},
): Promise<RunningDashboard> {
  const { host } = createInMemoryHost();
  const config = await loadConfig(host, host.cwd);
  for (const [name, text] of Object.entries(files)) {
    host.files.writeAtomic(join(config.stateFolder, name), text);
  }
  // A repository with its own user name, so that the name of the developer who runs the tests is
  // not used.
  host.files.writeAtomic(join(host.cwd, '.git/HEAD'), 'ref: refs/heads/main\n');
  host.files.writeAtomic(join(host.cwd, '.git/config'), '[user]\nname = Ada Tester\n');
  for (const part of ['objects', 'refs']) host.files.makeFolder(join(host.cwd, '.git', part));
  const ending = new AbortController();
  const troubles: unknown[] = [];
  const data = createProjectData(
    host,
    config,
    await openDocumentCollections(host, config),
    ending.signal,
  );
  const server = await openWebServer(
    { host: '127.0.0.1', port: 0, mostConnections: 20 },
    (asked, response) => void handleNodeRequest(answer, asked, response),
  );
  const answer = createDashboard({
    data,
    writer: isWritable
      ? createDashboardWriter(host, wholeHistoryOptions(config, 'digest'), ending.signal)
      : null,
    own: { host: '127.0.0.1', port: server.port, origins },
    token: ACCESS_TOKEN,
    // A day after the last run.
    clock: { now: () => new Date('2026-01-06T04:00:00Z') },
    patienceMs,
    onTrouble: (error) => troubles.push(error),
  });
  return {
    url: server.url,
    port: server.port,
    troubles,
    close: async () => {
      ending.abort();
      await server.close(500);
    },
  };
}

export interface DashboardResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Sends a request with exactly this path and these headers, which `fetch` would normalize. */
export function sendRequest(
  { port }: Pick<RunningDashboard, 'port'>,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<DashboardResponse> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const { statusCode: status = 0 } = response;
          resolve({ status, headers: response.headers, body: Buffer.concat(parts).toString() });
        });
      },
    );
    asked.on('error', reject).end(body);
  });
}

/** As a browser that was let in. */
export function fetchPage(
  shown: Pick<RunningDashboard, 'port'>,
  path: string,
): Promise<DashboardResponse> {
  return sendRequest(shown, path, {
    headers: { cookie: `perf-harness-${shown.port}=${ACCESS_TOKEN}` },
  });
}
