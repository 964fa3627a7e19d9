/** Bad input at the full size of each limit; the quick set uses smaller limits. */
import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { AUDIT_CACHE_VARIABLES } from '../support/audit-cache-environment-variables.ts';
import {
  expectBadInputRefused,
  scenarioModule,
} from '../support/bad-input-and-leftover-process-assertions.ts';
import { SLEEPING_HANDLER } from '../support/create-audited-project.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

describe('bad input up to the limits of real use: 20 s to load, 1 GB of output, 10,000 findings', () => {
  it('names a file that never ends loading', async () => {
    await expectBadInputRefused({
      files: { 'scenarios/one.mjs': scenarioModule(`{ name: 'x', run: () => 1 }`, 'for (;;);') },
      code: 2,
      says: [/one\.mjs/],
    });
  });

  it('measures a command that prints 1 GB', async () => {
    const print = `const b = Buffer.alloc(1 << 20, 'x'); for (let i = 0; i < 1024; i++) require('fs').writeSync(2, b)`;
    const command = JSON.stringify([process.execPath, '-e', print]);
    const { out } = await expectBadInputRefused({
      files: {
        'scenarios/one.mjs': scenarioModule(`{ name: 'x', command: ${command}, trials: 3 }`),
      },
      args: ['run', '--reporter', 'json'],
      code: 0,
      says: [],
    });
    expect(out.length).toBeLessThan(1_000_000);
    expect(JSON.parse(out).runs[0].state).toBe('completed');
  });

  it('reports all 10,000 findings of an audit', async () => {
    const sleeping = SLEEPING_HANDLER + '    time.sleep(1)\n'.repeat(999);
    const files = Array.from({ length: 10 }, (_, at) => [`app/m${at}.py`, sleeping]);
    const root = createProject({
      'requirements.txt': 'fastapi==0.115\n',
      ...Object.fromEntries(files),
    });
    const reporters = ['json', 'html=a.html', 'sarif=a.sarif', 'junit=a.xml'];
    const words = ['audit', ...reporters.flatMap((reporter) => ['--reporter', reporter])];
    const { code, out } = await runCommandInProcess(words, {
      cwd: root,
      env: AUDIT_CACHE_VARIABLES,
    });
    expect(code).toBe(0);
    expect((JSON.parse(out) as AuditReport).severity_summary.high).toBe(10_000);
  });
});
