import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IO_CODEMOD_CASES } from '../../bench/codemods/io-codemod-cases.ts';
import { IO_CODEMODS } from '../../plugins/optimize/generators/codemod-catalogue.ts';

it('measures every I/O codemod with two programs that exist', () => {
  const measured = IO_CODEMOD_CASES.map(({ codemod }) => codemod);
  expect(measured.toSorted()).toEqual(IO_CODEMODS.map(({ id }) => id).toSorted());
  for (const { args } of IO_CODEMOD_CASES) {
    for (const side of ['before', 'after'] as const) {
      const [runner = '', folder = '', module = ''] = args(side);
      expect(existsSync(runner) && existsSync(`${folder}/${module}`), module).toBe(true);
    }
  }
});
