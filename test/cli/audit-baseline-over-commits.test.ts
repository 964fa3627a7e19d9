/** A project audited at three commits: existing debt, a new defect, and its fix. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TREND_FILE } from '../../plugins/audit/outputs/audit-score-trend-log.ts';
import { AUDIT_CACHE_VARIABLES } from '../support/audit-cache-environment-variables.ts';
import { SLEEPING_HANDLER } from '../support/create-audited-project.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const OLD = { 'app/old.py': SLEEPING_HANDLER, 'requirements.txt': 'fastapi==0.115\n' };
const ANSWERED = SLEEPING_HANDLER.replace(
  'time.sleep(1)',
  'time.sleep(1)  # perf-harness: ignore sync-sleep-in-async because the device needs the pause',
);

test('ignores old debt by a baseline, accepts an answered finding, and records all in the trend', async () => {
  const project = createLiveProject(OLD);
  const audit = (...words: readonly string[]) =>
    runCommandInProcess(
      ['audit', '--trend', '--fail-on', 'low', '--baseline', 'audit.json', ...words],
      {
        cwd: project.root,
        env: AUDIT_CACHE_VARIABLES,
        isLight: true,
      },
    );

  const first = await audit('--update-baseline');
  expect(first.code, first.err).toBe(0);
  project.commit('the baseline of the first audit', {});

  project.commit('a new defect', { 'app/new.py': SLEEPING_HANDLER });
  const second = await audit();
  expect(second.code).toBe(1);
  expect(second.out).toContain('app/new.py');
  expect(second.out).toContain('1 certain finding');
  const changed = await runCommandInProcess(
    ['audit', '--changed', 'HEAD~1', '--reporter', 'json'],
    {
      cwd: project.root,
      env: AUDIT_CACHE_VARIABLES,
      isLight: true,
    },
  );
  expect(locations(changed.out)).toEqual(['app/new.py:9']);

  project.commit('the answer to it', { 'app/new.py': ANSWERED });
  const third = await audit();
  expect(third.code, third.out).toBe(0);
  expect(unwrapTerminalOutput(third.out)).toContain(
    'Suppressed by comment: the device needs the pause',
  );

  const trend = readFileSync(join(project.root, TREND_FILE), 'utf8');
  const scores = trend.split('\n').filter((line) => /^\| \d{4}-/u.test(line));
  expect(scores).toHaveLength(3);
  expect(scores[0]).not.toEqual(scores[1]);
});

function locations(report: string): readonly string[] {
  return JSON.parse(report).categories.flatMap(
    (category: { readonly findings: readonly { readonly location: string }[] }) =>
      category.findings.map(({ location }) => location),
  );
}
