import { expect, test } from 'vitest';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import type { WaitKind } from '../../../harness/model/program/program-wait-record-types.ts';
import type { TimeCause } from '../../../profilers/performance-map/describe-bottleneck-cause.ts';
import { classifyCause } from '../../../profilers/performance-map/find-bottlenecks.ts';
import {
  getOrCreateChild,
  type MapNode,
} from '../../../profilers/performance-map/performance-map-node.ts';

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
  return getOrCreateChild(null, new Map(), OF, { site, frames: [] });
}

const waitCause = (kind: WaitKind, target?: string): TimeCause => ({
  type: 'wait',
  leaf: waiting(kind, target),
});

test.each<readonly [what: string, cause: TimeCause, type: string]>([
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
])('P811-25: classifies what %s as %s', (_, cause, type) => {
  expect(classifyCause(cause)).toBe(type);
});

test.each<WaitKind>(['database', 'network', 'file', 'cache', 'timer'])(
  'P811-25: ranks the loop before every other cause of a wait for a %s',
  (kind) => {
    const leaf = waiting(kind, 'api.example.com:443');
    expect(classifyCause({ type: 'repeated', leaf, line: null })).toBe('Architecture');
    expect(classifyCause({ type: 'one-by-one', leaves: [leaf], line: 1 })).toBe('Architecture');
  },
);

test('P811-18: classifies a wait for something unnamed as Unknown', () => {
  expect(classifyCause(waitCause('timer'))).toBe('Unknown');
});
