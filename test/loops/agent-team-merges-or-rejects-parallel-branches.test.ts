/**
 * A team with three branches, measured for real: one is good, one is good without one of its
 * changes, which makes it slower, and one is rejected. It needs the machine for itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Combination } from '../../plugins/team/combine/gain-interaction.ts';
import type { AggregateResults } from '../../plugins/team/coordinate/aggregate-team-session-results.ts';
import {
  createShopProject,
  readUserRepositoryState,
  runTeamCommand,
} from '../support/sample-shop-project.ts';
import { LOOP_TIMEOUT_MS } from './optimize-sample-service.ts';

const PROGRAM = ['--no-built-in', '--generator', 'node tools/propose.mjs'];

it(
  'TEAM-12, TEAM-17, TEAM-32, TEAM-34: passes a good branch, drops a bad change of another, and rejects a third',
  async () => {
    const project = createShopProject();
    const before = readUserRepositoryState(project);
    const done = await runTeamCommand(
      project,
      'run',
      'day',
      '--parallel-mode=fan-out',
      '--yes',
      ...PROGRAM,
    );
    const folder = join(project.root, '.workflow/day');
    const read = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8'));
    expect(done.code, `${done.err}${done.out}`).toBe(1);
    expect(readUserRepositoryState(project)).toBe(before);
    const { branches, overall } = read<AggregateResults>('artifacts/aggregate-results.json');
    expect(overall, JSON.stringify(branches, null, 1)).toMatchObject({
      status: 'partial',
      total_branches: 3,
      passed: 2,
      failed: 1,
    });
    const { branches: planned } = read<{ branches: { id: string; target_files: string[] }[] }>(
      'session.json',
    );
    const laneOf = (file: string): string =>
      planned.find((optimization) => optimization.target_files.includes(file))?.id ?? '';
    const [tags, prices, labels] = ['src/tags.js', 'src/prices.js', 'src/labels.js'].map(laneOf);
    expect(branches[tags ?? '']).toMatchObject({ status: 'passed', fix_cycles: 0 });
    expect(branches[prices ?? '']).toMatchObject({
      status: 'passed',
      fix_cycles: 0,
      dropped: [expect.stringContaining('it makes the result worse')],
    });
    expect(branches[labels ?? '']).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('no part of the change improves performance'),
    });
    // Rejected changes are not in the branch, and no branch has another's changes.
    const changes = (lane = '') => project.git('diff', '--name-only', 'main', `team/day/${lane}`);
    expect(changes(tags)).toBe('src/tags.js');
    expect(changes(prices)).toBe('src/prices.js');
    expect(project.git('show', `team/day/${prices}:src/prices.js`)).not.toContain('JSON');

    const combination = read<Combination>('artifacts/combination-results.json');
    expect(new Set(combination.lanes)).toEqual(new Set([tags, prices]));
    expect(combination).toMatchObject({ interaction: expect.stringMatching(/^(?:add|overlap)$/u) });
    expect(changes('combined').split('\n')).toEqual(['src/prices.js', 'src/tags.js']);
    const [sum] = combination.metrics;
    for (const { adds } of sum?.parts ?? []) expect(adds.high).toBeLessThan(1);

    for (const lane of [tags, prices, labels]) {
      for (const name of ['optimization-detail.md', 'benchmark-results.json', 'review-report.md']) {
        expect(existsSync(join(folder, 'artifacts/branches', lane ?? '', name)), name).toBe(true);
      }
    }
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  },
  LOOP_TIMEOUT_MS,
);
