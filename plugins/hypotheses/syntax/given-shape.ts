import type { SgNode } from '@ast-grep/napi';
import type { Binding, Bindings } from './bindings.ts';
import { argumentsOf, isExported, kindOf, nodesOf } from './nodes.ts';
import type { Shape } from './shape.ts';

/** What the calls of a function give its parameter at a place; null: they differ, or are not all known. */
export type GivenShape = (owner: SgNode, place: number) => Shape | null;

/** Reads the calls of functions that nobody outside of the file can get hold of. */
export function createGivenShape(
  root: SgNode,
  bindings: Bindings,
  of: (node: SgNode) => Shape | null,
): GivenShape {
  // Functions that call each other would be asked for in circles.
  const known = new Map<string, Shape | null>();
  return (owner, place) => {
    const key = `${owner.id()}/${place}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, null);
    const calls = callsOf(owner, root, bindings);
    const shape = calls === null ? null : commonShape(calls, place, of);
    known.set(key, shape);
    return shape;
  };
}

/** Every call of a function; null: something else has it too. */
function callsOf(owner: SgNode, root: SgNode, bindings: Bindings): readonly SgNode[] | null {
  const binding = bindingOf(owner, bindings);
  if (binding === null || binding.writes.length > 0 || !isPrivate(binding, root)) return null;
  const calls = binding.references.map((one) => {
    const parent = one.parent();
    const isCall = parent !== null && kindOf(parent) === 'call_expression';
    return isCall && parent.field('function')?.id() === one.id() ? parent : null;
  });
  return calls.includes(null) ? null : calls.filter((one) => one !== null);
}

function bindingOf(owner: SgNode, bindings: Bindings): Binding | null {
  const parent = owner.parent();
  const isConst = parent !== null && kindOf(parent) === 'variable_declarator';
  const isDeclared = kindOf(owner) === 'function_declaration';
  const name = isConst ? parent.field('name') : isDeclared ? owner.field('name') : null;
  const binding = name === null ? null : bindings.of(name);
  return binding?.kind === 'function' || binding?.kind === 'const' ? binding : null;
}

/** What is named outside of functions is everybody's where the file is no module. */
function isPrivate({ declaration, scope }: Binding, root: SgNode): boolean {
  if (isExported(declaration)) return false;
  return scope.end !== Number.POSITIVE_INFINITY || isModule(root);
}

function isModule(root: SgNode): boolean {
  if (nodesOf(root, 'import_statement', 'export_statement').length > 0) return true;
  return nodesOf(root, 'identifier').some((one) =>
    /^(?:module|exports|require)$/u.test(one.text()),
  );
}

function commonShape(
  calls: readonly SgNode[],
  place: number,
  of: (node: SgNode) => Shape | null,
): Shape | null {
  const shapes = calls.map((call) => {
    const given = argumentsOf(call).slice(0, place + 1);
    const isSpread = given.some((one) => kindOf(one) === 'spread_element');
    const own = given[place];
    return own === undefined || isSpread ? null : of(own);
  });
  return shapes.reduce<Shape | null>(
    (common, one, index) => (index === 0 ? one : both(common, one)),
    null,
  );
}

/** What holds of either. */
function both(one: Shape | null, other: Shape | null): Shape | null {
  if (one === null || one.kind !== other?.kind) return null;
  if (one.kind === 'array' && other.kind === 'array') {
    const element = both(one.element, other.element);
    return { kind: 'array', element, isDense: one.isDense && other.isDense };
  }
  if ((one.kind === 'set' || one.kind === 'map') && other.kind === one.kind) {
    return { kind: one.kind, element: both(one.element, other.element) };
  }
  if (one.kind === 'entry' && other.kind === 'entry') {
    return { kind: 'entry', key: both(one.key, other.key), value: both(one.value, other.value) };
  }
  if (one.kind === 'object' && other.kind === 'object') {
    const fields = [...one.fields].flatMap(([name, shape]) =>
      other.fields.has(name) ? [[name, both(shape, other.fields.get(name) ?? null)] as const] : [],
    );
    return { kind: 'object', fields: new Map(fields) };
  }
  return one;
}
