/** Measurement lock between processes, on platforms with ports but no socket names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { LOCK_VARIABLE } from '../../../harness/host/lock/measurement-lock-address.ts';
import { simulatedVariables, TESTED_PLATFORMS } from '../../support/simulated-platform.ts';

const FIXTURE = fileURLToPath(new URL('../../fixtures/lock/hold.ts', import.meta.url));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

test.each(TESTED_PLATFORMS)(
  'keeps others waiting on %s until the holder is killed with SIGKILL',
  async (platform) => {
    const start = (label: string, holdMs: number) => {
      const child = spawn(process.execPath, [FIXTURE, label, String(holdMs)], {
        env: {
          ...process.env,
          ...simulatedVariables(platform),
          [LOCK_VARIABLE]: `elsewhere-${process.pid}-${platform}`,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      started.push(child);
      let text = '';
      child.stdout?.on('data', (chunk) => {
        text += chunk;
      });
      return { child, text: () => text };
    };
    const holder = start('holder', 60_000);
    await expect.poll(holder.text, { timeout: 60_000 }).toMatch(/^begin/);
    const waiter = start('waiter', 0);
    await expect
      .poll(waiter.text, { timeout: 60_000 })
      .toMatch(new RegExp(`^waiting for process ${holder.child.pid} \\(holder, "fixture"\\)`));
    expect(waiter.text()).not.toContain('begin');
    holder.child.kill('SIGKILL');
    await expect.poll(waiter.text, { timeout: 60_000 }).toMatch(/\nbegin \S+\nend/);
  },
);
