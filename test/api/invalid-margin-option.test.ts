import { describe, expect, it } from 'vitest';
import { bisect, compare, gate } from '../../index.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createProject } from '../support/run-cli.ts';

const cwd = createProject({
  'scenarios/work.mjs': scenarioModule(`{ name: 'work', run: () => 1 }`),
});
const over = { type: 'variables', variables: [{ name: 'A', from: '1', to: '2' }] } as const;

describe.each([-0.02, 1, 2, Number.NaN])('a margin of %d', (margin) => {
  it.each([
    ['compare', () => compare({ cwd, base: 'HEAD', margin })],
    ['bisect', () => bisect({ cwd, over, margin })],
    ['gate', () => gate({ cwd, margin })],
  ])('is refused by %s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('margin is a ratio from 0 to below 1'),
    });
  });
});
