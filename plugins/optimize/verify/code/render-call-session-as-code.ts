import {
  type Call,
  type CallbackCall,
  createObjectTimeline,
  findModuleObjects,
  outcomeValue,
  type Session,
} from '../sessions/recorded-call-session.ts';
import {
  type EncodedValue,
  isReference,
  type ObjectState,
  type ObjectStates,
} from '../values/encoded-value.ts';
import { listReferences } from '../values/object-contents.ts';
import {
  type RenderOptions,
  renderMember,
  renderValues,
} from './render-captured-values-as-code.ts';

export interface SessionCode {
  /** Statements before the last call. */
  readonly statements: readonly string[];
  readonly args: readonly string[];
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
  readonly forDisplay: (path: readonly string[]) => string;
}

interface CodeStyle {
  readonly exportName: (path: readonly string[]) => string;
  readonly callback: (id: number, calls: readonly Call[], name: string) => string;
}

export function renderSessionCode(session: Session, names: ExportNames): SessionCode {
  const code = renderCalls(session, {
    exportName: names.inCode,
    callback: (id, calls) => renderScriptedCallback(id, calls, names.inCode),
  });
  const display = renderCalls(session, {
    exportName: names.forDisplay,
    callback: (_, __, name) => name || 'callback',
  });
  const { last } = display;
  return {
    statements: code.statements,
    args: code.last.args,
    lastCall: renderLastCall(code.last),
    oneLine: [
      ...display.statements.map((statement) => statement.replace(/;$/u, '')),
      renderCall(last, { all: last.args.join(', '), first: last.args[0] ?? '' }),
    ].join('; '),
  };
}

/** Returns the last call as code that evaluates to its result; for a setter there is none. */
function renderLastCall(last: RenderedCalls['last']): string {
  const text = renderCall(last, { all: '...given', first: 'given[0]' });
  return last.kind === 'set' ? `void (${text})` : text;
}

/** Renders a call as code; getters and setters have no call syntax. */
function renderCall(
  { target, kind }: Pick<RenderedCalls['last'], 'target' | 'kind'>,
  { all, first }: { readonly all: string; readonly first: string },
): string {
  if (kind === 'get') return target;
  return kind === 'set' ? `${target} = ${first}` : `${target}(${all})`;
}

const NONE: ReadonlySet<number> = new Set();

interface RenderedCalls {
  readonly statements: readonly string[];
  readonly last: {
    /** Called function or accessor, as an expression. */
    readonly target: string;
    readonly args: readonly string[];
    readonly kind: Call['callee']['kind'];
  };
}

function renderCalls(session: Session, { exportName, callback }: CodeStyle): RenderedCalls {
  const { states, add, addAfter } = createObjectTimeline();
  const moduleObjects = findModuleObjects(session);
  const sharedObjects = findSharedObjects(session);
  const names = new Map<number, string>();
  const statements: string[] = [];
  let last: RenderedCalls['last'] = { target: '', args: [], kind: 'export' };
  let variables = 0;
  for (const [index, call] of session.calls.entries()) {
    const changed = call.before.filter(({ id }) => names.has(id) && states.has(id));
    add(call.before);
    const objects = [...states.values()];
    const options: RenderOptions = {
      exportName,
      variableOf: (id) => names.get(id),
      callback: (id, name) => callback(id, session.calls, name),
      inVariables: new Set([...sharedObjects].filter((id) => !moduleObjects.has(id))),
    };
    const render = (value: EncodedValue, inVariables = options.inVariables): string => {
      const snapshot = { values: [value], objects };
      const code = renderValues(snapshot, {
        ...options,
        inVariables,
        firstVariable: variables + 1,
      });
      variables += code.variables.size;
      for (const [id, name] of code.variables) names.set(id, name);
      statements.push(...code.statements);
      return code.expressions[0] ?? 'undefined';
    };
    for (const state of changed) statements.push(...renderStateChange(state, names, render));
    const args = call.given.map((value) => render(value));
    const target = renderCallTarget(call, exportName, render);
    if (index === session.calls.length - 1) {
      last = { target, args, kind: call.callee.kind };
      break;
    }
    const text = renderCall(
      { target, kind: call.callee.kind },
      { all: args.join(', '), first: args[0] ?? '' },
    );
    const result = `result${index + 1}`;
    const isNamed = nameResult(call, result, names, moduleObjects);
    const isAsync = call.outcome.type === 'resolved' || call.outcome.type === 'rejected';
    const line = `${isAsync ? 'await ' : ''}${text}`;
    const isFailure = call.outcome.type === 'threw' || call.outcome.type === 'rejected';
    if (isFailure) statements.push(`try { ${line}; } catch {}`);
    else if (isNamed && isNeeded(session, index, call))
      statements.push(`const ${result} = ${line};`);
    else statements.push(`${line};`);
    addAfter(call);
  }
  return { statements, last };
}

