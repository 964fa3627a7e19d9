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

export interface FunctionFacts {
  /** From the root of the project, with slashes. */
  readonly module: string;
  /** As people write it: `groupBy`, `Graph#addNode`, `new Graph`. */
  readonly name: string;
  calls: number;
  readonly parameters: ValueFacts[];
  readonly result: ValueFacts;
  /** Errors that were thrown, or that promises were rejected with, by their type. */
  readonly errors: Record<string, number>;
  /** Calls whose `this` and arguments equal those of an earlier call. */
  repeated: number;
  /** True if all of those gave the same as the first of them; null if nothing was repeated. */
  isSameAgain: boolean | null;
  /** Calls that changed an object that existed before. */
  changing: number;
  /** Calls in which it called functions passed as arguments. */
  calling: number;
}

/** Values observed as one argument, or as the result. */
export interface ValueFacts {
  /** Count of kinds seen: `array`, `string`, `undefined`, `Map` as `map`, a `Graph` instance. */
  readonly kinds: Record<string, number>;
  /** Lengths of lists, texts, maps and sets; null: none was seen. */
  lengths: { readonly least: number; readonly most: number } | null;
  /** Kinds of the elements of lists and sets, and of the values of maps. */
  readonly items: Record<string, number>;
  withHoles: number;
}

const MOST_ITEMS = 1_000;
/** Most characters of arguments that are compared with earlier arguments. */
const MOST_CHARACTERS = 200_000;

/** Collects what sessions show of each function, by module and name. */
export function observeSessions(sessions: readonly Session[]): readonly FunctionFacts[] {
  const found = new Map<string, FunctionFacts>();
  for (const { module, calls } of sessions) {
    const timeline = createObjectTimeline();
    /** First outcomes by function and arguments; module state is local to a session. */
    const outcomes = new Map<string, string>();
    for (const call of calls) {
      timeline.add(call.before);
      const name = formatCallName(call, timeline.states);
      const key = `${module} ${name}`;
      const facts = found.get(key) ?? createFacts(module, name);
      found.set(key, facts);
      addCall(facts, call, timeline, outcomes);
    }
  }
  return [...found.values()];
}

function createFacts(module: string, name: string): FunctionFacts {
  return {
    module,
    name,
    parameters: [],
    result: createValueFacts(),
    errors: {},
    calls: 0,
    repeated: 0,
    isSameAgain: null,
    changing: 0,
    calling: 0,
  };
}

function createValueFacts(): ValueFacts {
  return { kinds: {}, items: {}, lengths: null, withHoles: 0 };
}

function addCall(
  facts: FunctionFacts,
  call: Call,
  { states, addAfter }: ObjectTimeline,
  outcomes: Map<string, string>,
): void {
  const { given, outcome, callbacks, after } = call;
  facts.calls += 1;
  for (const [index, value] of given.entries()) {
    facts.parameters[index] ??= createValueFacts();
    addValue(facts.parameters[index], value, states);
  }
  if (after.some(({ id }) => states.has(id))) facts.changing += 1;
  if (callbacks.length > 0) facts.calling += 1;
  const inputs = hashContents([call.self, ...given], states);
  addAfter(call);
  const result = outcomeValue(outcome);
  if ('value' in outcome) addValue(facts.result, result, states);
  else if ('error' in outcome) count(facts.errors, kindOf(result, states));
  const resultHash = inputs === null ? null : hashContents([result], states);
  if (resultHash === null) return;
  const key = `${facts.name} ${inputs}`;
  const text = `${outcome.type} ${resultHash}`;
  const first = outcomes.get(key);
  if (first === undefined) outcomes.set(key, text);
  else {
    facts.repeated += 1;
    facts.isSameAgain = facts.isSameAgain !== false && first === text;
  }
}

function addValue(facts: ValueFacts, value: EncodedValue, states: ObjectStates): void {
  count(facts.kinds, kindOf(value, states));
  const items = listItems(value, states);
  const length = typeof value === 'string' ? value.length : items?.length;
  if (length === undefined) return;
  const { least, most } = facts.lengths ?? { least: length, most: length };
  facts.lengths = { least: Math.min(least, length), most: Math.max(most, length) };
  if (items?.some(isHole)) facts.withHoles += 1;
  for (const item of items?.slice(0, MOST_ITEMS) ?? []) {
    if (!isHole(item)) count(facts.items, kindOf(item, states));
  }
}

function listItems(value: EncodedValue, states: ObjectStates) {
  const shape = states.get(referencedId(value) ?? -1)?.shape;
  if (shape?.kind === 'array' || shape?.kind === 'set') return shape.items;
  return shape?.kind === 'map' ? shape.entries.map(([, entry]) => entry) : undefined;
}

function kindOf(value: EncodedValue, states: ObjectStates): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (value.is !== 'object') return value.is;
  const shape = states.get(value.id)?.shape ?? { kind: 'object', prototype: null };
  if (shape.kind === 'error' || shape.kind === 'bytes' || shape.kind === 'opaque')
    return shape.type;
  if (shape.kind !== 'object') return shape.kind;
  const { prototype } = shape;
  switch (prototype?.of) {
    case 'global':
      return prototype.name === 'Object' ? 'object' : prototype.name;
    case 'null':
      return 'object without a prototype';
    case 'export':
      return prototype.path.at(-1) ?? 'object';
    default:
      return prototype?.name || 'object';
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
