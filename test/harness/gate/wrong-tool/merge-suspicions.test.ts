import { expect, test } from 'vitest';
import { mergeSuspicions } from '../../../../harness/gate/wrong-tool/merge-suspicions.ts';

const SUSPICION = {
  category: 'connection_management',
  location: 'src/db.ts:12',
  description: 'a connection is opened for each call (312ms)',
  step: '1.1',
};

test('P811-27: three equal ones are one with three steps', () => {
  const found = [
    SUSPICION,
    { ...SUSPICION, step: '1.2', description: 'a connection is opened for each call (418ms)' },
    { ...SUSPICION, step: '1.3' },
    { ...SUSPICION, step: '1.2' },
  ];
  const { step: _, ...first } = SUSPICION;
  expect(mergeSuspicions(found)).toEqual([{ ...first, affected_steps: ['1.1', '1.2', '1.3'] }]);
});

test.each([
  ['category', { category: 'data_flow' }],
  ['place', { location: 'src/db.ts:13' }],
  ['description', { description: 'no timeout' }],
])('P811-27: another %s is another suspicion', (_, change) => {
  expect(mergeSuspicions([SUSPICION, { ...SUSPICION, ...change }])).toHaveLength(2);
});

test('none stay none', () => {
  expect(mergeSuspicions([])).toEqual([]);
});
