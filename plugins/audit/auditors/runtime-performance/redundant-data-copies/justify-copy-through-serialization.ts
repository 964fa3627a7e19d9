import type { SgNode } from '@ast-grep/napi';
import { partsOf, scopeOf, valuesOf } from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { readFieldText } from './wasteful-copy.ts';

const RETURNS: ReadonlySet<unknown> = new Set(['return_statement', 'parenthesized_expression']);
const MEMBERS: ReadonlySet<unknown> = new Set([
  'member_expression',
  'subscript_expression',
  'attribute',
  'subscript',
]);
const ASSIGNED = {
  python: { any: [{ kind: 'assignment' }, { kind: 'augmented_assignment' }] },
  script: { any: [{ kind: 'assignment_expression' }, { kind: 'augmented_assignment_expression' }] },
};

/**
 * Returns why a copy through text is needed, or null if nothing shows it. `structuredClone` and
 * `copy.deepcopy` are no faster for plain data, so only a copy that can be omitted is a waste.
 */
export function explainSerializationCopy(call: SgNode, source: SgNode): string | null {
  if (isAllThatIsDone(call, source)) return 'the only purpose of the function is to make a copy';
  if (isOfOthers(source)) {
    return `${truncateNodeText(source)} is shared, so it may contain values that must be converted to JSON, or other code may change it`;
  }
  const name = nameOf(call);
  return name !== null && changesBelow(scopeOf(call), name)
    ? `the contents of ${name} are changed later, so all levels must be copied`
    : null;
}

/** True for a field or a parameter, whose contents are unknown here. */
function isOfOthers(source: SgNode): boolean {
  if (source.kind() !== 'identifier') return true;
  const language = source.getRoot().root().kind() === 'module' ? 'python' : 'script';
  return valuesOf(source.text(), scopeOf(source), language).length === 0;
}

/** True for `const copy = (x) => JSON.parse(JSON.stringify(x))`, whose callers may need it. */
function isAllThatIsDone(call: SgNode, source: SgNode): boolean {
  const scope = scopeOf(call);
  const parameters = readFieldText(scope, 'parameters') || readFieldText(scope, 'parameter');
  if (
    !new RegExp(`(?<![\\w$.])${source.text().replaceAll(/[^\w]/gu, '\\$&')}(?![\\w$])`, 'u').test(
      parameters,
    )
  ) {
    return false;
  }
  let at: SgNode | null = call.parent();
  while (at !== null && RETURNS.has(at.kind())) at = at.parent();
  const body = scope.field('body');
  const isWhole = at?.id() === scope.id();
  return isWhole || (at !== null && at.id() === body?.id() && partsOf(body).length === 1);
}

function nameOf(call: SgNode): string | null {
  let at = call.parent();
  while (at !== null && /^(?:as_expression|parenthesized_expression)$/u.test(String(at.kind()))) {
    at = at.parent();
  }
  const target = at?.field('left') ?? at?.field('name');
  return target?.kind() === 'identifier' ? target.text() : null;
}

/** True if the function assigns below the top level: `name.a.b = …`. */
function changesBelow(scope: SgNode, name: string): boolean {
  const language = scope.getRoot().root().kind() === 'module' ? 'python' : 'script';
  const given = scope.findAll({ rule: ASSIGNED[language] });
  return given.some((assignment) => {
    let at = assignment.field('left');
    let levels = 0;
    while (at !== null && MEMBERS.has(at.kind())) {
      levels += 1;
      at = at.field('object') ?? at.field('value');
    }
    return levels > 1 && at?.text() === name;
  });
}
