import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { analyseRepositoryChanges } from '../../../../plugins/investigate/code/analyse-repository-changes.ts';
import { openRepository } from '../../../../plugins/investigate/code/git-repository.ts';
import { readDeployments } from '../../../../plugins/investigate/code/read-deployments.ts';
import { readRepositoryHistory } from '../../../../plugins/investigate/code/read-repository-history.ts';
import type { CodePart } from '../../../../plugins/investigate/document/investigation-document.ts';
import {
  createDatedRepository,
  incidentTime,
} from '../../../support/planted-incident-repository-and-logs.ts';
import { createProject } from '../../../support/run-cli.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { runInShell } from '../../../support/run-in-shell.ts';

const host = withUnguardedGit(createHost());
const { signal } = new AbortController();
const CACHE = 'export const orders = (id) => orderCache.get(id);\n';

async function analysed(
  folder: string,
  deployments: Parameters<typeof readRepositoryHistory>[1] = null,
): Promise<CodePart> {
  const repository = await openRepository(host, folder, signal);
  if (repository === null) throw new Error('no repository');
  const [since, until] = [incidentTime('12:00'), incidentTime('16:00')];
  const history = await readRepositoryHistory(repository, deployments, { since, until });
  return analyseRepositoryChanges({ repository, since, until, history, audit: null });
}

const seen = ({ changes }: CodePart): readonly string[] =>
  changes.map(({ title, at, deployment }) => `${at?.slice(11, 16)} ${deployment ?? '-'} ${title}`);

describe('a repository', () => {
  const base = { at: '09:00', message: 'shop', files: { 'src/orders.js': CACHE } };

  test('INV-18: lists the commits in the time range, in UTC whatever their time zone', async () => {
    const folder = createDatedRepository([
      base,
      { at: '13:30', message: 'inside', files: { a: '1' } },
    ]);
    const commit = (date: string, message: string): void => {
      const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
      const args = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '--quiet'];
      runInShell({
        file: 'git',
        args: [...args, '--allow-empty', '-m', message],
        cwd: folder,
        env,
      });
    };
    // 13:00 and 17:30 in UTC.
    commit('2026-11-24T18:30:00+0530', 'inside, in India');
    commit('2026-11-24T12:30:00-0500', 'outside, in New York');
    const { commits } = await analysed(folder);
    expect(commits.map(({ subject, at }) => [subject, at.slice(11, 16)])).toEqual([
      ['inside, in India', '13:00'],
      ['inside', '13:30'],
    ]);
  });

  test('dates a deployed change by its deployment, and names the commit that introduced it', async () => {
    const folder = createDatedRepository([
      { ...base, tag: 'v1' },
      {
        at: '10:00',
        message: 'merged in the morning',
        files: { 'src/orders.js': 'export const orders = (id) => db(id);\n' },
      },
      { at: '14:00', message: 'release', files: { 'CHANGES.md': '2\n' }, tag: 'v2' },
    ]);
    const part = await analysed(folder);
    expect(seen(part)).toEqual([
      '14:00 v2 a cache was removed: export const orders = (id) => orderCache.get(id);',
    ]);
    const morning = execFileSync('git', ['log', '--format=%H', '--grep=morning'], { cwd: folder });
    expect(part.changes[0]?.commit).toBe(morning.toString().trim());
  });

  test('INV-21: does not report a smell that existed before as new', async () => {
    const smell = 'for (const id of ids) { rows.push(await db.query(one, [id])); }\n';
    const folder = createDatedRepository([
      { ...base, files: { 'src/orders.js': smell } },
      { at: '14:00', message: 'another line', files: { 'src/orders.js': `${smell}// reviewed\n` } },
    ]);
    expect(seen(await analysed(folder))).toEqual([]);
  });

  test('dates each commit by its own time without deployments', async () => {
    const folder = createDatedRepository([
      base,
      {
        at: '14:05',
        message: 'no cache',
        files: { 'src/orders.js': 'export const orders = (id) => db(id);\n' },
      },
    ]);
    expect(seen(await analysed(folder))[0]).toMatch(/^14:05 - a cache was removed/u);
  });

  test('INV-19: reports what is available in a shallow clone', async () => {
    const folder = createDatedRepository([
      base,
      {
        at: '13:00',
        message: 'one',
        files: { 'src/orders.js': 'export const orders = (id) => db(id);\n' },
      },
    ]);
    const shallow = mkdtempSync(join(tmpdir(), 'perf-harness-shallow-'));
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${folder}`, shallow]);
    const part = await analysed(shallow);
    expect(part.commits.map(({ subject }) => subject)).toEqual(['one']);
    expect(part.changes).toEqual([]);
  });

  test('reports a deployment of a missing commit, and uses the others', async () => {
    const folder = createDatedRepository([
      base,
      {
        at: '14:00',
        message: 'no cache',
        files: { 'src/orders.js': 'export const orders = (id) => db(id);\n' },
      },
    ]);
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder }).toString().trim();
    const part = await analysed(folder, [
      { name: 'v1', at: '2026-11-24T13:00:00.000Z', commit: '--output=/tmp/x' },
      { name: 'v2', at: '2026-11-24T14:10:00.000Z', commit: head },
    ]);
    expect(part.findings.map(({ id }) => id)).toEqual(['deployment-unknown']);
    expect(seen(part)[0]).toMatch(/^14:10 v2 a cache was removed/u);
  });

  test('is not recognised in a plain folder, or without a commit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-none-'));
    expect(await openRepository(host, folder, signal)).toBeNull();
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    expect(await openRepository(host, folder, signal)).toBeNull();
  });
});

describe('deployments', () => {
  test('are read from separated values and from a list in JSON, with null for an unknown commit', async () => {
    const folder = createProject({
      'deploys.csv':
        'time,version,commit\n2026-11-24T14:10:00Z,v42,abc\n"2026-11-24 15:00:00",v43,\nnever,v44,\n',
      'deploys.json': JSON.stringify([
        { id: 7, sha: 'abc', created_at: '2026-11-24T14:10:00Z', creator: { login: 'x' } },
      ]),
    });
    expect(readDeployments(host, join(folder, 'deploys.csv'))).toEqual([
      { name: 'v42', at: '2026-11-24T14:10:00.000Z', commit: 'abc' },
      { name: 'v43', at: '2026-11-24T15:00:00.000Z', commit: null },
    ]);
    expect(readDeployments(host, join(folder, 'deploys.json'))).toEqual([
      { name: '7', at: '2026-11-24T14:10:00.000Z', commit: 'abc' },
    ]);
  });

  test.each([
    ['name,commit\nv1,abc\n', 'no column'],
    ['[1', 'not a JSON array'],
  ])('are rejected with what is wrong in «%s»', (text, why) => {
    const folder = createProject({ deploys: text });
    expect(() => readDeployments(host, join(folder, 'deploys'))).toThrow(why);
  });
});
