/** Comparison of what two sides did with the same session. */
import { expect, it } from 'vitest';
import { compareReplays } from '../../../../../plugins/optimize/verify/check/compare-module-versions.ts';
import type { SessionReplayOutcome } from '../../../../../plugins/optimize/verify/check/replay-module-version.ts';
import type { ComparableValues } from '../../../../../plugins/optimize/verify/replay/comparable-values.ts';
import type {
  CallbackLog,
  CallReplayLog,
} from '../../../../../plugins/optimize/verify/replay/replay-worker-messages.ts';

const seen = (text: string): ComparableValues => ({ text, displayText: text });
const callback = (given: string, isAsync = true): CallbackLog => ({
  functionId: 1,
  given: seen(given),
  isAsync,
  isLate: false,
});

function side(change: Partial<CallReplayLog>): SessionReplayOutcome {
  const call: CallReplayLog = {
    type: 'returned',
    result: seen('1'),
    receiverAndArguments: seen('a'),
    resultAndArguments: seen('1 a'),
    callbacks: [],
    unanswered: [],
    rejections: [],
    matchesRecording: true,
    ...change,
  };
  return { type: 'log', log: { calls: [call], finalStates: [], stopReason: null }, globals: [] };
}

const kindOf = (
  before: Partial<CallReplayLog>,
  after: Partial<CallReplayLog>,
  rule = 'same-order' as const,
) => {
  const compared = compareReplays(side(before), side(after), rule);
  return compared.type === 'differs' ? compared.difference.kind : compared.type;
};

it.each<readonly [string, Partial<CallReplayLog>]>([
  ['same', {}],
  ['result', { result: seen('2') }],
  ['result', { resultAndArguments: seen('1 1') }],
  ['error', { type: 'threw' }],
  ['time', { type: 'pending' }],
  ['mutation', { receiverAndArguments: seen('b') }],
  ['callbacks', { callbacks: [callback('x')] }],
  ['rejection', { rejections: [seen('e')] }],
])('%s', (kind, after) => {
  expect(kindOf({}, after)).toBe(kind);
});

it('treats errors with engine-worded messages as equal when their types are equal', () => {
  const error = (text: string): Partial<CallReplayLog> => ({
    type: 'threw',
    result: seen(`new TypeError("${text}")`),
  });
  expect(kindOf(error('a.b is not a function'), error('c is not a function'))).toBe('same');
  expect(kindOf(error('a.b is not a function'), error('wrong kind'))).toBe('error');
});

it('treats errors of the system as equal when their codes are, and no other path is named', () => {
  const error = (text: string): Partial<CallReplayLog> => ({
    type: 'threw',
    result: seen(`Object.defineProperties(new Error("${text}"), { errno: { value: -2 } })`),
  });
  const read = error("EISDIR: illegal operation on a directory, read '/dev'");
  expect(kindOf(error('EISDIR: illegal operation on a directory, read'), read)).toBe('same');
  expect(kindOf(error("EISDIR: illegal operation on a directory, read '/'"), read)).toBe('error');
  expect(kindOf(error("ENOENT: no such file or directory, open '/dev'"), read)).toBe('error');
});

it('lets callbacks that answer later overlap when that is requested', () => {
  const before = { callbacks: [callback('a'), callback('b')] };
  const after = { callbacks: [callback('b'), callback('a')] };
  expect(kindOf(before, after)).toBe('callbacks');
  const may = (log: Partial<CallReplayLog>, other: Partial<CallReplayLog>) =>
    compareReplays(side(log), side(other), 'may-overlap').type;
  expect(may(before, after)).toBe('same');
  const atOnce = { callbacks: [callback('b', false), callback('a', false)] };
  expect(may({ callbacks: [callback('a', false), callback('b', false)] }, atOnce)).toBe('differs');
  const failed = { type: 'rejected', callbacks: [callback('a')] } as const;
  expect(may(failed, { ...failed, ...before })).toBe('same');
  expect(may({ callbacks: [callback('a')] }, before)).toBe('differs');
});

it('lets pure reads be called once for the same argument, and slightly ahead', () => {
  const asked = (...given: readonly string[]) =>
    side({ callbacks: given.map((argument) => callback(argument)) });
  const may = (sideAnswer: SessionReplayOutcome, other: SessionReplayOutcome, reads = [1]) =>
    compareReplays(sideAnswer, other, 'may-overlap', reads).type;
  expect(may(asked('a', 'b', 'a'), asked('a', 'b'))).toBe('same');
  expect(may(asked('a', 'b', 'a'), asked('a', 'b'), [])).toBe('differs');
  expect(may(asked('a', 'b'), asked('a'))).toBe('differs');
  const ahead = Array.from({ length: 15 }, (_, index) => `ahead ${index}`);
  expect(may(asked('a'), asked('a', ...ahead))).toBe('same');
  expect(may(asked('a'), asked('a', ...ahead, 'one more'))).toBe('differs');
});

it('refutes nothing when the code hangs or fails before the change', () => {
  expect(compareReplays({ type: 'hung', call: 0 }, side({}), 'same-order').type).toBe(
    'inconclusive',
  );
  const hung = compareReplays(side({}), { type: 'hung', call: 0 }, 'same-order');
  expect(hung).toMatchObject({
    type: 'differs',
    difference: { kind: 'time', after: 'it does not finish' },
  });
});

it('treats a callback after the call as different, unless the caller awaits a promise', () => {
  const before = { callbacks: [{ ...callback('a', false), isLate: true }] };
  const after = { callbacks: [callback('a', false)] };
  expect(kindOf(before, after)).toBe('callbacks');
  const later = { type: 'resolved' } as const;
  expect(kindOf({ ...before, ...later }, { ...after, ...later })).toBe('same');
});

it('says nothing of a call that needs an answer nobody recorded, unless the old code needs it too', () => {
  expect(kindOf({}, { unanswered: [3], result: seen('2') })).toBe('inconclusive');
  expect(kindOf({ unanswered: [3] }, { unanswered: [3], result: seen('2') })).toBe('result');
});

it('says nothing of a call after which only private fields of instances differ', () => {
  const given = (text: string, publicText: string) => ({
    receiverAndArguments: { text, publicText, displayText: text },
  });
  expect(kindOf(given('{ _a: 1 }', '{}'), given('{ _a: 2 }', '{}'))).toBe('inconclusive');
  expect(
    kindOf(given('{ _a: 1, b: 1 }', '{ b: 1 }'), { receiverAndArguments: seen('{ b: 1 }') }),
  ).toBe('inconclusive');
  expect(
    kindOf(given('{ _a: 1, b: 1 }', '{ b: 1 }'), { receiverAndArguments: seen('{ b: 2 }') }),
  ).toBe('mutation');
});
