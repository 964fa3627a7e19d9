import { expect, it } from 'vitest';
import { leaveOutDependentFunctions } from '../../../api/instrument/leave-out-dependent-functions.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const input = (source: string, subject: string | null = null) => ({
  source,
  subject,
  isNew: false,
  calls: 1,
  failed: 0,
  isModified: false,
  bestMs: 1,
});

it('leaves out inputs whose functions use names that a scenario does not have', async () => {
  const independent = [
    input('["a => b"]'),
    input('[[1], (value) => Math.max(value, 1)]'),
    input('[function (a) { const next = ({ b = a }) => b; return next({}); }]'),
    input('[1, perfHarnessExport2]', 'new perfHarnessExport1((c) => c.text("x"))'),
  ];
  const dependent = [
    input('[(value) => value + three]'),
    input('[() => __vi_import_0__.count()]'),
    input('[() => ({ three })]'),
    input('[1]', 'new perfHarnessExport1(() => assert)'),
  ];
  const observed = { calls: 8, inputs: [...independent, ...dependent], refused: { 'a proxy': 1 } };
  expect(await leaveOutDependentFunctions(createInMemoryHost().host, [observed])).toEqual([
    {
      calls: 8,
      inputs: independent,
      refused: { 'a proxy': 1, 'a function that uses names of the tests': 4 },
    },
  ]);
});
