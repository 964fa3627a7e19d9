import type { Call, Session } from '../recorded-call-session.ts';
import {
  createObjectTimeline,
  findModuleObjects,
} from '../replay/object-state-timeline-and-call-names.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { isReference } from '../values/value-codec.ts';
import { listReferences, renderValues } from './render-captured-values-as-code.ts';
import { renderScriptedCallback } from './render-replayed-callback-as-code.ts';

/** A session as code. */
export interface SessionCode {
  /** Statements before the last call. */
  readonly statements: readonly string[];
  /** The arguments of the last call, each an expression. */
  readonly given: readonly string[];
  /** The last call with its arguments in a variable: `subject.default(...given)`. */
  readonly lastCall: string;
  /** The whole session on one line, for display: `sort([3, 1]); sort([3, 1])`. */
  readonly oneLine: string;
}

/** Names under which exports are reached. */
export interface ExportNames {
  /** In code that runs. */
  readonly inCode: (path: readonly string[]) => string;
  /** For people. */
  readonly shown: (path: readonly string[]) => string;
}

interface Style {
  readonly exportName: (path: readonly string[]) => string;
  readonly callback: (id: number, calls: readonly Call[], name: string) => string;
}

/** Writes the calls of a session as code. */
export function renderSessionCode(session: Session, names: ExportNames): SessionCode {
  const code = written(session, {
    exportName: names.inCode,
    callback: (id, calls) => renderScriptedCallback(id, calls, names.inCode),
  });
  const shown = written(session, {
    exportName: names.shown,
    callback: (_, __, name) => name || 'callback',
  });
  const { last } = shown;
  return {
    statements: code.statements,
    given: code.last.given,
    lastCall: lastCallOf(code.last),
    oneLine: [
      ...shown.statements.map((statement) => statement.replace(/;$/u, '')),
      asCalled(last, { all: last.given.join(', '), first: last.given[0] ?? '' }),
    ].join('; '),
  };
}

/** Returns the last call as code that evaluates to its result; for a setter there is none. */
function lastCallOf(last: Written['last']): string {
  const text = asCalled(last, { all: '...given', first: 'given[0]' });
  return last.kind === 'set' ? `void (${text})` : text;
}

/** Renders a call as code; getters and setters have no call syntax. */
function asCalled(
  { head, kind }: Pick<Written['last'], 'head' | 'kind'>,
  { all, first }: { readonly all: string; readonly first: string },
): string {
  switch (kind) {
    case 'get':
      return head;
    case 'set':
      return `${head} = ${first}`;
    default:
      return `${head}(${all})`;
  }
}

const NONE: ReadonlySet<number> = new Set();

interface Written {
  readonly statements: readonly string[];
  readonly last: {
    readonly head: string;
    readonly given: readonly string[];
    readonly kind: Call['callee']['kind'];
  };
}

function written(session: Session, { exportName, callback }: Style): Written {
  const { states, add, addAfter } = createObjectTimeline();
  const inside = findModuleObjects(session);
  const often = usedOften(session);
  const names = new Map<number, string>();
  const statements: string[] = [];
  let last: Written['last'] = { head: '', given: [], kind: 'export' };
  let variables = 0;
  for (const [index, call] of session.calls.entries()) {
    const changed = call.before.filter(({ id }) => names.has(id) && states.has(id));
    add(call.before);
    const objects = [...states.values()];
    const options = {
      exportName,
      named: (id: number) => names.get(id),
      callback: (id: number, name: string) => callback(id, session.calls, name),
      kept: new Set([...often].filter((id) => !inside.has(id))),
      firstVariable: variables + 1,
    };
    const expression = (value: EncodedValue, isKept = true): string => {
      const code = renderValues(
        { values: [value], objects },
        { ...options, firstVariable: variables + 1, ...(!isKept && { kept: NONE }) },
      );
      variables += code.variables.size;
      for (const [id, name] of code.variables) names.set(id, name);
      statements.push(...code.statements);
      return code.expressions[0] ?? 'undefined';
    };
    for (const state of changed) statements.push(...broughtTo(state, names, objects, expression));
    const given = call.given.map((value) => expression(value));
    const head = headOf(call, exportName, expression);
    if (index === session.calls.length - 1) {
      last = { head, given, kind: call.callee.kind };
      break;
    }
    const how = { all: given.join(', '), first: given[0] ?? '' };
    const text = asCalled({ head, kind: call.callee.kind }, how);
    const isUsed = nameResult(call, `result${index + 1}`, names, inside);
    const awaited = call.outcome.type === 'resolved' || call.outcome.type === 'rejected';
    const line = `${awaited ? 'await ' : ''}${text}`;
    const isFailure = call.outcome.type === 'threw' || call.outcome.type === 'rejected';
    if (isFailure) statements.push(`try { ${line}; } catch {}`);
    else
      statements.push(
        isUsed && isNeeded(session, index, call)
          ? `const result${index + 1} = ${line};`
          : `${line};`,
      );
    addAfter(call);
  }
  return { statements, last };
}

