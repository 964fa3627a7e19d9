import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode, pythonLiteral } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Paths of relations that a query loads along with its rows: `order.customer`, `order.*`. */
export type EagerRelations = ReadonlySet<string>;

/** Stands for all relations of a row, also where the loaded relations are unknown. */
export const EVERY_RELATION = '*';
const UNKNOWN: EagerRelations = new Set([EVERY_RELATION]);
const NONE: EagerRelations = new Set();

/** SQLAlchemy loader options that rule out loading on demand. */
const LOADS =
  /^(?:joinedload|selectinload|subqueryload|immediateload|contains_eager|raiseload|noload)$/u;
/** Options that choose columns of a row. */
const COLUMNS = /^(?:load_only|defer|undefer)$/u;
const EAGER_CALLS = {
  kind: 'call',
  has: { field: 'function', regex: '(?:select_related|prefetch_related|options)$' },
};

export function mergeEagerRelations(some: readonly EagerRelations[]): EagerRelations {
  return new Set(some.flatMap((eager) => [...eager]));
}

/** Reads a method's loads: `select_related('customer')`, `options(selectinload(Order.lines))`. */
export function readEagerRelations(method: string, call: SgNode): EagerRelations {
  const given = argumentsOf(call);
  if (method === 'options') return mergeEagerRelations(given.map(readLoaderOption));
  return /^(?:select|prefetch)_related$/u.test(method)
    ? mergeEagerRelations(given.map(readLookup))
    : NONE;
}

/** Reads `'lines__product'` and `Prefetch('lines', …)`; unknown without a literal name. */
function readLookup(node: SgNode): EagerRelations {
  const isPrefetch = /Prefetch$/u.test(node.field('function')?.text() ?? '');
  const lookup = isPrefetch ? argumentsOf(node)[0] : node;
  const text = lookup === undefined ? undefined : pythonLiteral(lookup);
  if (typeof text !== 'string') return UNKNOWN;
  const paths = prefixesOf(text.split('__'));
  // Rows of an explicit queryset have the eager relations of that queryset.
  return isPrefetch && argumentsOf(node).length > 1 ? new Set([...paths, EVERY_RELATION]) : paths;
}

/** Reads `joinedload(Order.customer).selectinload(Customer.team)`. */
function readLoaderOption(node: SgNode): EagerRelations {
  const steps: string[] = [];
  for (let at: SgNode | null = node; at?.kind() === 'call'; ) {
    const callee: SgNode | null = at.field('function');
    const method = (callee?.field('attribute') ?? callee)?.text() ?? '';
    if (LOADS.test(method)) {
      const names = argumentsOf(at).flatMap(
        (argument) => argument.field('attribute')?.text() ?? [],
      );
      if (names.length === 0) return UNKNOWN;
      steps.unshift(...names);
    } else if (!COLUMNS.test(method)) return UNKNOWN;
    at = callee?.field('object') ?? null;
  }
  return node.kind() === 'call' ? prefixesOf(steps) : UNKNOWN;
}

function prefixesOf(steps: readonly string[]): EagerRelations {
  return new Set(steps.map((_, at) => steps.slice(0, at + 1).join('.')));
}

const readProjectRelations = once<ProjectCode, EagerRelations>((code) =>
  mergeEagerRelations(
    code.sources.flatMap((file) => {
      const text = file.endsWith('.py') ? (code.textOf(file) ?? '') : '';
      const hasCalls = /\b(?:select_related|prefetch_related|options)\(/u.test(text);
      const calls = hasCalls ? (code.syntaxOf(file)?.findAll({ rule: EAGER_CALLS }) ?? []) : [];
      return calls.map((call) =>
        readEagerRelations(call.field('function')?.field('attribute')?.text() ?? '', call),
      );
    }),
  ),
);

/**
 * Returns relations that any query of the project loads behind `relation`, since the query that
 * loaded the row itself is unknown here.
 */
export function findProjectEagerRelations({ code }: AuditedCode, relation: string): EagerRelations {
  const behind = [...readProjectRelations(code)].flatMap((path) => {
    const steps = path.split('.');
    const at = steps.indexOf(relation);
    return at === -1 ? [] : [steps.slice(at + 1).join('.')];
  });
  return new Set(behind);
}
