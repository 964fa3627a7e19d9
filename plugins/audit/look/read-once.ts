import type { SgNode } from '@ast-grep/napi';
import { functionAround } from './function-at.ts';
import { around } from './nodes.ts';

const TESTED = /^\(?\s*(?:not\s+|!\s*)?((?:self|this|cls)\.\w+|\w+)/u;
/** `kept ??= make()`, `kept || (kept = make())`. */
const KEEPS = /^[\w.]+\s*(?:\?\?=|\|\|=)|^([\w.]+)\s*(?:\|\||\?\?)\s*\(\s*\1\s*=[^=]/u;
const DEVELOPMENT =
  /NODE_ENV\s*(?:!==?\s*['"]production|===?\s*['"](?:development|test))|^\(?(?:isDev|is_dev|IS_DEV)\b/u;

/**
 * Why a call is made once or in development alone; null: nothing says so. What is made once is kept in
 * something that the function tests first and gives the value to.
 */
export function whyOnce(node: SgNode): string | null {
  for (const outer of around(node)) {
    if (KEEPS.test(outer.text().slice(0, 80))) return 'it is made once';
    if (outer.kind() !== 'if_statement') continue;
    const condition = outer.field('condition')?.text() ?? '';
    const isInside = holds(outer.field('consequence'), node);
    if (isInside && DEVELOPMENT.test(condition))
      return `it runs only if ${condition.replace(/^\(|\)$/gu, '')}`;
  }
  const scope = functionAround(node);
  const text = scope.text();
  const parameters = (scope.field('parameters') ?? scope.field('parameter'))?.text() ?? '';
  const at = node.range().start.index;
  for (const test of scope.findAll({ rule: { kind: 'if_statement' } })) {
    if (test.range().start.index > at) break;
    const kept = TESTED.exec(test.field('condition')?.text() ?? '')?.[1];
    if (kept === undefined || isLocal(kept, text, parameters)) continue;
    const given = new RegExp(`(?:^|[^\\w.])${kept.replace('.', '\\.')}\\s*=[^=]`, 'u');
    if (given.test(text)) return `it is kept in ${kept} and made once`;
  }
  return null;
}

/** Declared in the function, so that it is gone at its end. */
function isLocal(name: string, text: string, parameters: string): boolean {
  if (name.includes('.')) return false;
  if (new RegExp(`\\b${name}\\b`, 'u').test(parameters)) return true;
  if (new RegExp(`(?:global|nonlocal)\\s+(?:\\w+,\\s*)*${name}\\b`, 'u').test(text)) return false;
  // Python makes every name local that a function gives a value to.
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
