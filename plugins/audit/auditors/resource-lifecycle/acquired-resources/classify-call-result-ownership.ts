import type { SgNode } from '@ast-grep/napi';

/** Destination of the value that a call returns. */
export type ResultDestination =
  /** A variable of the function. */
  | { readonly type: 'name'; readonly name: string }
  /** Head of a `with`, or a declaration with `using`: released in every case. */
  | { readonly type: 'managed' }
  /** Out of the function: returned, a field, an argument. */
  | { readonly type: 'handed on'; readonly why: string }
  /** Used in place and then unreachable: `open(path).read()`. */
  | { readonly type: 'lost' };

/** Nodes that evaluate to a node inside them. */
const TRANSPARENT: ReadonlySet<unknown> = new Set([
  'await',
  'await_expression',
  'parenthesized_expression',
  'as_expression',
  'non_null_expression',
  'satisfies_expression',
  'conditional_expression',
  'ternary_expression',
  'boolean_operator',
]);
/** Functions that release their argument at the end of a `with`. */
const MANAGERS = /(?:^|\.)(?:closing|aclosing|enter_context|enter_async_context)$/u;

/** Returns the destination of the result of a call, as far as its statement shows it. */
export function findResultDestination(call: SgNode): ResultDestination {
  let inside = call;
  let outer = call.parent();
  while (outer !== null && TRANSPARENT.has(outer.kind())) {
    inside = outer;
    outer = outer.parent();
  }
  switch (outer?.kind()) {
    case 'with_item':
    case 'as_pattern':
      return { type: 'managed' };
    case 'assignment':
    case 'assignment_expression':
    case 'named_expression':
      if (isUsing(outer)) return { type: 'managed' };
      return named(outer.field('left') ?? outer.field('name'));
    case 'variable_declarator':
      return named(outer.field('name'));
    case 'attribute':
    case 'member_expression':
      return { type: 'lost' };
    case 'argument_list':
    case 'arguments':
      return asArgument(outer);
    case 'return_statement':
    case 'yield':
    case 'arrow_function':
    case 'lambda':
      return { type: 'handed on', why: 'the resource is passed to the caller' };
    case 'expression_statement':
      return inside.kind() === 'new_expression' ? handedOn() : { type: 'lost' };
    default:
      return handedOn();
  }
}

function handedOn(): ResultDestination {
  return { type: 'handed on', why: 'the resource is stored where other code can access it' };
}

function named(target: SgNode | null): ResultDestination {
  return target?.kind() === 'identifier'
    ? { type: 'name', name: target.text() }
    : { type: 'handed on', why: 'the resource is stored in a field' };
}

/** `await using client = …`, which the grammar takes for an assignment with a word before it. */
function isUsing(assignment: SgNode): boolean {
  return assignment.child(0)?.kind() === 'using';
}

function asArgument(list: SgNode): ResultDestination {
  const callee = list.parent()?.field('function')?.text() ?? '';
  if (MANAGERS.test(callee)) return { type: 'managed' };
  // Functions that load a file read it at once and do not close it.
  if (
    /^(?:json|yaml|toml|tomllib|pickle|csv)\.(?:safe_)?(?:load|reader|DictReader)$/u.test(callee)
  ) {
    return { type: 'lost' };
  }
  return {
    type: 'handed on',
    why: `the resource is passed to ${callee.replace(/\s+/gu, ' ').slice(0, 60)}`,
  };
}
