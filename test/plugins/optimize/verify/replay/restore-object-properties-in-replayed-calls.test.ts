/**
 * Replay of a session: properties that callers set between two calls on an object of the module,
 * and the owner of the object.
 */
import { describe, expect, it } from 'vitest';
import { replaySession } from '../../../../../plugins/optimize/verify/replay/replay-call-session.ts';
import type {
  Call,
  Session,
} from '../../../../../plugins/optimize/verify/sessions/recorded-call-session.ts';
import type {
  EncodedProperty,
  EncodedValue,
  ObjectState,
} from '../../../../../plugins/optimize/verify/values/encoded-value.ts';

/** Class as in older modules: the whole prototype is assigned, without a constructor. */
function Parser(this: object): void {
  Object.assign(this, { text: '' });
}
Parser.prototype = {
  write(this: { text: string; onText?: (text: string) => void }, text: string) {
    this.text += text;
    this.onText?.(this.text);
    return this;
  },
};

const parser: EncodedValue = { is: 'object', id: 1 };
const onText: EncodedValue = { is: 'object', id: 2 };

function stateOf(properties: readonly EncodedProperty[]): ObjectState {
  const prototype = { of: 'export', path: ['default', 'Parser'] } as const;
  return { id: 1, shape: { kind: 'object', prototype }, properties };
}

const handler: ObjectState = {
  id: 2,
  shape: { kind: 'function', name: 'seen', length: 1, type: 'plain' },
  properties: [],
};
const shared = { self: { is: 'undefined' }, given: [], callbacks: [] } as const;
const made: Call = {
  ...shared,
  id: 1,
  callee: { kind: 'export', path: ['default', 'Parser'] },
  construct: true,
  before: [],
  after: [stateOf([{ key: 'text', value: '' }])],
  outcome: { type: 'returned', value: parser },
};
const write = (text: string, before: Call['before']): Call => ({
  ...shared,
  id: 2,
  callee: { kind: 'method', of: parser, name: 'write' },
  construct: false,
  self: parser,
  given: [text],
  before,
  after: [],
  outcome: { type: 'returned', value: parser },
});

function logOf(calls: readonly Call[]) {
  const session: Session = { module: 'parser.js', calls };
  return replaySession({
    session,
    exports: { default: { Parser } },
    begin: () => undefined,
    takeRejections: () => [],
    limitMs: 100,
    inspects: false,
  });
}

describe('a replayed session', () => {
  it('sets what callers have set on an object of the module', async () => {
    const set = stateOf([
      { key: 'text', value: '' },
      { key: 'onText', value: onText },
    ]);
    const { calls } = await logOf([made, write('a', [set, handler])]);
    expect(calls.map((call) => call?.callbacks.length)).toEqual([0, 1]);
  });

  it('keeps what the module itself has set, and removes what was removed', async () => {
    const { calls } = await logOf([
      made,
      write('a', []),
      write('b', [stateOf([{ key: 'text', value: '' }])]),
      write('c', [stateOf([])]),
    ]);
    const texts = calls.map(
      (call) => /"text","value":"(\w*)"/u.exec(call?.receiverAndArguments.text ?? '')?.[1],
    );
    expect(texts).toEqual([undefined, 'a', 'ab', 'undefinedc']);
  });

  it('identifies an object by the export that creates it, whatever its prototype says', async () => {
    const { calls } = await logOf([made]);
    expect(calls[0]).toMatchObject({ type: 'returned', matchesRecording: true });
  });
});
