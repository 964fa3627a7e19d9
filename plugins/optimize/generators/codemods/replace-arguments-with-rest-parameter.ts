import type { SgNode } from '@ast-grep/napi';
import { kindOf, nodesOf, spanOf } from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { createMatch, insertText, removeRange } from '../syntax/codemod-edits.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

const COPIES =
  /^(?:Array\.prototype\.slice\.call\(arguments(?:, 0)?\)|\[\]\.slice\.call\(arguments(?:, 0)?\)|Array\.from\(arguments\)|\[\.\.\.arguments\])$/u;

/** `Array.prototype.slice.call(arguments)` to a rest parameter. */
export const argumentsSlice: Codemod = createTypeAwareCodemod(
  {
    id: 'arguments-to-rest',
    title: 'Use a rest parameter instead of arguments',
    preconditions:
      'A JavaScript function without parameters whose only use of `arguments` is `const args = Array.prototype.slice.call(arguments)` or an equivalent, as a statement of its body; the function has no directive, which rest parameters forbid, and its body does not redeclare that name.',
    seenIn: ['function-bind 1.1.2, test/index.js'],
  },
  ({ source, root, bindings }) => {
    if (!/\.[cm]?jsx?$/u.test(source.path) || !bindings.isBuiltin('Array')) return [];
    return nodesOf(root, 'variable_declarator').flatMap((declarator) => {
      const name = declarator.field('name');
      const statement = declarator.parent();
      const body = statement?.parent();
      const around = body?.parent();
      if (name == null || statement == null || body == null || around == null) return [];
      if (kindOf(name) !== 'identifier' || !COPIES.test(declarator.field('value')?.text() ?? '')) {
        return [];
      }
      if (nodesOf(statement, 'variable_declarator').length !== 1) return [];
      const parameters = around.field('parameters');
      if (
        !/^(?:function_declaration|function_expression|method_definition)$/u.test(kindOf(around))
      ) {
        return [];
      }
      if (around.field('body')?.id() !== body.id() || parameters === null) return [];
      const isEmpty = parameters.namedChildren().length === 0;
      const declared = bindings.all.filter(
        (binding) =>
          binding.name === name.text() &&
          spanOf(body).start <= binding.scope.start &&
          binding.scope.end <= spanOf(around).end,
      );
      const same = bindings.all.filter(
        (binding) => binding.name === name.text() && binding.scope.start === spanOf(around).start,
      );
      if (!isEmpty || !isPlainBody(around, body) || declared.length + same.length > 1) return [];
      const { start, end } = spanOf(statement);
      // Without semicolons, the statement would include the semicolon of the next line.
      if (statement.text().includes('\n')) return [];
      return [
        createMatch(declarator, [
          insertText(spanOf(parameters).start + 1, `...${name.text()}`),
          removeRange(source, start, end),
        ]),
      ];
    });
  },
);

/** True for a single `arguments`, no directive, no accessor (which takes no rest parameter). */
function isPlainBody(around: SgNode, body: SgNode): boolean {
  const uses = nodesOf(around, 'identifier').filter((node) => node.text() === 'arguments');
  const isAccessor = around.children().some((child) => /^(?:get|set)$/u.test(child.text()));
  const first = body.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment');
  const hasDirective =
    first !== undefined &&
    kindOf(first) === 'expression_statement' &&
    kindOf(first.child(0) ?? first) === 'string';
  return uses.length === 1 && !isAccessor && !hasDirective;
}
