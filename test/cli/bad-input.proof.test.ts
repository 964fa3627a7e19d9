/** Bad input that takes the whole of a limit, which the quick set shows with smaller ones. */
import { describe, expect, it } from 'vitest';
import { expectBadInput, scenarioModule } from '../support/bad-input.ts';

describe('bad input, up to the limit that users have: 20 s to load a file, more output than a string can hold', () => {
  it('a file that never ends loading is named', async () => {
    await expectBadInput({
      files: { 'scenarios/one.mjs': scenarioModule(`{ name: 'x', run: () => 1 }`, 'for (;;);') },
      code: 2,
      says: [/one\.mjs/],
    });
  });

  it('a command that prints 1 GB is measured', async () => {
    const print = `const b = Buffer.alloc(1 << 20, 'x'); for (let i = 0; i < 1024; i++) require('fs').writeSync(2, b)`;
    const command = JSON.stringify([process.execPath, '-e', print]);
    const { out } = await expectBadInput({
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
});
