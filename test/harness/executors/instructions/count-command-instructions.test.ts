import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { argvCommand, commandScenario, shellCommand } from '../../../support/command-scenario.ts';
import { findProcessesByCommandLine } from '../command/command-executor-test-setup.ts';
import { withFakeValgrind } from './fake-valgrind.ts';
import { COUNTING_TIMEOUT_MS, createInstructionUnits } from './instruction-executor-test-setup.ts';

const { measure, fail } = createInstructionUnits();
const standIn = createInstructionUnits({ host: withFakeValgrind(createHost()), isCompiled: false });
const EXPR = '/usr/bin/expr 6 \\* 7 >/dev/null';

describe('instructions of a command', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('are summed over all processes that it starts', async () => {
    const [single, three] = await Promise.all([
      measure(commandScenario({ command: shellCommand(`${EXPR}; true`) })),
      measure(commandScenario({ command: shellCommand(`${EXPR}; ${EXPR}; ${EXPR}; true`) })),
    ]);
    expect(single.notes).toMatchObject({ uncounted: 0, outlived: 0 });
    expect(Number(three.notes?.processes) - Number(single.notes?.processes)).toBe(2);
    const [least = 0, most = 0] = [single, three].map((block) => block.measurements.instructions);
    // Each expr takes as much as its dynamic linker does, the shell around it less.
    expect(most / least).toBeGreaterThan(1.8);
  });

  it('do not hide how the command ended', async () => {
    expect(
      await fail(commandScenario({ command: shellCommand('echo no >&2; exit 3') })),
    ).toMatchObject({
      reason: 'exit-code',
      message: expect.stringContaining('exited with code 3'),
      output: 'no',
    });
    expect(await fail(commandScenario({ command: argvCommand('no-such-program') }))).toMatchObject({
      reason: 'not-found',
    });
  });

  it('end when the time is up, and so do the processes of the command', async () => {
    const began = join(standIn.folder, 'began');
    const enough = new AbortController();
    const command = shellCommand(`sleep 300 & : >"${began}"; wait`);
    const failing = standIn.fail(commandScenario({ command }), { signal: enough.signal });
    await expect.poll(() => existsSync(began), { timeout: COUNTING_TIMEOUT_MS }).toBe(true);
    enough.abort();
    expect(await failing).toMatchObject({ reason: 'timeout' });
    expect(await findProcessesByCommandLine(standIn.folder)).toEqual([]);
  });
});
