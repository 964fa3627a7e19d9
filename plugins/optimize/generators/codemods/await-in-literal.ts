import type { SgNode } from '@ast-grep/napi';
import {
  hasComment,
  kindOf,
  nodesOf,
  partsOf,
  readBindings,
  scopeOf,
} from '../../../analysis/index.ts';
import { type CodemodMatch, type CodemodSource, defineCodemod } from '../codemod.ts';
import { cannotThrowBetween } from '../io/cannot-throw-between.ts';
import { classifyRead, isSideEffectFree } from '../io/classify-read-call.ts';
import { findDeclarationsIn } from '../io/find-declarations.ts';
import { findAwaitOperand, startOffset } from '../io/statement-syntax.ts';
import { createMatch, readIndentation, replaceNode } from '../syntax/codemod-edits.ts';

export const awaitInLiteral = defineCodemod({
  id: 'await-in-literal',
  title: 'Run awaits in an object or array literal concurrently',
  classes: ['Architecture', 'I/O-Network', 'I/O-DB', 'External'],
  risk: 'Medium',
  preconditions:
    'A `return` of an object or a list with two or more awaited reads, as defined for parallel-awaits, in which everything else is plain: names, properties, literals; before an await, only literals and names that are never reassigned.',
  seenIn: ['loganwoolf/blog: src/routes/posts/+page.server.ts'],
  conflictsWith: ['parallel-awaits'],
  find: (source) =>
    nodesOf(source.root, 'return_statement').flatMap((statement) => toMatch(source, statement)),
});

function toMatch(source: CodemodSource, statement: SgNode): readonly CodemodMatch[] {
  const [literal] = partsOf(statement);
  if (literal === undefined || hasComment(statement)) return [];
  if (literal.kind() === 'array') return ofList(source, statement, literal);
  if (literal.kind() !== 'object') return [];
  const pairs = partsOf(literal);
  const waits = pairs.filter((pair) => waitOf(source, pair) !== null);
  const names = waits.map((pair) => pair.field('key')?.text() ?? '');
  const isSafe =
    pairs.every(
      (pair) =>
        waits.includes(pair) || (kindOf(pair) !== 'spread_element' && isSideEffectFree(pair)),
    ) &&
    new Set(names).size === names.length &&
    names.every((name) => /^[A-Za-z_$][\w$]*$/u.test(name) && isFree(statement, name));
  const reads = waits.map((pair) => waitOf(source, pair)).filter((read) => read !== null);
  if (waits.length < 2 || !isSafe || !cannotThrowBetween(source, reads)) return [];
  if (!isSettledBefore(source, pairs, waits.at(-1))) return [];
  const indent = readIndentation(source, statement);
  const calls = waits.map((pair) => `${indent}  ${waitOf(source, pair)?.text() ?? ''},\n`).join('');
  const rest = pairs.map((pair) =>
    waits.includes(pair) ? (pair.field('key')?.text() ?? '') : pair.text(),
  );
  const text = `const [${names.join(', ')}] = await Promise.all([\n${calls}${indent}]);\n${indent}return { ${rest.join(', ')} };`;
  const isInBlock = statement.parent()?.kind() === 'statement_block';
  return isInBlock ? [createMatch(statement, [replaceNode(statement, text)])] : [];
}

function ofList(source: CodemodSource, statement: SgNode, list: SgNode): readonly CodemodMatch[] {
  const parts = partsOf(list);
  const calls = parts.map((part) => findAwaitOperand(part));
  const isReading = calls.every((call) => call !== null && classifyRead(source, call) !== null);
  const found = calls.filter((call) => call !== null);
  if (parts.length < 2 || !isReading || !cannotThrowBetween(source, found)) return [];
  const text = `await Promise.all([${calls.map((call) => call?.text() ?? '').join(', ')}])`;
  return [createMatch(statement, [replaceNode(list, text)])];
}

function waitOf(source: CodemodSource, pair: SgNode): SgNode | null {
  const value = pair.kind() === 'pair' ? pair.field('value') : null;
  const call = value ? findAwaitOperand(value) : null;
  return call !== null && classifyRead(source, call) !== null ? call : null;
}

/** True if values before the last await stay unchanged, as original code reads them first. */
function isSettledBefore(
  source: CodemodSource,
  pairs: readonly SgNode[],
  last: SgNode | undefined,
): boolean {
  const bindings = readBindings(source);
  if (bindings === null || last === undefined) return false;
  const before = pairs.filter((pair) => startOffset(pair) < startOffset(last));
  return before.every((pair) => {
    const value = pair.kind() === 'pair' ? pair.field('value') : pair;
    if (value === null || waitOf(source, pair) !== null) return true;
    if (nodesOf(value, 'member_expression').length > 0) return false;
    if (nodesOf(value, 'subscript_expression').length > 0) return false;
    const names = [
      ...nodesOf(value, 'identifier'),
      ...nodesOf(value, 'shorthand_property_identifier'),
    ];
    return names.every((name) => bindings.of(name)?.writes.length === 0);
  });
}

/** True if a name is unused in the scope of the statement, so that it may be declared there. */
function isFree(statement: SgNode, name: string): boolean {
  const scope = scopeOf(statement);
  const isUsed = nodesOf(scope, 'identifier').some((node) => node.text() === name);
  const isShort = nodesOf(scope, 'shorthand_property_identifier').some(
    (node) => node.text() === name,
  );
  return !isUsed && !isShort && findDeclarationsIn(scope, name).length === 0;
}
