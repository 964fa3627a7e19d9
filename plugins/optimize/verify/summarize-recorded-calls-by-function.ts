import { createHash } from 'node:crypto';
import {
  type Call,
  createObjectTimeline,
  formatCallName,
  type ObjectTimeline,
  outcomeValue,
  type Session,
} from './sessions/recorded-call-session.ts';
import { canonicalizeValues } from './values/canonicalize-values.ts';
import {
  type EncodedValue,
  isHole,
  type ObjectStates,
  referencedId,
} from './values/encoded-value.ts';

/** Facts about a function from its recorded calls. */
export interface FunctionFacts {
  /** From the root of the project, with slashes. */
  readonly module: string;
  /** As people write it: `groupBy`, `Graph#addNode`, `new Graph`. */
  readonly name: string;
  readonly calls: number;
  readonly parameters: readonly ValueFacts[];
  readonly result: ValueFacts;
  /** Errors that were thrown, or that promises were rejected with, by their type. */
  readonly errors: Readonly<Record<string, number>>;
  /** Calls whose `this` and arguments equal those of an earlier call. */
  readonly repeated: number;
  /** True if all of those gave the same as the first of them; null if nothing was repeated. */
  readonly isSameAgain: boolean | null;
  /** Calls that changed an object that existed before. */
  readonly changing: number;
  /** Calls in which it called functions passed as arguments. */
  readonly calling: number;
}

/** Values observed as one argument, or as the result. */
export interface ValueFacts {
  /** Count of kinds seen: `array`, `string`, `undefined`, `Map` as `map`, a `Graph` instance. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Lengths of lists, texts, maps and sets; null: none was seen. */
  readonly lengths: { readonly least: number; readonly most: number } | null;
  /** Kinds of the elements of lists and sets, and of the values of maps. */
  readonly items: Readonly<Record<string, number>>;
  /** Number of lists with holes. */
  readonly withHoles: number;
}

/** Maximum number of inspected items per list. */
const MOST_ITEMS = 1_000;
/** Most characters of arguments that are compared with earlier arguments. */
const MOST_CHARACTERS = 200_000;

/** Collects what sessions show of each function, by module and name. */
export function observeSessions(sessions: readonly Session[]): readonly FunctionFacts[] {
  const tallies = new Map<string, FunctionTally>();
  for (const session of sessions) {
    const context: SessionContext = { timeline: createObjectTimeline(), earlier: new Map() };
    const { timeline } = context;
    for (const call of session.calls) {
      timeline.add(call.before);
      const name = formatCallName(call, timeline.states);
      const key = `${session.module} ${name}`;
      const tally = tallies.get(key) ?? createFunctionTally(session.module, name);
      tallies.set(key, tally);
      addCall(tally, call, context);
    }
  }
  return [...tallies.values()].map(toFunctionFacts);
}

interface ValueTally {
  readonly kinds: Record<string, number>;
  readonly items: Record<string, number>;
  least: number;
  most: number;
  withHoles: number;
}

interface FunctionTally {
  readonly module: string;
  readonly name: string;
  readonly parameters: ValueTally[];
  readonly result: ValueTally;
  readonly errors: Record<string, number>;
  calls: number;
  repeated: number;
  isSameAgain: boolean;
  changing: number;
  calling: number;
}

function createValueTally(): ValueTally {
  return { kinds: {}, items: {}, least: Number.POSITIVE_INFINITY, most: -1, withHoles: 0 };
}

function createFunctionTally(module: string, name: string): FunctionTally {
  return {
    module,
    name,
    parameters: [],
    result: createValueTally(),
    errors: {},
    calls: 0,
    repeated: 0,
    isSameAgain: true,
    changing: 0,
    calling: 0,
  };
}

interface SessionContext {
  readonly timeline: ObjectTimeline;
  /** Outcomes by call and arguments, within one session, since module state is local to it. */
  readonly earlier: Map<string, string>;
}

