/** Maps of programs that call each other, with synthetic times and waits. */
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../harness/model/documents/performance-map-document.ts';
import type { CodeFacts } from '../../../harness/model/program/code-analysis-results.ts';
import { flattenOperationSteps } from '../../../harness/model/program/operation-time-breakdown-step-schema.ts';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import type { ServedOperation } from '../../../harness/model/program/program-wait-record-types.ts';
import type { ServiceTopology } from '../../../harness/model/program/service-topology.ts';
import {
  createSyntheticPerformanceMap,
  IDLE_FUNCTION,
  PROJECT_ROOT,
  projectFunction,
  type SyntheticSpan,
  type SyntheticStack,
} from '../../support/synthetic-performance-map.ts';

const GATEWAY = 'services/gateway/server.js';
const USERS = 'services/users/server.js';

const order = projectFunction('order', 10, GATEWAY);
const user = projectFunction('user', 10, USERS);

interface Span extends Omit<SyntheticSpan, 'stack'> {
  /** Innermost first. */
  readonly stack: readonly ProfiledFunction[];
}

type Operation = Omit<ServedOperation, 'port' | 'weight'> & { readonly weight?: number };

const TOPOLOGY: ServiceTopology = {
  services: new Map([
    ['gateway', { path: 'services/gateway', from: 'folder', hosts: new Set(['gateway']) }],
    ['users', { path: 'services/users', from: 'folder', hosts: new Set(['users', 'users:3000']) }],
  ]),
  external: new Map(),
};

const FACTS: CodeFacts = {
  root: PROJECT_ROOT,
  functions: [],
  routes: [],
  patterns: [],
  skipped: [],
};

function mapOf({
  operations,
  spans,
  cpu = {},
  topology = TOPOLOGY,
  facts = FACTS,
}: {
  readonly operations: readonly Operation[];
  readonly spans: readonly Span[];
  /** By program. */
  readonly cpu?: Readonly<Record<string, readonly SyntheticStack[]>>;
  readonly topology?: ServiceTopology | null;
  readonly facts?: CodeFacts;
}) {
  return createSyntheticPerformanceMap({
    operations,
    spans: spans.map(({ stack, ...span }) => ({
      kind: 'network',
      ...span,
      stack: stack.map((called) => [called, 12]),
    })),
    cpuByProgram: cpu,
    requests: 1,
    topology,
    facts,
  });
}

function named(steps: readonly Step[], name: string): readonly Step[] {
  return flattenOperationSteps(steps).filter((step) => step.function === name);
}

const ASKED: Operation = {
  name: 'GET /orders/:id',
  startMs: 0,
  endMs: 100,
  cause: -1,
  program: `${PROJECT_ROOT}/${GATEWAY}`,
};
const ANSWER: Operation = {
  name: 'GET /users/:id',
  startMs: 20,
  endMs: 80,
  cause: 0,
  program: `${PROJECT_ROOT}/${USERS}`,
};
const REQUEST: Span = {
  operation: 0,
  from: 10,
  to: 90,
  detail: 'GET 127.0.0.1:4711/users/:id',
  target: '127.0.0.1:4711',
  stack: [order],
};
const QUERY: Span = {
  operation: 1,
  from: 30,
  to: 60,
  kind: 'database',
  detail: 'SELECT 1',
  stack: [user],
};

