import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  hasComment,
  isConst,
  nodesOf,
  onlyDeclarator,
  spanOf,
} from '../../../analysis/index.ts';
import { type CodemodMatch, type CodemodSource, defineCodemod } from '../codemod.ts';
import { classifyRead, unwrapThen } from '../io/classify-read-call.ts';
import {
  collectDeclaredNames,
  collectReferencedNames,
  onlyDeclaration,
} from '../io/find-declarations.ts';
import { listImports } from '../io/module-imports.ts';
import { createMatch, findAwaitOperand, readIndentation } from '../syntax/codemod-edits.ts';

/** Columns that a line is filled up to before a list is put on several. */
const LINE_WIDTH = 100;

interface Wait {
  readonly statement: SgNode;
  readonly pattern: SgNode;
  readonly call: SgNode;
}

export const parallelAwaits = defineCodemod({
  id: 'parallel-awaits',
  title: 'Run independent awaits concurrently',
  classes: ['Architecture', 'I/O-Network', 'I/O-DB', 'External'],
  risk: 'Medium',
  preconditions:
    'Two or more `const … = await call()` in a row, none of which mentions what another binds; each call reads by what it is (a file, a GET, a SELECT on a pool) or by its name, with arguments that compute nothing by calls, and of which those of later calls read no property that may be missing; nothing of one connection or transaction. Where several fail, the one that fails first in time says with what.',
  seenIn: [
    'MarcelDurgante/asynchronous-programming-in-javascript: public/orders.js',
    'o-some-sad/qutobia: packages/backend/controllers/admin.controller.js',
    'SaiMoukthi/ecommerce_complete_project: server/routes/admin.js',
  ],
  find: (source) =>
    [...nodesOf(source.root, 'statement_block'), source.root].flatMap((block) =>
      groupsOf(source, block).map((group) => toMatch(source, group)),
    ),
});

function groupsOf(source: CodemodSource, block: SgNode): readonly (readonly Wait[])[] {
  const groups: Wait[][] = [];
  let current: Wait[] = [];
  for (const statement of block.namedChildren()) {
    const wait = waitOf(source, statement);
    const calls = [...current, ...(wait === null ? [] : [wait])].map(({ call }) => call);
    const isNext =
      wait !== null &&
      current.every((earlier) => isIndependent(earlier, wait)) &&
      cannotThrowBetween(source, calls);
    if (!isNext) {
      groups.push(current);
      current = [];
    }
    if (wait !== null) current.push(wait);
  }
  return [...groups, current].filter((group) => group.length > 1);
}

function waitOf(source: CodemodSource, statement: SgNode): Wait | null {
  const declarator = isConst(statement) ? onlyDeclarator(statement) : null;
  const pattern = declarator?.field('name');
  const value = declarator?.field('value');
  if (!pattern || !value || declarator?.field('type') || hasComment(statement)) return null;
  const call = findAwaitOperand(value);
  if (call === null || classifyRead(source, call) === null) return null;
  return { statement, pattern, call };
}

function isIndependent(earlier: Wait, later: Wait): boolean {
  const bound = collectDeclaredNames(earlier.pattern);
  const used = new Set([
    ...collectReferencedNames(later.call),
    ...collectReferencedNames(later.pattern),
  ]);
  return [...bound].every((name) => !used.has(name));
}

function toMatch(source: CodemodSource, group: readonly Wait[]): CodemodMatch {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined)
    throw new Error('a group must have at least two awaits');
  const indent = readIndentation(source, first.statement);
  const names = group.map(({ pattern }) => pattern.text()).join(', ');
  const calls = group.map(({ call }) => call.text());
  const line = `const [${names}] = await Promise.all([${calls.join(', ')}]);`;
  const list = calls.map((call) => `${indent}  ${call},\n`).join('');
  const text =
    indent.length + line.length <= LINE_WIDTH && !line.includes('\n')
      ? line
      : `const [${names}] = await Promise.all([\n${list}${indent}]);`;
  return createMatch(first.statement, [
    { start: spanOf(first.statement).start, end: spanOf(last.statement).end, text },
  ]);
}

/**
 * True if evaluating the arguments of calls that start together cannot throw, once those of the
 * first did not. Otherwise the first call would be pending with no one awaiting it when the error
 * is thrown; if it failed as well, the process would end.
 */
function cannotThrowBetween(source: CodemodSource, calls: readonly SgNode[]): boolean {
  const [first, ...later] = calls;
  if (first === undefined) return true;
  const read = new Set(objectsIn(first).map((objectNode) => objectNode.text()));
  return later.every((call) =>
    objectsIn(call).every(
      (objectNode) => read.has(objectNode.text()) || isThere(source, objectNode),
    ),
  );
}

/** Expressions of the arguments of which a property is read. */
function objectsIn(call: SgNode): readonly SgNode[] {
  return argumentsOf(unwrapThen(bare(call)) ?? call).flatMap((given) =>
    [...nodesOf(given, 'member_expression'), ...nodesOf(given, 'subscript_expression')]
      .filter((member) => member.children().every((child) => child.kind() !== 'optional_chain'))
      .map((member) => member.field('object'))
      .filter((objectNode) => objectNode !== null),
  );
}

/** True for `this`, an import, or a parameter with a type annotation. */
function isThere(source: CodemodSource, object: SgNode): boolean {
  if (object.kind() === 'this') return true;
  if (object.kind() !== 'identifier') return false;
  if (listImports(source).has(object.text())) return true;
  const parent = onlyDeclaration(source.root, object.text())?.parent();
  return parent?.kind() === 'required_parameter' && parent.field('type') !== null;
}
