import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { costs, scriptedProject, wallTime } from '../support/scripted-project.ts';

const AMOUNT = 10;
const SLOW_FROM = 5;

/** A commit that a scenario costs 10 ms in, and others after it, slower from the sixth of them on. */
function slowedProject(amount: number) {
  const project = scriptedProject();
  const random = createRandom(5);
  const commits = Array.from({ length: amount }, (_, at) =>
    // No two runs are quite the same.
    project.commit(
      `commit ${at}`,
      wallTime((at < SLOW_FROM ? 10 : 13) * (1 + random.next() / 100)),
    ),
  );
  const measure = (...args: readonly string[]) => project.command(['history', 'measure', ...args]);
  const trend = async () => {
    const { out, err } = await project.command(['history', 'trend', '--reporter', 'json']);
    expect(out, err).not.toBe('');
    return (JSON.parse(out) as HistoryReport).trends.find(({ metric }) => metric === 'wall_time');
  };
  return { ...project, commits, measure, trend };
}

describe('perf-harness history measure', () => {
  it('measures the commits of a range, each once, and finds since when it is slower', async () => {
    const { root, git, commits, measure, trend } = slowedProject(AMOUNT);
    const came = await measure(`HEAD~${AMOUNT}..`);
    expect(came).toMatchObject({ code: 0, out: '10 commits: 10 measured\n' });
    expect(came.err).toContain('10 of 10 commits, about 1 min left: ');
    const found = await trend();
    expect(found?.points.map(({ commit }) => commit)).toEqual(commits);
    expect(found?.changes).toMatchObject([
      { direction: 'worse', since: { good: commits[SLOW_FROM - 1], bad: commits[SLOW_FROM] } },
    ]);
    expect((await measure(`HEAD~${AMOUNT}..HEAD`)).out).toBe(
      '10 commits: 0 measured, 10 on record already\n',
    );
    // The newest record of a scenario stays one of the code of today.
    expect(readdirSync(join(root, '.perf-harness'))).not.toContain('runs');
    expect(git('status', '--porcelain')).toBe('');
  });

  it('measures every so many of them, and what lies between when it is asked for', async () => {
    const { commits, measure, trend } = slowedProject(6);
    expect((await measure('HEAD~6..', '--every', '3')).out).toBe('2 commits: 2 measured\n');
    expect((await trend())?.points.map(({ commit }) => commit)).toEqual([commits[2], commits[5]]);
    expect((await measure('HEAD~4..')).out).toBe('4 commits: 2 measured, 2 on record already\n');
  });

  it('says which commits cannot be measured, and why, and goes on', async () => {
    const { commit, git, measure } = slowedProject(1);
    const broken = commit('breaks it', costs({ '*': 'no such table' }));
    git('rm', '--quiet', 'package.json');
    const bare = commit('removes the package');
    git('checkout', '--quiet', `${broken}~1`, '--', '.');
    commit('mends it');
    const { code, out } = await measure('HEAD~3..');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('3 commits: 1 measured, 2 could not be measured');
    expect(out).toContain(`${broken.slice(0, 10)}: work: `);
    expect(out).toContain('no such table');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(`${bare.slice(0, 10)}: `);
    expect(out).toContain('has no package.json');
  });

  it('refuses what is no range, and a good end that is none', async () => {
    const { measure } = slowedProject(1);
    const single = await measure('HEAD');
    expect(single.code).toBe(2);
    expect(single.err).toContain('history measure takes a range of commits, not "HEAD".');
    expect((await measure('nowhere..HEAD')).code).toBe(6);
    expect((await measure('HEAD..HEAD~1')).err).toContain('comes before');
    expect((await measure('HEAD~1..', '--every', '0')).err).toContain('--every takes');
  });
});
