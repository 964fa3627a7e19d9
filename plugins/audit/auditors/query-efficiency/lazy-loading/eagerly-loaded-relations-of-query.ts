import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, pythonLiteral } from '../../../../analysis/index.ts';

/** Relations that a query loads along with its rows. */
export interface EagerRelations {
  /** Relation paths with dots: `order.customer`; `order.*` stands for all relations below. */
  readonly paths: ReadonlySet<string>;
  /** Set when every relation to a single row is loaded: `select_related()`. */
  readonly isEveryOne: boolean;
  /** Set when the loaded relations are computed and cannot be determined. */
  readonly isUnknown: boolean;
}

/** Loads only the rows themselves. */
export const NO_EAGER_RELATIONS: EagerRelations = {
  paths: new Set(),
  isEveryOne: false,
  isUnknown: false,
};
const UNKNOWN: EagerRelations = { ...NO_EAGER_RELATIONS, isUnknown: true };
const EVERY_ONE: EagerRelations = { ...NO_EAGER_RELATIONS, isEveryOne: true };

/** SQLAlchemy loader options that rule out loading on demand. */
const LOADS =
  /(?:^|\.)(?:joinedload|selectinload|subqueryload|immediateload|contains_eager|raiseload|noload|defaultload|selectin_polymorphic)$/u;
const NARROWS = /(?:^|\.)(?:load_only|defer|undefer|with_loader_criteria|lazyload|Load)$/u;

/** Merges relations that are loaded for the same rows. */
export function mergeEagerRelations(some: readonly EagerRelations[]): EagerRelations {
  return {
    paths: new Set(some.flatMap(({ paths }) => [...paths])),
    isEveryOne: some.some((eager) => eager.isEveryOne),
    isUnknown: some.some((eager) => eager.isUnknown),
  };
}

/** Reads a method's loads: `select_related('customer')`, `options(selectinload(Order.lines))`. */
export function readEagerRelations(method: string, call: SgNode): EagerRelations {
  const given = argumentsOf(call);
  if (method === 'select_related' && given.length === 0) return EVERY_ONE;
  if (method === 'select_related' || method === 'prefetch_related') {
    return mergeEagerRelations(given.map(ofDjango));
  }
  return method === 'options' ? mergeEagerRelations(given.map(ofOption)) : NO_EAGER_RELATIONS;
}

/** Reads `'lines__product'` and `Prefetch('lines', …)`; unknown without a literal name. */
function ofDjango(node: SgNode): EagerRelations {
  const isPrefetch =
    node.kind() === 'call' && /Prefetch$/u.test(node.field('function')?.text() ?? '');
  const given = isPrefetch ? argumentsOf(node) : [];
  const lookup = given
    .find((argument) => argument.field('name')?.text() === 'lookup')
    ?.field('value');
  const named = isPrefetch ? (lookup ?? given[0]) : node;
  const text = named === undefined ? undefined : pythonLiteral(named);
  if (typeof text !== 'string') return node.kind() === 'none' ? NO_EAGER_RELATIONS : UNKNOWN;
  const inner = given.find(
    (argument) => argument.field('name')?.text() === 'queryset' || argument === given[1],
  );
  const parts = text.split('__');
  return {
    ...NO_EAGER_RELATIONS,
    paths: new Set(parts.map((_, at) => parts.slice(0, at + 1).join('.'))),
    // Rows of an explicit queryset have the eager relations of that queryset.
    isUnknown: inner !== undefined && /_related\b|\b[a-z_]\w*$/u.test(inner.text()),
  };
}

/** `joinedload(Order.customer).selectinload(Customer.team)`. */
function ofOption(node: SgNode): EagerRelations {
  const steps: string[] = [];
  for (let at: SgNode | null = node; at?.kind() === 'call'; ) {
    const callee: SgNode | null = at.field('function');
    const name = callee?.text() ?? '';
    const method = callee?.field('attribute')?.text() ?? name;
    if (LOADS.test(method)) {
      const names = argumentsOf(at).flatMap((argument) => relationNamed(argument) ?? []);
      if (names.length === 0 || names.includes('*')) return UNKNOWN;
      steps.unshift(...names);
    } else if (!NARROWS.test(method)) return UNKNOWN;
    at = callee?.field('object') ?? null;
  }
  if (node.kind() !== 'call') return UNKNOWN;
  return {
    ...NO_EAGER_RELATIONS,
    paths: new Set(steps.map((_, at) => steps.slice(0, at + 1).join('.'))),
  };
}

/** `Order.customer`, `'customer'`, `Order.lines.of_type(…)`. */
function relationNamed(node: SgNode): string | null {
  if (node.kind() === 'keyword_argument') return null;
  const literal = pythonLiteral(node);
  if (typeof literal === 'string') return literal;
  const plain = node.kind() === 'call' ? node.field('function')?.field('object') : node;
  return plain?.field('attribute')?.text() ?? null;
}