describe('a wait for another program of the unit', () => {
  it('P811-15: continues inside that program, and counts the rest as time in transit', () => {
    const { steps, wallMs } = mapOf({
      operations: [ASKED, ANSWER],
      spans: [REQUEST, QUERY],
      cpu: {
        [`${PROJECT_ROOT}/${GATEWAY}`]: [
          [20, order],
          [80, IDLE_FUNCTION],
        ],
        [`${PROJECT_ROOT}/${USERS}`]: [
          [30, user],
          [70, IDLE_FUNCTION],
        ],
      },
    });
    expect(wallMs).toBe(100);
    const [asked] = named(steps, 'GET users/users/:id');
    expect(asked).toMatchObject({ id: '1.1', service: 'users', step_type: 'I/O-Network' });
    // 80 ms of waiting, of which the other program worked for 60.
    expect(asked?.wall_time_ms).toBeCloseTo(80);
    expect(asked?.self_time_ms).toBeCloseTo(20);
    const [inside] = named(steps, 'user');
    expect(inside).toMatchObject({ id: '1.1.1', service: 'users' });
    expect(inside?.wall_time_ms).toBeCloseTo(60);
    expect(inside?.self_time_ms).toBeCloseTo(30);
    expect(named(steps, 'SELECT 1')[0]).toMatchObject({ service: 'users', wall_time_ms: 30 });
    const [top] = named(steps, 'order');
    expect(top).toMatchObject({ service: 'gateway' });
    expect(top?.self_time_ms).toBeCloseTo(20);
  });

  it('P811-15: restarts the count of call levels in that program', () => {
    const chain = Array.from({ length: 5 }, (_, at) =>
      projectFunction(`f${at + 1}`, 20 + at, GATEWAY),
    );
    const inside = Array.from({ length: 6 }, (_, at) =>
      projectFunction(`g${at + 1}`, 20 + at, USERS),
    );
    const { steps } = mapOf({
      operations: [ASKED, ANSWER],
      spans: [
        { ...REQUEST, stack: chain.slice(0, 4).toReversed() },
        { ...QUERY, stack: inside.toReversed() },
      ],
    });
    const ids = flattenOperationSteps(steps).map((step) => [
      step.function,
      step.truncated ?? false,
    ]);
    expect(ids).toEqual([
      ...['f1', 'f2', 'f3', 'f4', 'GET users/users/:id'].map((name) => [name, false]),
      ...['g1', 'g2', 'g3', 'g4'].map((name) => [name, false]),
      ['g5', true],
      ['unobserved wait', false],
      ['unobserved wait', false],
    ]);
  });

  it('P811-15: ends when it calls back to a function of the same program above it', () => {
    const back: Span = {
      operation: 1,
      from: 30,
      to: 70,
      detail: 'GET 127.0.0.1:80/orders/:id',
      target: '127.0.0.1:80',
      stack: [user],
    };
    const again: Operation = { ...ASKED, startMs: 40, endMs: 60, cause: 1 };
    const query: Span = { ...QUERY, operation: 2, from: 45, to: 55, stack: [order] };
    const { steps } = mapOf({
      operations: [ASKED, ANSWER, again],
      spans: [REQUEST, back, query],
    });
    expect(named(steps, 'order')).toHaveLength(1);
    expect(named(steps, 'GET gateway/orders/:id')[0]).toMatchObject({ service: 'gateway' });
    expect(named(steps, 'SELECT 1')[0]).toMatchObject({ id: '1.2', wall_time_ms: 10 });
    const sum = steps.reduce((all, { wall_time_ms: ms }) => all + ms, 0);
    expect(sum).toBeCloseTo(100);
  });

  it('continues without a topology too, and names no service', () => {
    const { steps, surfaces } = mapOf({
      operations: [ASKED, ANSWER],
      spans: [REQUEST, QUERY],
      topology: null,
    });
    expect(named(steps, 'GET 127.0.0.1/users/:id')[0]?.children[0]).toMatchObject({
      function: 'user',
    });
    for (const step of flattenOperationSteps(steps)) expect(step).not.toHaveProperty('service');
    expect(surfaces).toEqual([]);
  });

  it('represents all waits of its place when only some of the answers were stored', () => {
    const other = { ...ASKED, startMs: 200, endMs: 300 };
    const { steps } = mapOf({
      operations: [
        { ...ASKED, weight: 2 },
        { ...ANSWER, weight: 2 },
        { ...other, weight: 2 },
      ],
      spans: [REQUEST, QUERY, { ...REQUEST, operation: 2, from: 210, to: 290 }],
    });
    const [asked] = named(steps, 'GET users/users/:id');
    expect(asked?.wall_time_ms).toBeCloseTo(80);
    expect(asked?.calls).toBeCloseTo(1);
    expect(named(steps, 'SELECT 1')[0]?.wall_time_ms).toBeCloseTo(30);
    expect(named(steps, 'SELECT 1')[0]?.calls).toBeCloseTo(1);
  });

  it('P811-25: is Architecture in a loop with all its time, not only its time in transit', () => {
    const call = {
      callee: 'fetch',
      line: 12,
      endLine: 12,
      loops: 1,
      arguments: '(url)',
      source: null,
      isAwaited: true,
      isConcurrent: false,
      isOverList: true,
      type: 'I/O-Network' as const,
      targets: [],
      isGuess: false,
    };
    const place = { name: 'order', file: 'services/gateway/server.js', line: 10, endLine: 19 };
    const facts: CodeFacts = {
      ...FACTS,
      functions: [{ ...place, isAsync: true, isExported: true, calls: [call] }],
    };
    const turns = Array.from({ length: 4 }, (_, at) => 20 * at);
    const { top_bottlenecks: top } = mapOf({
      operations: [
        ASKED,
        ...turns.map((from, at) => ({
          ...ANSWER,
          startMs: from + 2,
          endMs: from + 18,
          cause: at,
        })),
      ],
      spans: turns.map((from) => ({ ...REQUEST, from, to: from + 20 })),
      facts,
    });
    expect(top[0]).toMatchObject({ function: 'order', type: 'Architecture' });
    expect(top[0]?.share).toBeCloseTo(80);
  });
});

describe('a service of the topology that was not inspected', () => {
  const outside: Span = { ...REQUEST, detail: 'GET users:3000/users/:id', target: 'users:3000' };

  it('P811-16: is reported, neither as External nor as slow', () => {
    const {
      steps,
      surfaces,
      top_bottlenecks: top,
    } = mapOf({ operations: [ASKED], spans: [outside] });
    expect(surfaces).toEqual(['users']);
    expect(named(steps, 'GET users/users/:id')[0]).toMatchObject({
      service: 'users',
      step_type: 'Unknown',
      children: [],
    });
    expect(top[0]).toMatchObject({ type: 'Unknown' });
    expect(top[0]?.detail).toContain('service users profiled at surface level only');
  });

  it('P811-15: is found by its route when its host does not identify it', () => {
    const facts: CodeFacts = {
      ...FACTS,
      routes: [
        {
          framework: 'express',
          method: 'GET',
          path: '/users/:id',
          file: 'services/users/routes.js',
          line: 3,
          handler: null,
        },
      ],
    };
    const { surfaces } = mapOf({ operations: [ASKED], spans: [REQUEST], facts });
    expect(surfaces).toEqual(['users']);
    const foreign = {
      ...REQUEST,
      detail: 'GET api.example.com/users/:id',
      target: 'api.example.com',
    };
    const { surfaces: none, steps } = mapOf({ operations: [ASKED], spans: [foreign], facts });
    expect(none).toEqual([]);
    // P811-15: an inaccessible service is External, with the time that its caller waited.
    expect(named(steps, foreign.detail)[0]).toMatchObject({
      step_type: 'External',
      wall_time_ms: 80,
      origin: 'measured',
    });
  });

  it('P811-16: is reported however little time it took, since it may have failed', () => {
    const { steps } = mapOf({ operations: [ASKED], spans: [{ ...outside, from: 10, to: 10.1 }] });
    expect(named(steps, 'GET users/users/:id')).toHaveLength(1);
  });
});
