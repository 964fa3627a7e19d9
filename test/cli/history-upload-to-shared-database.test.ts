import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadOrPruneHistory } from '../../api/history/upload-to-shared-or-prune-history.ts';
import { serializeEntries } from '../../harness/history/store/history-archive.ts';
import { openPostgres } from '../../harness/history/store/postgres-database.ts';
import { addDecision } from '../../harness/history/store/user-notes-and-decisions.ts';
import { createHost } from '../../harness/host.ts';
import { type Config, defaultConfig } from '../../harness/scenario/project-config.ts';
import { startPasswordPostgres } from '../harness/history/store/start-postgres-history-server.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { runRecord } from '../support/completed-run-record.ts';
import { createGitProject } from '../support/git-project.ts';
import { createSlowedRuns, historyCommandsIn } from '../support/history-commands.ts';
import { runTimestamp } from '../support/history-entries.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

let server: Awaited<ReturnType<typeof startPasswordPostgres>>;
beforeAll(async () => {
  server = await startPasswordPostgres();
});
afterAll(() => server.stop());

const RUNS = createSlowedRuns();

/** Creates a team member's checkout, which names the shared store by a variable. */
function checkout(url: string, author: string) {
  const { root, git } = createGitProject();
  git('config', 'user.name', author);
  writeFiles(root, {
    'package.json': '{"type":"module"}',
    'perf-harness.config.json': JSON.stringify({ history: { url: 'TEAM_HISTORY' } }),
    'runs.jsonl': serializeEntries(RUNS),
  });
  mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
  const { run, report } = historyCommandsIn(root, { TEAM_HISTORY: url });
  return {
    root,
    git,
    run,
    measure: (id: string, number: number) => {
      const record = runRecord(
        { wall_time: [10, 11, 12] },
        { id, startedAt: runTimestamp(number) },
      );
      writeFileSync(join(root, `.perf-harness/runs/${id}.json`), JSON.stringify(record));
    },
    changes: async () => (await report('changes')).trends.flatMap(({ changes }) => changes),
  };
}

/** Creates a checkout whose scenario is measured by a script, with access to the team's results. */
function measuringCheckout(url: string, history: object = {}) {
  const { root, run, git } = checkout(url, 'Ada');
  writeFiles(root, {
    'perf-harness.config.json': JSON.stringify({ history: { url: 'TEAM_HISTORY', ...history } }),
    'scenarios/few.mjs': scenarioModule(`{ name: 'few', trials: 3, run: () => 1 }`),
  });
  const executors = createScriptedExecutors(drawWallTimes(() => 5));
  return {
    root,
    run,
    git,
    perf: (variable: string | undefined, ...args: readonly string[]) =>
      runCommandInProcess(args, { cwd: root, executors, env: { TEAM_HISTORY: variable } }),
    config: (changes: Partial<Config> = {}): Config => ({
      ...defaultConfig(root),
      historyUrl: 'TEAM_HISTORY',
      ...changes,
    }),
    host: createHost({ cwd: root, env: { TEAM_HISTORY: url } }),
  };
}

async function runsOf(database: string): Promise<number> {
  const sql = await openPostgres(server.addressOf({ PGDATABASE: database }), createHost().files);
  try {
    const [row] = await sql.all('SELECT count(*) AS runs FROM runs').catch(() => []);
    return Number(row?.runs ?? 0);
  } finally {
    await sql.close();
  }
}

describe('upload of measurements', () => {
  it('happens at the end of a command unless it is switched off', async () => {
    const database = await server.emptyDatabase();
    const url = server.urlOf(database);
    const quiet = measuringCheckout(url, { push: false });
    expect((await quiet.perf(url, 'run')).code).toBe(0);
    // A machine without the URL of the database shares nothing and gets no warning.
    const alone = await measuringCheckout(url).perf(undefined, 'run');
    expect([alone.code, alone.err.includes('warning')]).toEqual([0, false]);
    expect(await runsOf(database)).toBe(0);
    const { perf, git } = measuringCheckout(url);
    const ran = await perf(url, 'run');
    expect(ran.code, ran.err).toBe(0);
    expect(ran.err).not.toContain('warning');
    expect(await runsOf(database)).toBe(1);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'measured');
    const gated = await perf(url, 'gate', '--base', 'HEAD');
    expect(gated.err).not.toContain('warning');
    // Both sides are runs.
    expect(await runsOf(database)).toBe(3);
  });

  it('is left for later when the database is down, with one line and the same exit code', async () => {
    const { root, perf } = measuringCheckout('');
    const { code, err } = await perf('postgresql://ada:s3cret@127.0.0.1:1/history', 'run');
    expect(code).toBe(0);
    const lines = err.split('\n').filter((line) => line.startsWith('warning: '));
    expect(lines).toEqual([
      'warning: The history in 127.0.0.1:1/history cannot be used: no PostgreSQL server responds there (ECONNREFUSED). The measurements are stored locally and will be uploaded next time.',
    ]);
    expect(readdirSync(join(root, '.perf-harness/runs'))).toHaveLength(1);
  });

  it('is left for later when a slow database exceeds the time limit', async () => {
    const database = await server.emptyDatabase();
    const { host, config } = measuringCheckout(server.urlOf(database));
    const sql = await openPostgres(server.addressOf({ PGDATABASE: database }), host.files);
    await sql.transaction(async () => {
      expect(await uploadOrPruneHistory(host, config(), 300)).toEqual([
        'The history database did not respond within 0.3 s. The measurements are stored locally and will be uploaded next time.',
      ]);
    });
    await sql.close();
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const mute = config({ historyUrl: `postgresql://127.0.0.1:${port}/history` });
    expect(await uploadOrPruneHistory(host, mute, 300)).toHaveLength(1);
    silent.close();
  });
});