function addCall(tally: FunctionTally, call: Call, { timeline, earlier }: SessionContext): void {
  const { states } = timeline;
  const { given, outcome, callbacks, after } = call;
  tally.calls += 1;
  for (const [index, value] of given.entries()) {
    const parameter = tally.parameters[index] ?? createValueTally();
    tally.parameters[index] = parameter;
    addValue(parameter, value, states);
  }
  if (after.some(({ id }) => states.has(id))) tally.changing += 1;
  if (callbacks.length > 0) tally.calling += 1;
  const inputs = hashContents([call.self, ...given], states);
  timeline.addAfter(call);
  const result = outcomeValue(outcome);
  if (outcome.type === 'returned' || outcome.type === 'resolved') {
    addValue(tally.result, result, states);
  } else if (outcome.type !== 'pending') count(tally.errors, kindOf(result, states));
  const resultHash = inputs === null ? null : hashContents([result], states);
  if (resultHash === null) return;
  addOutcome(tally, `${tally.name} ${inputs}`, `${outcome.type} ${resultHash}`, earlier);
}

/** Compares the outcome of a call with that of the first call with the same inputs. */
function addOutcome(
  tally: FunctionTally,
  inputs: string,
  outcome: string,
  earlier: Map<string, string>,
): void {
  const first = earlier.get(inputs);
  if (first === undefined) {
    earlier.set(inputs, outcome);
    return;
  }
  tally.repeated += 1;
  if (first !== outcome) tally.isSameAgain = false;
}

function addValue(tally: ValueTally, value: EncodedValue, states: ObjectStates): void {
  count(tally.kinds, kindOf(value, states));
  const items = typeof value === 'string' ? value.length : listItems(value, states);
  if (items === null) return;
  const length = typeof items === 'number' ? items : items.length;
  tally.least = Math.min(tally.least, length);
  tally.most = Math.max(tally.most, length);
  if (typeof items === 'number') return;
  if (items.some(isHole)) tally.withHoles += 1;
  for (const item of items.slice(0, MOST_ITEMS)) {
    if (!isHole(item)) count(tally.items, kindOf(item, states));
  }
}

function listItems(value: EncodedValue, states: ObjectStates) {
  const shape = states.get(referencedId(value) ?? -1)?.shape;
  if (shape?.kind === 'array' || shape?.kind === 'set') return shape.items;
  return shape?.kind === 'map' ? shape.entries.map(([, entry]) => entry) : null;
}

function kindOf(value: EncodedValue, states: ObjectStates): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (value.is !== 'object') return value.is;
  const shape = states.get(value.id)?.shape;
  if (shape === undefined) return 'object';
  if (shape.kind === 'error' || shape.kind === 'bytes' || shape.kind === 'opaque')
    return shape.type;
  if (shape.kind !== 'object') return shape.kind;
  const { prototype } = shape;
  switch (prototype.of) {
    case 'global':
      return prototype.name === 'Object' ? 'object' : prototype.name;
    case 'null':
      return 'object without a prototype';
    case 'export':
      return prototype.path.at(-1) ?? 'object';
    case 'object':
      return prototype.name === '' ? 'object' : prototype.name;
  }
}

/** Returns a key of the contents of values; null if they are too large to be compared. */
function hashContents(values: readonly EncodedValue[], states: ObjectStates): string | null {
  const text = JSON.stringify(canonicalizeValues(values, states));
  if (text.length > MOST_CHARACTERS) return null;
  return createHash('sha256').update(text).digest('base64');
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function toFunctionFacts(tally: FunctionTally): FunctionFacts {
  const { module, name, calls, errors, repeated, isSameAgain, changing, calling } = tally;
  return {
    module,
    name,
    calls,
    errors,
    repeated,
    changing,
    calling,
    parameters: tally.parameters.map(toValueFacts),
    result: toValueFacts(tally.result),
    isSameAgain: repeated === 0 ? null : isSameAgain,
  };
}

function toValueFacts({ kinds, items, least, most, withHoles }: ValueTally): ValueFacts {
  return { kinds, items, withHoles, lengths: most < 0 ? null : { least, most } };
}
