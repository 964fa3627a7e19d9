/** A gate against a stored baseline that was saved before there was this scenario. */
import { expect, it, vi } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { sampleRepository, workScenario } from '../support/sample-repository.ts';

vi.setConfig({ testTimeout: 300_000 });

it('gate is not green for a scenario that the baseline lacks where one is required', async () => {
  const { root, commit } = sampleRepository(workScenario(''));
  const perf = (...args: readonly string[]) => runCli(args, { cwd: root });
  expect((await perf('run')).code).toBe(0);
  expect((await perf('baseline', 'save', 'main')).code).toBe(0);
  const limits = `budgets: { wall_time: '< 10 s' }, regression: { wall_time: '30 %' },`;
  commit('other', { 'scenarios/other.js': workScenario(limits, 'other') });
  const required = await perf('gate', 'other', '--baseline', 'main', '--require-baseline');
  expect(required).toMatchObject({ code: 6 });
  expect(required.out.replace(/\s+/g, ' ')).toContain(
    '! other: wall_time incomparable: the baseline does not have this scenario',
  );
  const open = await perf('gate', 'other', '--baseline', 'main');
  expect(open).toMatchObject({ code: 0 });
  expect(open.out.replace(/\s+/g, ' ')).toMatch(
    /INCONCLUSIVE .*\? other: wall_time undecided: the baseline does not have this scenario/,
  );
});
