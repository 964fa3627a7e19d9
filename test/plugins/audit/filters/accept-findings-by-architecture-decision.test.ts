/** SH6-10 and SH6-12: findings covered by a decision of the project are advisory. */
import { expect, test } from 'vitest';
import { createAuditedProject, SLEEPING_HANDLER } from '../../../support/create-audited-project.ts';

const TWO = { 'app/main.py': SLEEPING_HANDLER, 'app/device.py': SLEEPING_HANDLER };

async function advisoryWith(files: Readonly<Record<string, string>>) {
  const { report, said } = await createAuditedProject({ ...TWO, ...files }).audit();
  const [, , runtime] = report.categories;
  if (runtime?.status !== 'completed') throw new Error('653 did not finish');
  const advisory = runtime.advisory.map(({ finding, reason }) => [finding.location, reason]);
  return { said, advisory, score: runtime.score, runtime };
}

test('SH6-10: moves a finding covered by an ADR to advisory, and adapts the score', async () => {
  const { said, advisory, score, runtime } = await advisoryWith({
    'docs/decisions/0007-device.md':
      '---\nrules: [sync-sleep-in-async]\npaths:\n  - app/device.py\n---\n# The device\n',
  });
  expect(said).toEqual(['sync-sleep-in-async app/main.py:9 HIGH']);
  expect(advisory).toEqual([
    ['app/device.py:9', '[Planned: ADR-0007] docs/decisions/0007-device.md:1'],
  ]);
  // SH6-12: it retains its severity and its rule, and does not lower the score.
  expect(runtime.advisory[0]?.finding).toMatchObject({
    severity: 'HIGH',
    rule: 'sync-sleep-in-async',
  });
  expect(score).toBe(9);
  expect(runtime.checks.find(({ id }) => id === 'sync_sleep_in_async')?.details).toBe(
    '1 found, 0 dismissed, 1 advisory',
  );
});

test('SH6-10: accepts lines of decisions and plans that name rule and path', async () => {
  const { advisory } = await advisoryWith({
    'app/lift.py': SLEEPING_HANDLER,
    'app/pump.py': SLEEPING_HANDLER,
    'docs/reference/adrs/ADR-12-x.md': '# Title\n\nsync-sleep-in-async stays in `app/device.py`.\n',
    'docs/ROADMAP.md': '# Title\n\n- [ ] sync_sleep_in_async in app/lift.py\n',
    'todo.md': '# Title\n\n* mend sync-sleep-in-async in ./app/pump.py\n',
  });
  expect(advisory).toEqual([
    ['app/device.py:9', '[Planned: ADR-12] docs/reference/adrs/ADR-12-x.md:3'],
    ['app/lift.py:9', '[Planned: ROADMAP] docs/ROADMAP.md:3'],
    ['app/pump.py:9', `[Planned: ${'todo'.toUpperCase()}] todo.md:3`],
  ]);
});

test('SH6-10: moves no finding for what names no rule with its path, is ticked off or rejected', async () => {
  const { advisory, score } = await advisoryWith({
    'docs/decisions/1-x.md': 'We talked about sync-sleep-in-async.',
    'docs/ROADMAP.md': '- [ ] rewrite app/device.py',
    'todo.md': '- [x] sync-sleep-in-async in app/device.py\n- sync-sleep-in-async in app/device',
    'docs/decisions/2-x.md': 'Status: Rejected\n\nsync-sleep-in-async in app/device.py',
    // A misspelt rule is not all rules.
    'docs/decisions/3-x.md': '---\nrules: [sync-slep]\npaths: [app/device.py]\n---\n',
  });
  expect(advisory).toEqual([]);
  expect(score).toBe(8);
});
