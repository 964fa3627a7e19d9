import { describe, expect, it } from 'vitest';
import { createSlowedProject } from '../support/project-slowed-by-commit.ts';
import { costsFile } from '../support/project-with-scripted-measurements.ts';

describe('perf-harness history measure', () => {
  it('measures every nth commit, and those in between when requested', async () => {
    const { commits, measure, trend } = createSlowedProject(6);
    expect((await measure('HEAD~6..', '--every', '3')).out).toBe('2 commits: 2 measured\n');
    expect((await trend())?.points.map(({ commit }) => commit)).toEqual([commits[2], commits[5]]);
    expect((await measure('HEAD~4..')).out).toBe('4 commits: 2 measured, 2 already on record\n');
  });

  it('names the commits that cannot be measured, with the reason, and continues', async () => {
    const { commit, git, measure } = createSlowedProject(1);
    const broken = commit('breaks it', costsFile({ '*': 'no such table' }));
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

  it('refuses an invalid range, and a good end that is not earlier', async () => {
    const { measure } = createSlowedProject(1);
    const single = await measure('HEAD');
    expect(single.code).toBe(2);
    expect(single.err).toContain('history measure takes a range of commits, not "HEAD".');
    expect((await measure('nowhere..HEAD')).code).toBe(6);
    expect((await measure('HEAD..HEAD~1')).err).toContain('comes before');
    expect((await measure('HEAD~1..', '--every', '0')).err).toContain('--every takes');
  });
});
