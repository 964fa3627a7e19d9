import {
  type EncodedProperty,
  type EncodedValue,
  isHole,
  isReference,
  type ObjectState,
  type ObjectStates,
  type Prototype,
} from '../values/encoded-value.ts';
import { listReferences } from '../values/object-contents.ts';

export interface RenderedCode {
  /** Statements that have to come first: objects with several references or in a cycle. */
  readonly statements: readonly string[];
  readonly expressions: readonly string[];
  /** Variables declared by the statements, by the id of their object. */
  readonly variables: ReadonlyMap<number, string>;
}

export interface RenderOptions {
  /** Name of the variable for an object; undefined if there is none. */
  readonly variableOf?: (id: number) => string | undefined;
  readonly exportName?: (path: readonly string[]) => string;
  /** Returns a function that was passed as an argument as code; default: `function name() {}`. */
  readonly callback?: (id: number, name: string) => string;
  /** Set to render an object again at each reference, which people read best. */
  readonly isInline?: boolean;
  /** Objects that need a variable, however often they are referred to. */
  readonly inVariables?: ReadonlySet<number>;
  /** First number of the variables. Default 1. */
  readonly firstVariable?: number;
}

interface Writer {
  readonly states: ObjectStates;
  readonly variables: Map<number, string>;
  readonly statements: string[];
  /** Objects that are being rendered. */
  readonly open: Set<number>;
  readonly repeated: ReadonlySet<number>;
  readonly options: RenderOptions;
}

/** Renders values as code. An object without a recorded state is rendered as `{}`. */
export function renderValues(
  snapshot: { readonly values: readonly EncodedValue[]; readonly objects: readonly ObjectState[] },
  options: RenderOptions = {},
): RenderedCode {
  const states = new Map(snapshot.objects.map((object) => [object.id, object]));
  const writer: Writer = {
    states,
    variables: new Map(),
    statements: [],
    open: new Set(),
    repeated:
      options.isInline === true
        ? new Set()
        : new Set([...findRepeated(snapshot.values, states), ...(options.inVariables ?? [])]),
    options,
  };
  const expressions = snapshot.values.map((value) => renderValue(value, writer));
  return { statements: writer.statements, expressions, variables: writer.variables };
}

function findRepeated(values: readonly EncodedValue[], states: ObjectStates): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  const waiting = [...values];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (!isReference(value)) continue;
    if (seen.has(value.id)) {
      repeated.add(value.id);
      continue;
    }
    seen.add(value.id);
    const state = states.get(value.id);
    if (state !== undefined) waiting.push(...listReferences(state));
  }
  return repeated;
}

function renderValue(value: EncodedValue, writer: Writer): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  switch (value.is) {
    case 'undefined':
    case 'omitted':
      return 'undefined';
    case 'number':
      return value.text;
    case 'bigint':
      return `${value.text}n`;
    case 'symbol': {
      if (value.of === 'well-known') return `Symbol.${value.name}`;
      return `Symbol${value.of === 'registered' ? '.for' : ''}(${JSON.stringify(value.name)})`;
    }
    case 'object':
      return renderObject(value.id, writer);
  }
}

function renderObject(id: number, writer: Writer): string {
  const { states, variables, options, open, repeated, statements } = writer;
  const known = options.variableOf?.(id) ?? variables.get(id);
  if (known !== undefined) return known;
  const state = states.get(id);
  if (state === undefined) return '{}';
  if (open.has(id)) {
    // Circular reference: it is set once the object exists.
    return '/* itself */ undefined';
  }
  open.add(id);
  const text = renderState(state, writer);
  open.delete(id);
  if (!repeated.has(id) || needsNoVariable(state)) return text;
  const name = `value${(options.firstVariable ?? 1) + variables.size}`;
  variables.set(id, name);
  statements.push(`const ${name} = ${text};`);
  return name;
}

/** True for exported and global functions, which need no variable. */
function needsNoVariable({ shape }: ObjectState): boolean {
  return shape.kind === 'function' && (shape.export !== undefined || shape.global !== undefined);
}

function renderState(state: ObjectState, writer: Writer): string {
  const text = addProperties(state, renderKind(state, writer), writer);
  if (state.closed === undefined || state.shape.kind === 'function') return text;
  const close = { frozen: 'freeze', sealed: 'seal', inextensible: 'preventExtensions' };
  return `Object.${close[state.closed]}(${text})`;
}

