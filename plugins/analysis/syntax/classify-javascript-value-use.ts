import type { SgNode } from '@ast-grep/napi';
import { isField } from './syntax-node-kinds-spans-and-children.ts';
import type { Use } from './value-use-kind.ts';

/** Methods of arrays, maps and sets that change them. */
const CHANGERS =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear)$/u;
const READERS =
  /^(?:map|filter|forEach|slice|concat|includes|indexOf|lastIndexOf|join|find|findIndex|findLast|some|every|reduce|reduceRight|flatMap|flat|keys|values|entries|at|toSorted|toReversed|toString|get|has)$/u;
/** Functions that read their argument and store no reference to it. */
const LOOKERS =
  /^(?:Math\.\w+|JSON\.stringify|Object\.(?:keys|values|entries)|console\.\w+|String|Number|Boolean|Array\.(?:isArray|from)|Set|Map|structuredClone)$/u;
const LOOKED_AT: ReadonlySet<unknown> = new Set([
  'unary_expression',
  'template_substitution',
  'if_statement',
  'while_statement',
  'spread_element',
  'expression_statement',
  'switch_statement',
  'do_statement',
]);
/** Kinds of nodes around an expression with the same value. */
const TRANSPARENT: ReadonlySet<unknown> = new Set([
  'parenthesized_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
]);
const PARAMETERS: ReadonlySet<unknown> = new Set([
  'formal_parameters',
  'required_parameter',
  'optional_parameter',
  'rest_pattern',
  'array_pattern',
  'assignment_pattern',
  'object_pattern',
]);

/** Use of the value of an expression of JavaScript or TypeScript. */
export function classifyJavaScriptValueUse(node: SgNode): Use {
  if (node.kind() === 'shorthand_property_identifier') return 'escapes';
  let at = through(node);
  const first = at.parent();
  let isMember = false;
  for (let up = first; up !== null && isField(up, 'object', at); up = at.parent()) {
    at = through(up);
    isMember = true;
  }
  if (first === null) return 'escapes';
  return isMember ? memberUse(at, node) : plainUse(at, first);
}

function through(node: SgNode): SgNode {
  let at = node;
  for (let up = at.parent(); up !== null && TRANSPARENT.has(up.kind()); up = at.parent()) at = up;
  return at;
}

function memberUse(at: SgNode, node: SgNode): Use {
  const up = at.parent();
  if (up?.kind() === 'call_expression' && isField(up, 'function', at)) {
    const method = at.field('property')?.text() ?? '';
    if (CHANGERS.test(method)) return 'changed';
    const object = at.field('object');
    const isOwn = object !== null && object.range().end.index <= through(node).range().end.index;
    return isOwn && READERS.test(method) ? 'read' : 'escapes';
  }
  if (up === null) return 'escapes';
  const isDeleted = up.kind() === 'unary_expression' && up.text().startsWith('delete');
  const isTarget = isField(up, 'left', at) && String(up.kind()).endsWith('assignment_expression');
  if (isDeleted || isTarget || up.kind() === 'update_expression') return 'changed';
  return PARAMETERS.has(up.kind()) ? 'changed' : 'read';
}

function plainUse(at: SgNode, parent: SgNode): Use {
  const kind = parent.kind();
  if (LOOKED_AT.has(kind)) return 'read';
  if (PARAMETERS.has(kind)) return 'assigned';
  switch (kind) {
    case 'variable_declarator':
      if (isField(parent, 'name', at)) return 'assigned';
      return isPattern(parent.field('name')) ? 'read' : 'escapes';
    case 'assignment_expression':
      if (isField(parent, 'left', at)) return 'assigned';
      return isPattern(parent.field('left')) ? 'read' : 'escapes';
    case 'augmented_assignment_expression':
      return isField(parent, 'left', at) ? 'changed' : 'read';
    case 'update_expression':
      return 'changed';
    case 'for_in_statement':
      return isField(parent, 'left', at) ? 'assigned' : 'read';
    case 'arrow_function':
      return isField(parent, 'parameter', at) ? 'assigned' : 'returned';
    case 'return_statement':
    case 'yield_expression':
      return 'returned';
    case 'arguments':
      return handedTo(parent.parent());
    case 'subscript_expression':
      return 'read';
    case 'ternary_expression':
      return isField(parent, 'condition', at) ? 'read' : 'escapes';
    case 'binary_expression':
      return binaryUse(parent);
    default:
      return 'escapes';
  }
}

/** `a || b` yields one of its operands, unless the result is only tested for truth. */
function binaryUse(node: SgNode): Use {
  if (!['&&', '||', '??'].includes(node.field('operator')?.text() ?? '')) return 'read';
  const at = through(node);
  const up = at.parent();
  if (up === null) return 'escapes';
  if (up.kind() === 'binary_expression') return binaryUse(up);
  const isAsked = LOOKED_AT.has(up.kind()) || isField(up, 'condition', at);
  return isAsked ? 'read' : 'escapes';
}

function handedTo(call: SgNode | null): Use {
  const callee = (call?.field('function') ?? call?.field('constructor'))?.text() ?? '';
  return LOOKERS.test(callee) ? 'read' : 'escapes';
}

function isPattern(node: SgNode | null): boolean {
  return node?.kind() === 'object_pattern' || node?.kind() === 'array_pattern';
}
