import type { SgNode } from '@ast-grep/napi';
import { classifyJavaScriptValueUse, type Use } from './classify-javascript-value-use.ts';
import { scopeOf } from './function-nodes.ts';
import { isField, type Language } from './syntax-node-kinds-spans-and-children.ts';

interface LocalUse {
  readonly use: Use;
  readonly node: SgNode;
}

/** Every use of a name in a function, in the order of the text. */
export function usesOf(name: string, scope: SgNode, language: Language): readonly LocalUse[] {
  const kinds =
    language === 'python' ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  const regex = `^${name.replaceAll('$', '\\$')}$`;
  const found = scope.findAll({ rule: { any: kinds.map((kind) => ({ kind, regex })) } });
  return found.flatMap((node): readonly LocalUse[] => {
    const use = useOf(node, language);
    if (use === null) return [];
    const isHere = scopeOf(node).id() === scope.id();
    return [{ use: isHere ? use : useElsewhere(use, node), node }];
  });
}

/** Classifies the use of an expression's value; null: no value, e.g. a keyword argument's name. */
export function useOf(node: SgNode, language: Language): Use | null {
  return language === 'python' ? classifyPythonValueUse(node) : classifyJavaScriptValueUse(node);
}

/** Classifies a use in an inner function, which may run any time; array callbacks run at once. */
function useElsewhere(use: Use, node: SgNode): Use {
  if (use === 'changed' || use === 'assigned') return 'changed';
  const inner = scopeOf(node);
  const isCallback = inner.parent()?.kind() === 'arguments';
  return isCallback && use === 'read' && ARRAY_CALLBACKS.test(calleeAround(inner))
    ? 'read'
    : 'escapes';
}

const ARRAY_CALLBACKS =
  /\.(?:map|filter|forEach|find|findIndex|findLast|some|every|reduce|flatMap|sort|toSorted)$/u;

function calleeAround(callback: SgNode): string {
  return callback.parent()?.parent()?.field('function')?.text() ?? '';
}

/** Methods of lists, dictionaries, sets and byte arrays that change them. */
const CHANGERS =
  /^(?:append|extend|insert|remove|pop|popitem|clear|sort|reverse|update|setdefault|add|discard|appendleft|popleft|rotate|difference_update|intersection_update)$/u;
const READERS =
  /^(?:get|items|keys|values|copy|index|count|issubset|issuperset|isdisjoint|union|intersection|difference|startswith|endswith)$/u;
/** Builtins that read their argument and store no reference to it. */
const LOOKERS =
  /^(?:len|sorted|sum|min|max|any|all|enumerate|zip|range|print|str|repr|set|frozenset|tuple|list|dict|isinstance|bool|reversed|json\.dumps)$/u;
/** Methods that read the elements of their argument. */
const TAKERS = /\.(?:join|extend|update|union|intersection|difference|issubset|issuperset)$/u;
const LOOKED_AT: ReadonlySet<unknown> = new Set([
  'comparison_operator',
  'not_operator',
  'binary_operator',
  'unary_operator',
  'interpolation',
  'if_statement',
  'elif_clause',
  'while_statement',
  'assert_statement',
  'if_clause',
  'list_splat',
  'dictionary_splat',
  'format_expression',
  'expression_statement',
]);
const BOUND: ReadonlySet<unknown> = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'as_pattern_target',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'parameters',
  'typed_parameter',
  'lambda_parameters',
]);

/** Classifies the use of a Python expression's value; null if the name is not a value. */
function classifyPythonValueUse(node: SgNode): Use | null {
  const parent = node.parent();
  if (parent === null) return 'escapes';
  if (isField(parent, 'attribute', node) || isField(parent, 'name', node)) {
    return parent.kind() === 'attribute' || parent.kind() === 'keyword_argument'
      ? null
      : 'assigned';
  }
  const [at, isMember] = chainFrom(node);
  return isMember ? memberUse(at, node) : plainUse(at, parent);
}

/** Extends `x` to the whole chain, such as `x.a[0].b`. */
function chainFrom(node: SgNode): readonly [SgNode, boolean] {
  let at = node;
  for (let up = at.parent(); up !== null; up = at.parent()) {
    if (!isField(up, 'object', at) && !(up.kind() === 'subscript' && isField(up, 'value', at)))
      break;
    at = up;
  }
  return [at, at.id() !== node.id()];
}

function memberUse(at: SgNode, node: SgNode): Use {
  const up = at.parent();
  if (up?.kind() === 'call' && isField(up, 'function', at)) {
    const method = at.field('attribute')?.text() ?? '';
    if (CHANGERS.test(method)) return 'changed';
    const isOwn = at.field('object')?.id() === node.id();
    return isOwn && READERS.test(method) ? 'read' : 'escapes';
  }
  const isTarget =
    up !== null &&
    (isField(up, 'left', at) || ['delete_statement', 'pattern_list'].includes(String(up.kind())));
  if (isTarget) return 'changed';
  const inDeletion = up?.kind() === 'expression_list' && up.parent()?.kind() === 'delete_statement';
  return inDeletion ? 'changed' : 'read';
}

function plainUse(at: SgNode, parent: SgNode): Use {
  const kind = parent.kind();
  if (BOUND.has(kind)) return 'assigned';
  if (LOOKED_AT.has(kind)) return 'read';
  switch (kind) {
    case 'assignment':
      if (isField(parent, 'left', at)) return 'assigned';
      return BOUND.has(parent.field('left')?.kind()) ? 'read' : 'escapes';
    case 'augmented_assignment':
      return isField(parent, 'left', at) ? 'changed' : 'read';
    case 'for_statement':
    case 'for_in_clause':
      return isField(parent, 'left', at) ? 'assigned' : 'read';
    case 'return_statement':
    case 'yield':
      return 'returned';
    case 'argument_list':
      return handedTo(parent.parent());
    case 'keyword_argument':
      return handedTo(parent.parent()?.parent() ?? null);
    case 'conditional_expression':
      return parent
        .children()
        .filter((child) => child.isNamed())[1]
        ?.id() === at.id()
        ? 'read'
        : 'escapes';
    case 'boolean_operator':
    case 'parenthesized_expression': {
      const above = parent.parent();
      return above === null ? 'escapes' : plainUse(parent, above);
    }
    case 'delete_statement':
      return 'assigned';
    default:
      return 'escapes';
  }
}

function handedTo(call: SgNode | null): Use {
  const callee = call?.field('function')?.text() ?? '';
  return LOOKERS.test(callee) || TAKERS.test(callee) ? 'read' : 'escapes';
}