function renderKind(state: ObjectState, writer: Writer): string {
  const { shape } = state;
  const inner = (value: EncodedValue): string => renderValue(value, writer);
  switch (shape.kind) {
    case 'object':
      return renderPlain(state, shape.prototype, writer);
    case 'array': {
      const items = shape.items.map((item) => (isHole(item) ? '' : inner(item))).join(', ');
      const last = shape.items.at(-1);
      return `[${items}${last !== undefined && isHole(last) ? ',' : ''}]`;
    }
    case 'map':
      return `new Map([${shape.entries.map(([key, value]) => `[${inner(key)}, ${inner(value)}]`).join(', ')}])`;
    case 'set':
      return `new Set([${shape.items.map(inner).join(', ')}])`;
    case 'date':
      return `new Date(${inner(shape.time)})`;
    case 'regexp': {
      const text = `new RegExp(${JSON.stringify(shape.source)}, ${JSON.stringify(shape.flags)})`;
      if (shape.lastIndex === 0) return text;
      return `Object.assign(${text}, { lastIndex: ${inner(shape.lastIndex)} })`;
    }
    case 'error': {
      const message = state.properties.find(({ key }) => key === 'message')?.value ?? '';
      return `new ${shape.type}(${inner(message)})`;
    }
    case 'boxed':
      return `Object(${inner(shape.value)})`;
    case 'url':
      return `new URL(${JSON.stringify(shape.href)})`;
    case 'bytes':
      return shape.type === 'Buffer'
        ? `Buffer.from(${JSON.stringify(shape.base64)}, 'base64')`
        : `new ${shape.type}(new Uint8Array(Buffer.from(${JSON.stringify(shape.base64)}, 'base64')).buffer)`;
    case 'promise': {
      if (shape.outcome === undefined) return 'new Promise(() => {})';
      return shape.outcome.type === 'resolved'
        ? `Promise.resolve(${inner(shape.outcome.value)})`
        : `Promise.reject(${inner(shape.outcome.error)})`;
    }
    case 'function':
      if (shape.global !== undefined) return shape.global;
      if (shape.export !== undefined) {
        return writer.options.exportName?.(shape.export) ?? shape.export.join('.');
      }
      return (
        writer.options.callback?.(state.id, shape.name) ??
        `function ${IDENTIFIER.test(shape.name) ? shape.name : ''}() {}`
      );
    case 'iterator':
      return `/* ${shape.type} */ [][Symbol.iterator]()`;
    case 'opaque':
      return `/* ${shape.type} */ {}`;
  }
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/u;

/** Returns code that reads a property of the expression before it. */
export function renderMember(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function renderPlain(state: ObjectState, prototype: Prototype, writer: Writer): string {
  const plain = state.properties.filter(isLiteralProperty);
  const fields = plain.map(
    ({ key, value }) => `${renderKey(key, writer)}: ${renderValue(value, writer)}`,
  );
  const literal = fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  if (prototype.of === 'global' && prototype.name === 'Object') return literal;
  if (prototype.of === 'null') return `{ ${['__proto__: null', ...fields].join(', ')} }`;
  const { exportName = (path) => path.join('.') } = writer.options;
  const base = prototype.of === 'export' ? exportName(prototype.path) : prototype.name || 'Object';
  const made = `Object.create(${base}.prototype)`;
  return fields.length === 0 ? made : `Object.assign(${made}, ${literal})`;
}

function isLiteralProperty({ get, hidden, readOnly }: EncodedProperty): boolean {
  return get === undefined && hidden === undefined && readOnly === undefined;
}

function renderKey(key: EncodedProperty['key'], writer: Writer): string {
  if (typeof key !== 'string') return `[${renderValue(key, writer)}]`;
  // As a plain key it would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return IDENTIFIER.test(key) ? key : JSON.stringify(key);
}

function addProperties(state: ObjectState, text: string, writer: Writer): string {
  const { shape, properties } = state;
  if (shape.kind === 'function' || shape.kind === 'opaque') return text;
  const rest = properties.filter(
    (property) =>
      !(shape.kind === 'object' && isLiteralProperty(property)) &&
      !(shape.kind === 'error' && property.key === 'message'),
  );
  if (rest.length === 0) return text;
  const fields = rest.map(
    (other) => `${renderKey(other.key, writer)}: ${renderDescriptor(other, writer)}`,
  );
  return `Object.defineProperties(${text}, { ${fields.join(', ')} })`;
}

function renderDescriptor(property: EncodedProperty, writer: Writer): string {
  const { value, get, hidden, readOnly, permanent } = property;
  const parts = [
    get === undefined ? `value: ${renderValue(value, writer)}` : `get: ${renderValue(get, writer)}`,
    ...(hidden === undefined ? ['enumerable: true'] : []),
    ...(permanent === undefined ? ['configurable: true'] : []),
    ...(get === undefined && readOnly === undefined ? ['writable: true'] : []),
  ];
  return `{ ${parts.join(', ')} }`;
}
