import { request } from 'node:http';
import { join } from 'node:path';
import { openWebServer } from '../../../harness/host/network/web-server.ts';
import { openProject } from '../../../options/groups/project.ts';
import { createDashboard } from '../../../serve/dashboard/dashboard.ts';
import { answerNode } from '../../../serve/dashboard/node-front.ts';
import { createProjectData } from '../../../serve/dashboard/project-data.ts';
import { goldenDocuments } from '../../../tools/golden/documents.ts';
import { draws } from '../../support/draws.ts';
import { historyEntry, summaryOf } from '../../support/history-entries.ts';
import { memoryHost } from '../../support/memory-host.ts';
import { runRecord } from '../../support/run-record.ts';

export const TOKEN = 'a-token-that-nobody-guesses';
export const HOSTILE = `<script>console.error('run')</script>"'; DROP TABLE runs; ../..`;
export const RUN = '20260106T030405678Z-sort-a1b2';
export const COMPARISON = '20260106T040506789Z-c0de';

/** A project where `sort` is slower since its 61st run, with a record, a comparison and bad names. */
function shownFiles(): Readonly<Record<string, string>> {
  const { normal } = draws(7);
  const lines = ['sort', 'a/b', '..', HOSTILE].flatMap((scenario, index) =>
    Array.from({ length: 100 }, (_, number) => {
      const level = scenario === 'sort' && number >= 60 ? 12 : 10;
      const metrics = { wall_time: summaryOf('wall_time', level * (1 + 0.01 * normal())) };
      const { id } = historyEntry(number);
      return JSON.stringify(historyEntry(number, { id: `${id}${index}`, scenario, metrics }));
    }),
  );
  const run = runRecord({ wall_time: [12, 12.1, 12.2, 11.9, 12.05] }, { id: RUN });
  return {
    'history/imported-1.jsonl': `${lines.join('\n')}\n`,
    [`runs/${RUN}.json`]: JSON.stringify(run),
    'runs/20260107T030405678Z-broken-dead.json': '{"schema":',
    [`comparisons/${COMPARISON}.json`]: JSON.stringify(goldenDocuments()['live-names']),
  };
}

export interface Shown {
  readonly url: string;
  readonly port: number;
  readonly troubles: readonly unknown[];
  readonly close: () => Promise<void>;
}

/** The dashboard of that project, or of one with these files, on a real server. */
export async function showProject(
  files = shownFiles(),
  origins: readonly string[] = [],
): Promise<Shown> {
  const { host } = memoryHost();
  const config = await openProject(host, {});
  for (const [name, text] of Object.entries(files)) {
    host.files.writeAtomic(join(config.stateFolder, name), text);
  }
  const ending = new AbortController();
  const troubles: unknown[] = [];
  const data = createProjectData(host, config, ending.signal);
  const server = await openWebServer(
    { host: '127.0.0.1', port: 0, mostConnections: 20 },
    (asked, response) => void answerNode(answer, asked, response),
  );
  const answer = createDashboard({
    data,
    own: { host: '127.0.0.1', port: server.port, origins },
    token: TOKEN,
    // A day after the last run.
    clock: { now: () => new Date('2026-01-06T04:00:00Z') },
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

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Asks with exactly this path and these headers, which `fetch` would mend. */
export function ask(
  { port }: Pick<Shown, 'port'>,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Asked> {
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
    asked.on('error', reject).end();
  });
}

/** As a browser that was let in. */
export function look(shown: Pick<Shown, 'port'>, path: string): Promise<Asked> {
  return ask(shown, path, { headers: { cookie: `perf-harness-${shown.port}=${TOKEN}` } });
}
