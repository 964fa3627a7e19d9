/** Order of sessions to replay where there is not time for all. */
import { expect, it } from 'vitest';
import { orderSessions } from '../../../../../plugins/optimize/verify/check/compare-versions-on-captured-call-sessions.ts';
import type {
  Call,
  Session,
} from '../../../../../plugins/optimize/verify/sessions/recorded-call-session.ts';

const session = (...paths: readonly string[]): Session => ({
  module: paths.join(),
  calls: paths.map(
    (name, index): Call => ({
      id: index + 1,
      callee: { kind: 'export', path: [name] },
      construct: false,
      self: { is: 'undefined' },
      given: [],
      before: [],
      after: [],
      callbacks: [],
      outcome: { type: 'returned', value: null },
    }),
  ),
});

it('puts sessions first that call something new, and keeps the order of the others', () => {
  const sessions = [session('a'), session('a', 'a'), session('a'), session('a', 'b'), session('c')];
  expect(orderSessions(sessions).map(({ module }) => module)).toEqual([
    'a',
    'a,b',
    'c',
    'a,a',
    'a',
  ]);
});