function renderCallTarget(
  { callee, construct, self }: Call,
  exportName: (path: readonly string[]) => string,
  render: (value: EncodedValue) => string,
): string {
  const start = construct ? 'new ' : '';
  const hasNoReceiver = typeof self === 'object' && self?.is === 'undefined';
  switch (callee.kind) {
    case 'export': {
      const name = exportName(callee.path);
      return hasNoReceiver || construct ? `${start}${name}` : `${name}.bind(${render(self)})`;
    }
    case 'method':
    case 'get':
    case 'set':
      return `${start}${render(callee.of)}${renderMember(callee.name)}`;
    case 'function':
      return `${start}${render(callee.of)}`;
  }
}

/** Returns the caller's objects that several calls refer to. */
function findSharedObjects({ calls }: Session): ReadonlySet<number> {
  const shared = new Set<number>();
  const known = new Set<number>();
  const states = new Map<number, ObjectState>();
  for (const call of calls) {
    for (const state of call.before) {
      states.set(state.id, state);
      // An object that is changed after it was passed needs a name for that.
      if (known.has(state.id)) shared.add(state.id);
    }
    const reached = new Set<number>();
    const queue: EncodedValue[] = [call.self, ...call.given];
    for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
      if (!isReference(value) || reached.has(value.id)) continue;
      reached.add(value.id);
      if (known.has(value.id)) shared.add(value.id);
      const state = states.get(value.id);
      if (state !== undefined) queue.push(...listReferences(state));
    }
    for (const id of reached) known.add(id);
  }
  return shared;
}

/** Returns statements that give an object its current state. */
function renderStateChange(
  state: ObjectState,
  names: Map<number, string>,
  render: (value: EncodedValue, inVariables?: ReadonlySet<number>) => string,
): readonly string[] {
  const name = names.get(state.id);
  if (name === undefined) return [];
  // Without its name, the object is rendered by its contents.
  names.delete(state.id);
  const { shape } = state;
  const text = render({ is: 'object', id: state.id }, NONE);
  names.set(state.id, name);
  switch (shape.kind) {
    case 'array':
      return [`${name}.splice(0, ${name}.length, ...${text});`];
    case 'regexp':
      return [`${name}.lastIndex = ${render(shape.lastIndex)};`];
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
      return [`${name}.setTime(${render(shape.time)});`];
    default:
      return [];
  }
}

/** Assigns names to the objects in a call's result; returns true if there is anything to name. */
function nameResult(
  { outcome, after }: Call,
  name: string,
  names: Map<number, string>,
  moduleObjects: ReadonlySet<number>,
): boolean {
  if (!('value' in outcome)) return false;
  const states = new Map(after.map((state) => [state.id, state]));
  const queue: (readonly [EncodedValue, string])[] = [[outcome.value, name]];
  for (const [value, path] of queue) {
    if (!isReference(value)) continue;
    if (names.has(value.id) || !moduleObjects.has(value.id)) continue;
    names.set(value.id, path);
    const state = states.get(value.id);
    for (const { key, value: inner } of state?.properties ?? []) {
      if (typeof key === 'string' && inner !== null) {
        queue.push([inner, `${path}[${JSON.stringify(key)}]`]);
      }
    }
    if (state?.shape.kind === 'array') {
      state.shape.items.forEach((item, index) => {
        queue.push([item as EncodedValue, `${path}[${index}]`]);
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

/** Returns a function argument as code: it reports its arguments to `seen`, answers as captured. */
function renderScriptedCallback(
  id: number,
  calls: readonly Call[],
  exportName: (path: readonly string[]) => string,
): string {
  const states = new Map<number, ObjectState>();
  const answers: string[] = [];
  for (const call of calls) {
    for (const state of call.before) states.set(state.id, state);
    for (const callback of call.callbacks) {
      for (const state of [...callback.before, ...callback.after]) states.set(state.id, state);
      if (callback.of === id) answers.push(renderAnswer(callback, states, exportName));
    }
  }
  return `scripted(seen, [${answers.join(', ')}])`;
}

function renderAnswer(
  { given, outcome }: CallbackCall,
  states: ObjectStates,
  exportName: (path: readonly string[]) => string,
): string {
  const { expressions } = renderValues(
    { values: [...given, outcomeValue(outcome)], objects: [...states.values()] },
    { exportName, variableOf: () => undefined },
  );
  const args = expressions.slice(0, -1).join(', ');
  const answer = outcome.type === 'pending' ? '' : `, ${outcome.type}: ${expressions.at(-1)}`;
  return `{ given: [${args}]${answer === '' ? ', pending: true' : answer} }`;
}
