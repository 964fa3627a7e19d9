import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryLines } from '../../harness/history/store/archive.ts';
import { addDecision } from '../../harness/history/store/decisions.ts';
import { createHost } from '../../harness/host.ts';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { startTeamServer } from '../harness/history/store/postgres-server.ts';
import { runCommand } from '../support/command-line.ts';
import { gitProject } from '../support/git-project.ts';
import { historyEntry, momentOf, summaryOf } from '../support/history-entries.ts';
import { runRecord } from '../support/run-record.ts';

let server: Awaited<ReturnType<typeof startTeamServer>>;
beforeAll(async () => {
  server = await startTeamServer();
});
afterAll(() => server.stop());

/** Runs of 24 commits; slower from the 13th on. */
const RUNS = Array.from({ length: 24 }, (_, number) =>
  historyEntry(number, {
    metrics: {
      wall_time: summaryOf('wall_time', (number < 12 ? 10 : 13) * (1 + ((number * 7) % 5) / 500)),
    },
  }),
);

/** A checkout of one of the team, which names the store by a variable. */
function checkout(url: string, author: string) {
  const { root, git } = gitProject();
  git('config', 'user.name', author);
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(root, 'perf-harness.config.json'),
    JSON.stringify({ history: { url: 'TEAM_HISTORY' } }),
  );
  writeFileSync(join(root, 'runs.jsonl'), entryLines(RUNS));
  mkdirSync(join(root, '.perf-harness/runs'), { recursive: true });
  const run = (...args: readonly string[]) =>
    runCommand(['history', ...args], { cwd: root, isLight: true, env: { TEAM_HISTORY: url } });
  return {
    root,
    run,
    measure: (id: string, number: number) => {
      const record = runRecord({ wall_time: [10, 11, 12] }, { id, startedAt: momentOf(number) });
      writeFileSync(join(root, `.perf-harness/runs/${id}.json`), JSON.stringify(record));
    },
    changes: async () => {
      const { out, err } = await run('changes', '--reporter', 'json');
      expect(out, err).not.toBe('');
      return (JSON.parse(out) as HistoryReport).trends.flatMap(({ changes }) => changes);
    },
  };
}

describe('the history of a team', () => {
  it('shows to each what all have measured, and what was said of it', async () => {
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

  it('takes in what each machine holds, and what was said there before', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const [ada, bo] = [checkout(url, 'Ada'), checkout(url, 'Bo')];
    await ada.run('import', 'runs.jsonl');
    const [change] = await ada.changes();
    addDecision(createHost().files, join(bo.root, '.perf-harness'), {
      change: `${change?.id}`,
      decision: 'acknowledged',
      reason: 'known',
      author: 'Bo',
      decidedAt: momentOf(30),
    });
    ada.measure('of-ada', 40);
    bo.measure('of-bo', 41);
    await bo.changes();
    expect(await ada.changes()).toMatchObject([{ status: 'acknowledged' }]);
    expect((await bo.run('export', 'all.jsonl')).out).toBe('26 runs written to all.jsonl\n');
    const exported = readFileSync(join(bo.root, 'all.jsonl'), 'utf8');
    expect(exported).toMatch(/of-ada.*of-bo/su);
    // What was exported is what was imported.
    expect(exported).toContain(entryLines(RUNS));
  });

  it('removes for all, for good', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const [ada, bo] = [checkout(url, 'Ada'), checkout(url, 'Bo')];
    bo.measure('early', 1);
    await ada.run('import', 'runs.jsonl');
    await bo.changes();
    expect((await ada.run('prune', '--before', momentOf(6))).out).toContain('7 runs removed');
    expect((await bo.run('import', 'runs.jsonl')).out).toBe('24 runs read, 0 of them new\n');
    expect((await bo.run('export', 'all.jsonl')).out).toBe('18 runs written to all.jsonl\n');
  });

  it('is not made anew, since others are in it', async () => {
    const url = server.urlOf(await server.emptyDatabase());
    const { code, err } = await checkout(url, 'Ada').run('rebuild');
    expect(code).toBe(2);
    expect(err).toContain('what other machines have measured');
  });

  it.each([
    ['postgresql://ada:s3cret@127.0.0.1:1/history', '127.0.0.1:1/history cannot be used'],
    ['mysql://ada:s3cret@127.0.0.1/history', 'history.url names is no URL of PostgreSQL'],
    ['', 'history.url takes a URL'],
  ])('tells in one paragraph what is wrong with %j, without the password', async (url, message) => {
    for (const args of [['trend'], ['export'], ['prune', '--before', '1y']]) {
      const { code, out, err } = await checkout(url, 'Ada').run(...args);
      expect({ code, out }, err).toEqual({ code: 2, out: '' });
      expect(err.replaceAll(/\s+/gu, ' ')).toContain(message);
      expect(err).not.toMatch(/s3cret|\n\s+at /u);
      expect(err.trim().split('\n\n')).toHaveLength(1);
    }
  });
});
