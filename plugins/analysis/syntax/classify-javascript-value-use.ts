import type { SgNode } from '@ast-grep/napi';
import { isField } from './syntax-node-kinds-spans-and-children.ts';

/**
 * Use of a value at a place. `escapes`: it is passed on to a call, a field, a list or another name,
 * where it is not followed. Unknown uses count as `escapes`.
 */
export type Use = 'assigned' | 'read' | 'changed' | 'returned' | 'escapes';

const MUTATING_METHODS =
  /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear)$/u;
const READING_METHODS =
  /^(?:map|filter|forEach|slice|concat|includes|indexOf|lastIndexOf|join|find|findIndex|findLast|some|every|reduce|reduceRight|flatMap|flat|keys|values|entries|at|toSorted|toReversed|toString|get|has)$/u;
/** Functions that read their argument and store no reference to it. */
const READING_FUNCTIONS =
  /^(?:Math\.\w+|JSON\.stringify|Object\.(?:keys|values|entries)|console\.\w+|String|Number|Boolean|Array\.(?:isArray|from)|Set|Map|structuredClone)$/u;
const READING_NODES: ReadonlySet<unknown> = new Set([
  'unary_expression',
  'template_substitution',
  'if_statement',
  'while_statement',
  'spread_element',
  'expression_statement',
  'switch_statement',
  'do_statement',
]);
const SAME_VALUE_NODES: ReadonlySet<unknown> = new Set([
  'parenthesized_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
]);
const PARAMETER_NODES: ReadonlySet<unknown> = new Set([
  'formal_parameters',
  'required_parameter',
  'optional_parameter',
  'rest_pattern',
  'array_pattern',
  'assignment_pattern',
  'object_pattern',
]);

export function classifyJavaScriptValueUse(node: SgNode): Use {
  if (node.kind() === 'shorthand_property_identifier') return 'escapes';
  let member = outermostSameValue(node);
  const first = member.parent();
  let isMember = false;
  for (let up = first; up !== null && isField(up, 'object', member); up = member.parent()) {
    member = outermostSameValue(up);
    isMember = true;
  }
  if (first === null) return 'escapes';
  return isMember ? classifyMemberUse(member, node) : classifyDirectUse(member, first);
}

function outermostSameValue(node: SgNode): SgNode {
  let at = node;
  for (let up = at.parent(); up !== null && SAME_VALUE_NODES.has(up.kind()); up = at.parent())
    at = up;
  return at;
}

function classifyMemberUse(member: SgNode, node: SgNode): Use {
  const up = member.parent();
  if (up?.kind() === 'call_expression' && isField(up, 'function', member)) {
    const method = member.field('property')?.text() ?? '';
    if (MUTATING_METHODS.test(method)) return 'changed';
    const object = member.field('object');
    const isDirectReceiver =
      object !== null && object.range().end.index <= outermostSameValue(node).range().end.index;
    return isDirectReceiver && READING_METHODS.test(method) ? 'read' : 'escapes';
  }
  if (up === null) return 'escapes';
  const isDeleted = up.kind() === 'unary_expression' && up.text().startsWith('delete');
  const isTarget =
    isField(up, 'left', member) && String(up.kind()).endsWith('assignment_expression');
  if (isDeleted || isTarget || up.kind() === 'update_expression') return 'changed';
  return PARAMETER_NODES.has(up.kind()) ? 'changed' : 'read';
}

function classifyDirectUse(node: SgNode, parent: SgNode): Use {
  const kind = parent.kind();
  if (READING_NODES.has(kind)) return 'read';
  if (PARAMETER_NODES.has(kind)) return 'assigned';
  switch (kind) {
    case 'variable_declarator':
      if (isField(parent, 'name', node)) return 'assigned';
      return isPattern(parent.field('name')) ? 'read' : 'escapes';
    case 'assignment_expression':
      if (isField(parent, 'left', node)) return 'assigned';
      return isPattern(parent.field('left')) ? 'read' : 'escapes';
    case 'augmented_assignment_expression':
      return isField(parent, 'left', node) ? 'changed' : 'read';
    case 'update_expression':
      return 'changed';
    case 'for_in_statement':
      return isField(parent, 'left', node) ? 'assigned' : 'read';
    case 'arrow_function':
      return isField(parent, 'parameter', node) ? 'assigned' : 'returned';
    case 'return_statement':
    case 'yield_expression':
      return 'returned';
    case 'arguments':
      return classifyArgumentUse(parent.parent());
    case 'subscript_expression':
      return 'read';
    case 'ternary_expression':
      return isField(parent, 'condition', node) ? 'read' : 'escapes';
    case 'binary_expression':
      return classifyOperandUse(parent);
    default:
      return 'escapes';
  }
}

/** `a || b` yields one of its operands, unless the result is only tested for truth. */
function classifyOperandUse(node: SgNode): Use {
  if (!['&&', '||', '??'].includes(node.field('operator')?.text() ?? '')) return 'read';
  const at = outermostSameValue(node);
  const up = at.parent();
  if (up === null) return 'escapes';
  if (up.kind() === 'binary_expression') return classifyOperandUse(up);
  const isTestedOnly = READING_NODES.has(up.kind()) || isField(up, 'condition', at);
  return isTestedOnly ? 'read' : 'escapes';
}

function classifyArgumentUse(call: SgNode | null): Use {
  const callee = (call?.field('function') ?? call?.field('constructor'))?.text() ?? '';
  return READING_FUNCTIONS.test(callee) ? 'read' : 'escapes';
}

function isPattern(node: SgNode | null): boolean {
  return node?.kind() === 'object_pattern' || node?.kind() === 'array_pattern';
}
