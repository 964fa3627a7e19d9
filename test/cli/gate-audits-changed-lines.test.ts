/** Gate that also audits lines a pull request changed, on a line next to its measurements. */
import { expect, it } from 'vitest';
import { SLEEPING_HANDLER } from '../support/create-audited-project.ts';
import {
  createPullRequest,
  REGRESSION_LIMIT,
  runGate,
  scriptedScenario,
} from '../support/run-gate-on-project.ts';

const OLD = { 'app/old.py': SLEEPING_HANDLER };

it('fails when the change adds audit findings, and ignores earlier findings', async () => {
  const project = createPullRequest(
    scriptedScenario(REGRESSION_LIMIT),
    { 'app/new.py': SLEEPING_HANDLER },
    OLD,
  );
  const { code, text, document } = await runGate(project, ['--audit']);
  expect({ code, text }).toMatchObject({ code: 1 });
  expect(text).toContain('✗ changed lines: audit failed: 1 HIGH');
  expect(text).toContain('app/new.py:9 (sync-sleep-in-async)');
  expect(text).not.toContain('app/old.py');
  const base = project.git('rev-parse', '--short=10', 'main');
  expect(document.checks[0]).toMatchObject({
    type: 'audit',
    outcome: 'fail',
    reproduce: `perf-harness audit --changed ${base} --fail-on high`,
  });
});

it('passes when the change adds no findings, or none as severe as requested', async () => {
  const project = createPullRequest(
    scriptedScenario(REGRESSION_LIMIT),
    { 'NOTES.md': 'a note' },
    OLD,
  );
  const { code, text } = await runGate(project, ['--audit']);
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).toContain('changed lines: audit passed, no HIGH: no findings');
  project.commit('sleep', { 'app/new.py': SLEEPING_HANDLER });
  const lenient = await runGate(project, ['--audit', 'critical']);
  expect(lenient.code).toBe(0);
  expect(lenient.text).toContain('audit passed, no CRITICAL: 1 HIGH');
});

it('refuses an unknown severity', async () => {
  const project = createPullRequest(scriptedScenario(REGRESSION_LIMIT), { 'NOTES.md': 'a note' });
  const { code, err } = await runGate(project, ['--audit', 'grave']);
  expect({ code, err }).toMatchObject({ code: 2 });
  expect(err).toContain('critical, high, medium, low');
});
