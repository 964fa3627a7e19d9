import {
  type EncodedValue,
  type ObjectState,
  type ObjectStates,
  referencedId,
} from '../values/encoded-value.ts';

/**
 * Recording of a module from load to process end: calls of its exports from outside, in order.
 * Sessions and all that they contain are stored as JSON, so that their keys stay as they are.
 */
export interface Session {
  /** From the project's root, with slashes. */
  readonly module: string;
  readonly calls: readonly Call[];
  /** Ids of functions passed as arguments that were observed to only read. Default: none. */
  readonly reads?: readonly number[];
}

/** Recorded call. Each `ObjectState` describes an object new or changed since last recorded. */
export interface Call {
  readonly id: number;
  readonly callee: Callee;
  /** True if it was called with `new`. */
  readonly construct: boolean;
  /** `this`; undefined for the module's own exports. */
  readonly self: EncodedValue;
  readonly given: readonly EncodedValue[];
  /** Objects reached from `self` and `given` as the call begins. */
  readonly before: readonly ObjectState[];
  /** Objects reached from `self`, `given` and the outcome, once the outcome is known. */
  readonly after: readonly ObjectState[];
  readonly outcome: Outcome;
  readonly callbacks: readonly CallbackCall[];
  /** Files that it read, with their content when it first read them. Default: none. */
  readonly files?: readonly FileInput[];
  /** Number of calls that it represents: itself and the unrecorded calls before it. Default: 1. */
  readonly weight?: number;
  /** Date on which it began, milliseconds since 1970, by the clock that the module sees. */
  readonly at?: number;
  /** Duration while it was recorded, milliseconds. */
  readonly ms?: number;
}

export interface FileInput {
  /** Absolute, as it was read. */
  readonly path: string;
  /** From the root of the project, with slashes; absent: it lies elsewhere. */
  readonly project?: string;
  /** Base64; in a check, name of a staged file with the content. */
  readonly content: string;
}

/** Call target: an export by its path (`['util', 'walk']`), or a method or accessor of a value. */
export type Callee =
  | { readonly kind: 'export'; readonly path: readonly string[] }
  | { readonly kind: 'method' | 'get' | 'set'; readonly of: EncodedValue; readonly name: string }
  /** Function returned by the module. */
  | { readonly kind: 'function'; readonly of: EncodedValue };

/** Outcome of a call: immediate, or later if it returned a promise. */
export type Outcome =
  | { readonly type: 'returned' | 'resolved'; readonly value: EncodedValue }
  | { readonly type: 'threw' | 'rejected'; readonly error: EncodedValue }
  | { readonly type: 'pending' };

/** Value or error that a call ended with; undefined, as data, while it is pending. */
export function outcomeValue(outcome: Outcome): EncodedValue {
  if ('value' in outcome) return outcome.value;
  return 'error' in outcome ? outcome.error : { is: 'undefined' };
}

/** Call of a passed function: a callback, or a method of an object such as a database client. */
export interface CallbackCall {
  readonly of: number;
  /** True if it was called after the call that it was passed to was over. */
  readonly isLate?: true;
  /** True if it calls the same function once more, with the same arguments, before answering. */
  readonly reenters?: true;
  readonly self: EncodedValue;
  readonly given: readonly EncodedValue[];
  /** Objects reached from `self` and `given` as it is called. */
  readonly before: readonly ObjectState[];
  readonly outcome: Outcome;
  /** Objects reached from the outcome, and arguments that it changed. */
  readonly after: readonly ObjectState[];
}

/** Object states recorded while a call ran and as it ended, in order. */
export function listStatesDuring({
  callbacks,
  after,
}: Pick<Call, 'callbacks' | 'after'>): readonly ObjectState[] {
  return [...callbacks.flatMap((callback) => [...callback.before, ...callback.after]), ...after];
}

/** Returns the objects that the module created: first recorded in results or callback arguments. */
export function findModuleObjects({ calls }: Session): ReadonlySet<number> {
  const known = new Set<number>();
  const moduleObjects = new Set<number>();
  const note = (states: readonly ObjectState[], isOfModule: boolean): void => {
    for (const { id, shape } of states) {
      if (known.has(id)) continue;
      known.add(id);
      const isResolvable =
        shape.kind === 'function' && (shape.export !== undefined || shape.global !== undefined);
      if (isOfModule && !isResolvable) moduleObjects.add(id);
    }
  };
  for (const { before, callbacks, after } of calls) {
    note(before, false);
    for (const callback of callbacks) {
      note(callback.before, true);
      note(callback.after, false);
    }
    note(after, true);
  }
  return moduleObjects;
}

/** Last recorded states of all objects, updated call by call. */
export interface ObjectTimeline {
  readonly states: ObjectStates;
  readonly add: (states: readonly ObjectState[]) => void;
  readonly addAfter: (call: Call) => void;
}

export function createObjectTimeline(): ObjectTimeline {
  const states = new Map<number, ObjectState>();
  const add = (recorded: readonly ObjectState[]): void => {
    for (const state of recorded) states.set(state.id, state);
  };
  return { states, add, addAfter: (call) => add(listStatesDuring(call)) };
}

/** A call of a session, with the states of objects as it begins. */
export interface WalkedCall {
  readonly call: Call;
  readonly index: number;
  readonly name: string;
  readonly states: ObjectStates;
}

/** Goes through the calls of a session; the states are those of the call while it is the current one. */
export function* walkCalls({ calls }: Pick<Session, 'calls'>): Generator<WalkedCall, void> {
  const { states, add, addAfter } = createObjectTimeline();
  for (const [index, call] of calls.entries()) {
    add(call.before);
    yield { call, index, name: formatCallName(call, states), states };
    addAfter(call);
  }
}

export function formatCallNames(session: Session): readonly string[] {
  return walkCalls(session)
    .map(({ name }) => name)
    .toArray();
}

/** Returns the name of a call: `walk`, `DepGraph#addNode`, `new DepGraph`. */
export function formatCallName({ callee, construct }: Call, states: ObjectStates) {
  if (callee.kind === 'export') return `${construct ? 'new ' : ''}${formatPath(callee.path)}`;
  const state = states.get(referencedId(callee.of) ?? -1);
  if (callee.kind === 'function') {
    return state?.shape.kind === 'function' && state.shape.name !== ''
      ? state.shape.name
      : 'a function that it gave';
  }
  const shape = state?.shape;
  const member = `#${callee.name}${callee.kind === 'set' ? ' =' : ''}`;
  if (shape?.kind !== 'object') return member;
  const { prototype } = shape;
  if (prototype.of === 'export') return `${formatPath(prototype.path)}${member}`;
  return `${prototype.of === 'object' ? prototype.name : ''}${member}`;
}

/** Returns a path as text; `default`, a whole CommonJS module, is omitted before a member of it. */
function formatPath(path: readonly string[]): string {
  return (path[0] === 'default' && path.length > 1 ? path.slice(1) : path).join('.');
}