describe('shared history of a team', () => {
  it('shows everyone the measurements and decisions of all members', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const [ada, bo] = [checkout(url, 'Ada'), checkout(url, 'Bo')];
    expect((await ada.run('import', 'runs.jsonl')).out).toBe('24 runs read, 24 of them new\n');
    expect((await bo.run('import', 'runs.jsonl')).out).toBe('24 runs read, 0 of them new\n');
    const [change] = await bo.changes();
    expect(change).toMatchObject({ direction: 'worse', status: 'open' });
    const { code, err } = await bo.run('ignore', `${change?.id}`, '--reason', 'on purpose');
    expect(code, err).toBe(0);
    expect(await ada.changes()).toMatchObject([{ status: 'ignored', decision: { author: 'Bo' } }]);
  });

  it('takes in the runs and the earlier decisions of each machine', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const [ada, bo] = [checkout(url, 'Ada'), checkout(url, 'Bo')];
    await ada.run('import', 'runs.jsonl');
    const [change] = await ada.changes();
    addDecision(createHost().files, join(bo.root, '.perf-harness'), {
      change: `${change?.id}`,
      decision: 'acknowledged',
      reason: 'known',
      author: 'Bo',
      decidedAt: runTimestamp(30),
    });
    ada.measure('of-ada', 40);
    bo.measure('of-bo', 41);
    await bo.changes();
    expect(await ada.changes()).toMatchObject([{ status: 'acknowledged' }]);
    expect((await bo.run('export', 'all.jsonl')).out).toBe('26 runs written to all.jsonl\n');
    const exported = readFileSync(join(bo.root, 'all.jsonl'), 'utf8');
    expect(exported).toMatch(/of-ada.*of-bo/su);
    // The export contains the imported runs.
    expect(exported).toContain(serializeEntries(RUNS));
  });

  it('removes runs for all members permanently', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const [ada, bo] = [checkout(url, 'Ada'), checkout(url, 'Bo')];
    bo.measure('early', 1);
    await ada.run('import', 'runs.jsonl');
    await bo.changes();
    expect((await ada.run('prune', '--before', runTimestamp(6))).out).toContain('removed 7 runs');
    expect((await bo.run('import', 'runs.jsonl')).out).toBe('24 runs read, 0 of them new\n');
    expect((await bo.run('export', 'all.jsonl')).out).toBe('18 runs written to all.jsonl\n');
  });

  it('refuses a rebuild, since it holds runs of other machines', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const { code, err } = await checkout(url, 'Ada').run('rebuild');
    expect(code).toBe(2);
    expect(err).toContain('it holds measurements from other machines');
  });

  it.each([
    ['postgresql://ada:s3cret@127.0.0.1:1/history', '127.0.0.1:1/history cannot be used'],
    ['mysql://ada:s3cret@127.0.0.1/history', 'history.url is not a PostgreSQL URL'],
    ['', 'history.url takes a URL'],
  ])(
    'reports in one paragraph what is wrong with %j, without the password',
    async (url, message) => {
      for (const args of [['trend'], ['export'], ['prune', '--before', '1y']]) {
        const { code, out, err } = await checkout(url, 'Ada').run(...args);
        expect({ code, out }, err).toEqual({ code: 2, out: '' });
        expect(err.replaceAll(/\s+/gu, ' ')).toContain(message);
        expect(err).not.toMatch(/s3cret|\n\s+at /u);
        expect(err.trim().split('\n\n')).toHaveLength(1);
      }
    },
  );
});