function headOf(
  { callee, construct, self }: Call,
  exportName: (path: readonly string[]) => string,
  expression: (value: EncodedValue) => string,
): string {
  const start = construct ? 'new ' : '';
  const isPlain = typeof self === 'object' && self?.is === 'undefined';
  switch (callee.kind) {
    case 'export': {
      const name = exportName(callee.path);
      return isPlain || construct ? `${start}${name}` : `${name}.bind(${expression(self)})`;
    }
    case 'method':
    case 'get':
    case 'set': {
      const of = expression(callee.of);
      return `${start}${of}${/^[A-Za-z_$][\w$]*$/u.test(callee.name) ? `.${callee.name}` : `[${JSON.stringify(callee.name)}]`}`;
    }
    case 'function':
      return `${start}${expression(callee.of)}`;
  }
}

/** Returns the caller's objects that several calls refer to. */
function usedOften({ calls }: Session): ReadonlySet<number> {
  const often = new Set<number>();
  const seen = new Map<number, number>();
  const states = new Map<number, ObjectState>();
  for (const [index, call] of calls.entries()) {
    for (const state of call.before) states.set(state.id, state);
    const waiting: EncodedValue[] = [call.self, ...call.given];
    const met = new Set<number>();
    // An object that is changed after it was passed needs a name for that.
    for (const { id } of call.before) {
      const first = seen.get(id);
      if (first !== undefined && first !== index) often.add(id);
    }
    for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
      if (!isReference(value)) continue;
      if (met.has(value.id)) continue;
      met.add(value.id);
      const first = seen.get(value.id);
      if (first !== undefined && first !== index) often.add(value.id);
      else seen.set(value.id, index);
      const state = states.get(value.id);
      if (state !== undefined) waiting.push(...listReferences(state));
    }
  }
  return often;
}

/** Returns the statements that bring an object to its current state. */
function broughtTo(
  state: ObjectState,
  names: Map<number, string>,
  objects: readonly ObjectState[],
  expression: (value: EncodedValue, isKept?: boolean) => string,
): readonly string[] {
  const name = names.get(state.id);
  if (name === undefined) return [];
  names.delete(state.id);
  const { shape } = state;
  void objects;
  const text = expression({ is: 'object', id: state.id }, false);
  names.set(state.id, name);
  switch (shape.kind) {
    case 'array':
      return [`${name}.splice(0, ${name}.length, ...${text});`];
    case 'regexp':
      return [`${name}.lastIndex = ${expression(shape.lastIndex)};`];
    case 'object':
      return [
        `for (const key of Object.keys(${name})) delete ${name}[key];`,
        `Object.assign(${name}, ${text});`,
      ];
    case 'map':
      return [`${name}.clear();`, `for (const [key, one] of ${text}) ${name}.set(key, one);`];
    case 'set':
      return [`${name}.clear();`, `for (const one of ${text}) ${name}.add(one);`];
    case 'bytes':
      return [`${name}.set(${text});`];
    case 'date':
      return [`${name}.setTime(${expression(shape.time)});`];
    default:
      return [];
  }
}

/** Assigns names to the objects in a call's result; returns true if there is anything to name. */
function nameResult(
  { outcome, after }: Call,
  name: string,
  names: Map<number, string>,
  inside: ReadonlySet<number>,
): boolean {
  if (!('value' in outcome)) return false;
  const states = new Map(after.map((state) => [state.id, state]));
  const waiting: (readonly [EncodedValue, string])[] = [[outcome.value, name]];
  for (const [value, path] of waiting) {
    if (!isReference(value)) continue;
    if (names.has(value.id) || !inside.has(value.id)) continue;
    names.set(value.id, path);
    const state = states.get(value.id);
    for (const { key, value: inner } of state?.properties ?? []) {
      if (typeof key === 'string' && inner !== null) {
        waiting.push([inner, `${path}[${JSON.stringify(key)}]`]);
      }
    }
    if (state?.shape.kind === 'array') {
      state.shape.items.forEach((item, index) => {
        waiting.push([item as EncodedValue, `${path}[${index}]`]);
      });
    }
  }
  return true;
}

/** True if a later call uses what this call produced. */
function isNeeded({ calls }: Session, index: number, { after }: Call): boolean {
  const text = JSON.stringify(
    calls.slice(index + 1).map(({ callee, self, given, before }) => [callee, self, given, before]),
  );
  return after.some(({ id }) => text.includes(`"id":${id}}`) || text.includes(`{"id":${id},`));
}
