import type { ObjectState, Value } from './values/value.ts';

/** What was seen of one module between its load and the end of the process: calls of its exports from outside, in order. */
export interface Session {
  /** From the project's root, with slashes. */
  readonly module: string;
  readonly calls: readonly Call[];
  /** Numbers of functions that were handed in and are seen to read only. Default: none is. */
  readonly reads?: readonly number[];
}

/** One call. Every `ObjectState` tells an object that is new, or another than when it was last told. */
export interface Call {
  readonly id: number;
  readonly callee: Callee;
  /** Whether it was called with `new`. */
  readonly construct: boolean;
  /** `this`; undefined where it is the module's own exports. */
  readonly self: Value;
  readonly given: readonly Value[];
  /** What self and given reach as the call begins. */
  readonly before: readonly ObjectState[];
  /** What self, given and the outcome reach when the outcome is known. */
  readonly after: readonly ObjectState[];
  readonly outcome: Outcome;
  readonly callbacks: readonly CallbackCall[];
  /** Stands for so many calls of its function: itself, and those before it that were not written down. Absent: 1. */
  readonly weight?: number;
  /** What it took while it was recorded, milliseconds. */
  readonly ms?: number;
}

/** What is called: an export by its path (`['default']`, `['util', 'walk']`), or a method, getter or setter of a value. */
export type Callee =
  | { readonly kind: 'export'; readonly path: readonly string[] }
  | { readonly kind: 'method' | 'get' | 'set'; readonly of: Value; readonly name: string }
  /** A function that the module gave out. */
  | { readonly kind: 'function'; readonly of: Value };

/** How a call ended: at once, or later where it gave a promise. */
export type Outcome =
  | { readonly type: 'returned' | 'resolved'; readonly value: Value }
  | { readonly type: 'threw' | 'rejected'; readonly error: Value }
  | { readonly type: 'pending' };

/** A call of a function that was handed in: a callback, a method of an object such as a database client. */
export interface CallbackCall {
  /** Number of the function. */
  readonly of: number;
  readonly construct?: true;
  /** Whether it was called when the call that it was handed to was over. */
  readonly isLate?: true;
  /** Whether it calls the same function of the module once more, with the same arguments, before it answers. */
  readonly reenters?: true;
  readonly self: Value;
  readonly given: readonly Value[];
  /** What self and given reach as it is called. */
  readonly before: readonly ObjectState[];
  readonly outcome: Outcome;
  /** What the outcome reaches, and what it changed of what it was given. */
  readonly after: readonly ObjectState[];
}

/** First line of a file of sessions; each line after it is a session. */
export const SESSIONS_SCHEMA = 'perf-harness/sessions@1';

/** Sessions as lines of JSON. */
export function writeSessions(sessions: readonly Session[]): string {
  const lines = sessions.map((one) => JSON.stringify(one));
  return `${[JSON.stringify({ schema: SESSIONS_SCHEMA }), ...lines].join('\n')}\n`;
}

/**
 * Sessions of a file; a last line that was cut off is left out.
 * @throws SyntaxError where it is no file of sessions.
 */
export function readSessions(text: string): readonly Session[] {
  const [head = '', ...lines] = text.split('\n');
  const { schema } = JSON.parse(head) as { readonly schema?: unknown };
  if (schema !== SESSIONS_SCHEMA) throw new SyntaxError(`not ${SESSIONS_SCHEMA}`);
  const whole = lines.slice(0, -1).filter((line) => line !== '');
  return whole.map((line) => JSON.parse(line) as Session);
}
