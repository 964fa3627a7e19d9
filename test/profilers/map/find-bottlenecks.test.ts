import { expect, test } from 'vitest';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import type { WaitKind } from '../../../harness/model/program/waits.ts';
import type { Cause } from '../../../profilers/map/describe-cause.ts';
import { typeOfCause } from '../../../profilers/map/find-bottlenecks.ts';
import { childOf, type MapNode } from '../../../profilers/map/map-node.ts';

const OF: ProfiledFunction = {
  name: 'load',
  owner: 'project',
  package: null,
  file: '/app/a.js',
  line: 1,
  column: 1,
};

function waiting(kind: WaitKind, target: string | null = null): MapNode {
  const site = { kind, detail: 'it', target, stack: [], lines: [] };
  return childOf(null, new Map(), OF, { site, frames: [] });
}

const waitCause = (kind: WaitKind, target?: string): Cause => ({
  type: 'wait',
  leaf: waiting(kind, target),
});

test.each<readonly [what: string, cause: Cause, type: string]>([
  ['waits for nothing', { type: 'cpu', collectorMs: 0 }, 'CPU'],
  [
    'waits in a loop',
    { type: 'repeated', leaf: waiting('network', 'api.example.com'), line: 1 },
    'Architecture',
  ],
  ['waits for somebody else', waitCause('network', 'api.example.com:443'), 'External'],
  [
    'could wait for all at once',
    { type: 'one-by-one', leaves: [waiting('database')], line: 1 },
    'Architecture',
  ],
  ['waits for a database', waitCause('database'), 'I/O-DB'],
  ['waits for the network', waitCause('network', '127.0.0.1:80'), 'I/O-Network'],
  ['waits for a file', waitCause('file'), 'I/O-File'],
  ['waits for a cache', waitCause('cache'), 'Cache'],
])('P811-25: what %s is %s', (_, cause, type) => {
  expect(typeOfCause(cause)).toBe(type);
});

test.each<WaitKind>(['database', 'network', 'file', 'cache', 'timer'])(
  'P811-25: the loop comes before everything else of what waits for a %s',
  (kind) => {
    const leaf = waiting(kind, 'api.example.com:443');
    expect(typeOfCause({ type: 'repeated', leaf, line: null })).toBe('Architecture');
    expect(typeOfCause({ type: 'one-by-one', leaves: [leaf], line: 1 })).toBe('Architecture');
  },
);

test('P811-18: what waits for something that nobody could name is Unknown', () => {
  expect(typeOfCause(waitCause('timer'))).toBe('Unknown');
});
