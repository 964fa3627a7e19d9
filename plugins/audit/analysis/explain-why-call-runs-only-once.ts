import type { SgNode } from '@ast-grep/napi';
import { around, scopeOf } from '../../analysis/index.ts';

const TESTED = /^\(?\s*(?:not\s+|!\s*|typeof\s+)?((?:self|this|cls)\.\w+|\w+)/u;
/** Condition that tests for a missing value. */
const IS_MISSING =
  /^\(?\s*(?:not\s|!(?!=))|^\(?\s*[\w.]+\s*(?:is\s+(?:None|False)\b|===?\s*(?:null|undefined|None|false|['"]undefined))|^\(?\s*typeof\s+[\w.]+\s*===?\s*['"]undefined/u;
/** Values that clear a cache, so that the next call fills it again. */
const EMPTY = /^(?:None|False|null|undefined|false|0|''|"")$/u;
/** Expressions that store a value on first use: `kept ??= make()`, `kept || (kept = make())`. */
const KEEPS = /^[\w.]+\s*(?:\?\?=|\|\|=)|^([\w.]+)\s*(?:\|\||\?\?)\s*\(\s*\1\s*=[^=]/u;
/** Nodes of many statements. Their text is long and never starts with such an expression. */
const IS_WIDE =
  /^(?:program|module|block|statement_block|class_body)$|function|definition|declaration/u;
const DEVELOPMENT =
  /NODE_ENV\s*(?:!==?\s*['"]production|===?\s*['"](?:development|test))|^\(?(?:isDev|is_dev|IS_DEV)\b/u;
const LEAVES: ReadonlySet<unknown> = new Set([
  'return_statement',
  'raise_statement',
  'throw_statement',
  'continue_statement',
  'break_statement',
]);

/**
 * Returns why a call runs only once or only in development, or null if nothing indicates it. A call
 * runs once if the function stores its result in a variable that outlives the function and that it
 * checks before the call.
 */
export function explainSingleExecution(node: SgNode): string | null {
  for (const outer of around(node)) {
    if (!IS_WIDE.test(String(outer.kind())) && KEEPS.test(outer.text().slice(0, 80)))
      return 'the object is created only once';
    if (outer.kind() !== 'if_statement') continue;
    const condition = outer.field('condition')?.text() ?? '';
    const isInside = holds(outer.field('consequence'), node);
    if (isInside && DEVELOPMENT.test(condition))
      return `the code runs only if ${condition.replace(/^\(|\)$/gu, '')}`;
  }
  const scope = scopeOf(node);
  const tests = scope.findAll({ rule: { kind: 'if_statement' } });
  // Checked before the text is read, which each of hundreds of calls in a long function would copy.
  if (tests.length === 0) return null;
  const text = scope.text();
  const parameters = (scope.field('parameters') ?? scope.field('parameter'))?.text() ?? '';
  const at = node.range().start.index;
  for (const test of tests) {
    if (test.range().start.index > at) break;
    const kept = TESTED.exec(test.field('condition')?.text() ?? '')?.[1];
    if (kept === undefined || isLocal(kept, text, parameters)) continue;
    if (isGuarded(test, node) && isKept(scope, kept, kindOfGiving(node)))
      return `the object is cached in ${kept} and created only once`;
  }
  return null;
}

/** True if a call runs only while the value is missing: in that branch or after an early exit. */
function isGuarded(test: SgNode, node: SgNode): boolean {
  const isForMissing = IS_MISSING.test(test.field('condition')?.text() ?? '');
  const branch = test.field('consequence');
  if (holds(branch, node)) return isForMissing;
  if (isForMissing || branch === null) return false;
  if (holds(test, node)) return !holds(test.field('condition'), node);
  const last = String(branch.kind()).endsWith('block') ? lastOf(branch) : branch;
  return last !== undefined && LEAVES.has(last.kind()) && holds(test.parent(), node);
}

function lastOf(block: SgNode): SgNode | undefined {
  return block.children().findLast((child) => child.isNamed() && child.kind() !== 'comment');
}

/** True if a variable keeps its value; one cleared by the same function is only a running flag. */
function isKept(scope: SgNode, name: string, kind: string): boolean {
  let isGiven = false;
  for (const assignment of scope.findAll({ rule: { kind } })) {
    const targets = assignment.field('left')?.text().split(/,\s*/u) ?? [];
    const value = assignment.field('right')?.text();
    if (value === undefined || !targets.includes(name)) continue;
    if (!EMPTY.test(value)) isGiven = true;
    else if (!isAfterError(assignment)) return false;
  }
  return isGiven;
}

/** A grammar takes no kinds but its own. */
function kindOfGiving(call: SgNode): string {
  return call.kind() === 'call' ? 'assignment' : 'assignment_expression';
}

function isAfterError(node: SgNode): boolean {
  return [...around(node)].some((outer) => /^(?:except|catch)_clause$/u.test(String(outer.kind())));
}

/** Declared in the function, so that it is gone at its end. */
function isLocal(name: string, text: string, parameters: string): boolean {
  if (name.includes('.')) return false;
  if (new RegExp(`\\b${name}\\b`, 'u').test(parameters)) return true;
  if (new RegExp(`(?:global|nonlocal)\\s+(?:\\w+,\\s*)*${name}\\b`, 'u').test(text)) return false;
  // In Python, assigning to a name in a function makes it local.
  return (
    /^(?:async\s+)?def\b/u.test(text) ||
    new RegExp(`(?:let|var|const)\\s+${name}\\b`, 'u').test(text)
  );
}

function holds(outer: SgNode | null, node: SgNode): boolean {
  const at = node.range().start.index;
  const span = outer?.range();
  return span !== undefined && span.start.index <= at && at < span.end.index;
}
