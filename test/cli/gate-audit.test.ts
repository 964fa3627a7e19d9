/** A gate that audits the lines that a pull request changes, in a line beside what it measures. */
import { expect, it } from 'vitest';
import { SLEEPING } from '../support/audit-project.ts';
import { ALLOWED, gate, pullRequest, scenarioOf } from '../support/gated-project.ts';

const OLD = { 'app/old.py': SLEEPING };

it('fails where the change adds what the audit finds, and says nothing of what was there before', async () => {
  const project = pullRequest(scenarioOf(ALLOWED), { 'app/new.py': SLEEPING }, OLD);
  const { code, text, document } = await gate(project, ['--audit']);
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

it('passes where it adds none, or none as grave as was asked for', async () => {
  const project = pullRequest(scenarioOf(ALLOWED), { 'NOTES.md': 'a note' }, OLD);
  const { code, text } = await gate(project, ['--audit']);
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).toContain('changed lines: audit passed, no HIGH: nothing found');
  project.commit('sleep', { 'app/new.py': SLEEPING });
  const lenient = await gate(project, ['--audit', 'critical']);
  expect(lenient.code).toBe(0);
  expect(lenient.text).toContain('audit passed, no CRITICAL: 1 HIGH');
});

it('refuses a severity that there is not', async () => {
  const project = pullRequest(scenarioOf(ALLOWED), { 'NOTES.md': 'a note' });
  const { code, err } = await gate(project, ['--audit', 'grave']);
  expect({ code, err }).toMatchObject({ code: 2 });
  expect(err).toContain('critical, high, medium, low');
});
