import { type Call, listStatesDuring, type Session } from '../recorded-call-session.ts';
import type { ObjectState, ObjectStates } from '../values/encoded-value.ts';
import { referencedId } from '../values/value-codec.ts';

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
  /** Adds the states recorded while a call ran and as it ended. */
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
