import { expect, test } from 'vitest';
import {
  classifyBottleneck,
  type StepFacts,
} from '../../../../harness/gate/wrong-tool/classify-bottleneck.ts';

const WAITS: StepFacts = { io: 'I/O-DB', isInLoop: false, isThirdParty: false, missing: [] };

test.each([
  ['waits for nothing', { io: null }, 'CPU'],
  ['waits in a loop', { isInLoop: true }, 'Architecture'],
  ['waits for somebody else', { io: 'I/O-Network', isThirdParty: true }, 'External'],
  ['could wait less', { missing: ['parallel'] }, 'Architecture'],
  ['waits for a database', {}, 'I/O-DB'],
  ['waits for the network', { io: 'I/O-Network' }, 'I/O-Network'],
  ['waits for a file', { io: 'I/O-File' }, 'I/O-File'],
  ['waits for a cache', { io: 'Cache' }, 'Cache'],
] as const)('P811-25: what %s (%j) is %s', (_, change, type) => {
  expect(classifyBottleneck({ ...WAITS, ...change })).toBe(type);
});

test.each(['I/O-DB', 'I/O-Network', 'I/O-File', 'Cache', 'Unknown'] as const)(
  'P811-25: the loop comes before everything else of %s',
  (io) => {
    const all = { io, isInLoop: true, isThirdParty: true, missing: ['batch', 'cache'] } as const;
    expect(classifyBottleneck(all)).toBe('Architecture');
    expect(classifyBottleneck({ ...all, isInLoop: false })).toBe('External');
    expect(classifyBottleneck({ ...all, isInLoop: false, isThirdParty: false })).toBe(
      'Architecture',
    );
  },
);

test('P811-25: without any waiting, a loop is still work of the processor', () => {
  expect(classifyBottleneck({ ...WAITS, io: null, isInLoop: true })).toBe('CPU');
});

test('P811-18: what waits for something that nobody could name is Unknown', () => {
  expect(classifyBottleneck({ ...WAITS, io: 'Unknown' })).toBe('Unknown');
});
