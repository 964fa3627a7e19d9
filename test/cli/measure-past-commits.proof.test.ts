/** `history measure` over enough commits to detect a change, which the quick set cannot show. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSlowedProject, FIRST_SLOW_COMMIT } from '../support/project-slowed-by-commit.ts';

const AMOUNT = 10;

describe('perf-harness history measure', () => {
  it('measures each commit of a range once, and finds since when it is slower', async () => {
    const { root, git, commits, measure, trend } = createSlowedProject(AMOUNT);
    const came = await measure(`HEAD~${AMOUNT}..`);
    expect(came).toMatchObject({ code: 0, out: '10 commits: 10 measured\n' });
    expect(came.err).toContain('10 of 10 commits, about 1 min left: ');
    const found = await trend();
    expect(found?.points.map(({ commit }) => commit)).toEqual(commits);
    expect(found?.changes).toMatchObject([
      {
        direction: 'worse',
        since: { good: commits[FIRST_SLOW_COMMIT - 1], bad: commits[FIRST_SLOW_COMMIT] },
      },
    ]);
    expect((await measure(`HEAD~${AMOUNT}..HEAD`)).out).toBe(
      '10 commits: 0 measured, 10 already on record\n',
    );
    // The newest record of a scenario is still that of the current code.
    expect(readdirSync(join(root, '.perf-harness'))).not.toContain('runs');
    expect(git('status', '--porcelain')).toBe('');
  });
});
