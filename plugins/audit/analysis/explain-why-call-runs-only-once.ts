import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../analysis/index.ts';

const TESTED = /^\(?\s*(?:not\s+|!\s*|typeof\s+)?((?:self|this|cls)\.\w+|\w+)/u;
/** Condition that tests for a missing value. */
const IS_MISSING =
  /^\(?\s*(?:not\s|!(?!=))|^\(?\s*[\w.]+\s*(?:is\s+(?:None|False)\b|===?\s*(?:null|undefined|None|false|['"]undefined))|^\(?\s*typeof\s+[\w.]+\s*===?\s*['"]undefined/u;
/** Values that clear a cache, so that the next call fills it again. */
const EMPTY = /^(?:None|False|null|undefined|false|0|''|"")$/u;
const EXITS = /^(?:return|raise|throw|continue|break)_statement$/u;

/**
 * Returns why a call runs only once, or null if nothing indicates it. A call runs once if the
 * function stores its result in a variable that outlives the function and that it checks before the
 * call.
 */
export function explainSingleExecution(node: SgNode): string | null {
  const scope = scopeOf(node);
  const tests = scope.findAll({ rule: { kind: 'if_statement' } });
  // Checked before the text is read, which each of hundreds of calls in a long function would copy.
  if (tests.length === 0) return null;
  const text = scope.text();
  const parameters = (scope.field('parameters') ?? scope.field('parameter'))?.text() ?? '';
  const at = node.range().start.index;
  for (const test of tests) {
    if (test.range().start.index > at) break;
    const name = TESTED.exec(test.field('condition')?.text() ?? '')?.[1];
    if (name === undefined || isLocal(name, text, parameters)) continue;
    if (isGuarded(test, node) && keepsValue(scope, name, node)) {
      return `the object is cached in ${name} and created only once`;
    }
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
  const isBlock = String(branch.kind()).endsWith('block');
  const last = isBlock ? branch.children().findLast((child) => child.isNamed()) : branch;
  return EXITS.test(String(last?.kind())) && holds(test.parent(), node);
}

/** True if a variable keeps its value; one cleared by the same function is only a running flag. */
function keepsValue(scope: SgNode, name: string, call: SgNode): boolean {
  // A grammar takes no kinds but its own.
  const kind = call.kind() === 'call' ? 'assignment' : 'assignment_expression';
  const values = scope
    .findAll({ rule: { kind } })
    .filter((assignment) => assignment.field('left')?.text() === name)
    .map((assignment) => assignment.field('right')?.text() ?? '');
  return values.length > 0 && !values.some((value) => EMPTY.test(value));
}

/** True if a name is declared in the function, so that its value is gone at the end. */
function isLocal(name: string, text: string, parameters: string): boolean {
  if (name.includes('.')) return false;
  if (new RegExp(`\\b${name}\\b`, 'u').test(parameters)) return true;
  // In Python, assigning to a name in a function makes it local.
  return /^(?:async\s+)?def\b/u.test(text)
    ? !new RegExp(`(?:global|nonlocal)\\s+(?:\\w+,\\s*)*${name}\\b`, 'u').test(text)
    : new RegExp(`(?:let|var|const)\\s+${name}\\b`, 'u').test(text);
}

function holds(outer: SgNode | null, node: SgNode): boolean {
  const at = node.range().start.index;
  const span = outer?.range();
  return span !== undefined && span.start.index <= at && at < span.end.index;
}
