import { createHash } from 'node:crypto';
import type { Call, Session } from './recorded-call-session.ts';
import {
  createObjectTimeline,
  formatCallName,
  type ObjectTimeline,
} from './replay/object-state-timeline-and-call-names.ts';
import { canonicalizeValues } from './values/canonicalize-values.ts';
import type { EncodedValue, ObjectState } from './values/encoded-value.ts';
import { isHole, referencedId } from './values/value-codec.ts';

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

/** Values observed in one place. */
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
  const all = new Map<string, FunctionNotes>();
  for (const session of sessions) {
    const place: CallPlace = { timeline: createObjectTimeline(), earlier: new Map() };
    const { timeline } = place;
    for (const call of session.calls) {
      timeline.add(call.before);
      const name = formatCallName(call, timeline.states);
      const key = `${session.module} ${name}`;
      const notes = all.get(key) ?? newNotes(session.module, name);
      all.set(key, notes);
      noteCall(notes, call, place);
    }
  }
  return [...all.values()].map(factsOf);
}

interface ValueNotes {
  readonly kinds: Record<string, number>;
  readonly items: Record<string, number>;
  least: number;
  most: number;
  withHoles: number;
}

interface FunctionNotes {
  readonly module: string;
  readonly name: string;
  readonly parameters: ValueNotes[];
  readonly result: ValueNotes;
  readonly errors: Record<string, number>;
  calls: number;
  repeated: number;
  isSameAgain: boolean;
  changing: number;
  calling: number;
}

function newValueNotes(): ValueNotes {
  return { kinds: {}, items: {}, least: Number.POSITIVE_INFINITY, most: -1, withHoles: 0 };
}

function newNotes(module: string, name: string): FunctionNotes {
  return {
    module,
    name,
    parameters: [],
    result: newValueNotes(),
    errors: {},
    calls: 0,
    repeated: 0,
    isSameAgain: true,
    changing: 0,
    calling: 0,
  };
}

interface CallPlace {
  readonly timeline: ObjectTimeline;
  /** Outcomes by call and arguments, within one session, since module state is local to it. */
  readonly earlier: Map<string, string>;
}

function noteCall(notes: FunctionNotes, call: Call, { timeline, earlier }: CallPlace): void {
  const { states } = timeline;
  const { given, outcome, callbacks, after } = call;
  notes.calls += 1;
  for (const [index, value] of given.entries()) {
    const own = notes.parameters[index] ?? newValueNotes();
    notes.parameters[index] = own;
    noteValue(own, value, states);
  }
  if (after.some(({ id }) => states.has(id))) notes.changing += 1;
  if (callbacks.length > 0) notes.calling += 1;
  const asked = keyOf([call.self, ...given], states);
  timeline.addAfter(call);
  const last = lastValue(outcome);
  if (outcome.type === 'returned' || outcome.type === 'resolved') {
    noteValue(notes.result, last, states);
  } else if (outcome.type !== 'pending') count(notes.errors, kindOf(last, states));
  const answer = asked === null ? null : keyOf([last], states);
  if (answer === null) return;
  noteAgain(notes, `${notes.name} ${asked}`, `${outcome.type} ${answer}`, earlier);
}

function noteAgain(
  notes: FunctionNotes,
  asked: string,
  answer: string,
  earlier: Map<string, string>,
): void {
  const before = earlier.get(asked);
  if (before === undefined) {
    earlier.set(asked, answer);
    return;
  }
  notes.repeated += 1;
  if (before !== answer) notes.isSameAgain = false;
}

function lastValue(outcome: Call['outcome']): EncodedValue {
  if ('value' in outcome) return outcome.value;
  return 'error' in outcome ? outcome.error : { is: 'undefined' };
}

function noteValue(
  notes: ValueNotes,
  value: EncodedValue,
  states: ReadonlyMap<number, ObjectState>,
): void {
  count(notes.kinds, kindOf(value, states));
  const items = typeof value === 'string' ? value.length : itemsOf(value, states);
  if (items === null) return;
  const length = typeof items === 'number' ? items : items.length;
  notes.least = Math.min(notes.least, length);
  notes.most = Math.max(notes.most, length);
  if (typeof items === 'number') return;
  if (items.some(isHole)) notes.withHoles += 1;
  for (const item of items.slice(0, MOST_ITEMS)) {
    if (!isHole(item)) count(notes.items, kindOf(item, states));
  }
}

function itemsOf(value: EncodedValue, states: ReadonlyMap<number, ObjectState>) {
  const shape = states.get(referencedId(value) ?? -1)?.shape;
  if (shape?.kind === 'array' || shape?.kind === 'set') return shape.items;
  return shape?.kind === 'map' ? shape.entries.map(([, entry]) => entry) : null;
}

function kindOf(value: EncodedValue, states: ReadonlyMap<number, ObjectState>): string {
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
function keyOf(
  values: readonly EncodedValue[],
  states: ReadonlyMap<number, ObjectState>,
): string | null {
  const text = JSON.stringify(canonicalizeValues(values, states));
  if (text.length > MOST_CHARACTERS) return null;
  return createHash('sha256').update(text).digest('base64');
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function factsOf(notes: FunctionNotes): FunctionFacts {
  const { module, name, calls, errors, repeated, isSameAgain, changing, calling } = notes;
  return {
    module,
    name,
    calls,
    errors,
    repeated,
    changing,
    calling,
    parameters: notes.parameters.map(valueFacts),
    result: valueFacts(notes.result),
    isSameAgain: repeated === 0 ? null : isSameAgain,
  };
}

function valueFacts({ kinds, items, least, most, withHoles }: ValueNotes): ValueFacts {
  return { kinds, items, withHoles, lengths: most < 0 ? null : { least, most } };
}
