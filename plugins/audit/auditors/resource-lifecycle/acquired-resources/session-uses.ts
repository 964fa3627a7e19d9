import type { SgNode } from '@ast-grep/napi';
import { isFunction } from '../../../../analysis/index.ts';

/** Compound statements, of which only the head counts as lines of their own. */
const COMPOUND: ReadonlySet<unknown> = new Set([
  'if_statement',
  'for_statement',
  'while_statement',
  'try_statement',
  'with_statement',
  'match_statement',
  'for_in_statement',
  'elif_clause',
  'else_clause',
  'switch_statement',
]);
const SIMPLE: ReadonlySet<unknown> = new Set([
  'expression_statement',
  'return_statement',
  'assert_statement',
  'delete_statement',
  'raise_statement',
  'throw_statement',
  'lexical_declaration',
  'variable_declaration',
]);

/** Returns all uses of a session in a part of a function, including objects created with it. */
export function findSessionUses(part: SgNode, name: string): readonly SgNode[] {
  const found: SgNode[] = [];
  const names = [name];
  for (let at = names.shift(); at !== undefined; at = names.shift()) {
    const uses = part.findAll({
      rule: { kind: 'identifier', regex: `^${at.replaceAll('$', '\\$')}$` },
    });
    for (const use of uses) {
      if (isName(use)) continue;
      found.push(use);
      const holder = holderOf(use);
      if (holder !== null && !names.includes(holder) && holder !== at) names.push(holder);
    }
  }
  return found.sort((a, b) => a.range().start.index - b.range().start.index);
}

/** Names of arguments and members, and parameters. */
function isName(use: SgNode): boolean {
  const parent = use.parent();
  if (parent?.kind() === 'keyword_argument') return parent.field('name')?.id() === use.id();
  if (parent?.kind() === 'attribute') return parent.field('attribute')?.id() === use.id();
  return /parameter/u.test(String(parent?.kind()));
}

/** Returns `repo` for `repo = Repository(session)`, since its work uses the session. */
function holderOf(use: SgNode): string | null {
  let list = use.parent();
  if (list?.kind() === 'keyword_argument') list = list.parent();
  if (list?.kind() !== 'argument_list' && list?.kind() !== 'arguments') return null;
  const call = list.parent();
  const callee = (call?.field('function') ?? call?.field('constructor'))?.text() ?? '';
  if (!/(?:^|\.)_*[A-Z]\w*$/u.test(callee)) return null;
  const outer = call?.parent();
  const left = outer?.field('left') ?? outer?.field('name');
  return left?.kind() === 'identifier' ? left.text() : null;
}

/** Returns the 1-based lines of the statements that contain the nodes. */
export function listStatementLines(places: readonly SgNode[]): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const place of places) {
    const { start, end } = statementOf(place);
    for (let line = start; line <= end; line += 1) lines.add(line + 1);
  }
  return lines;
}

function statementOf(place: SgNode): { readonly start: number; readonly end: number } {
  const own = place.range();
  for (let at = place.parent(); at !== null && !isFunction(at); at = at.parent()) {
    const { start, end } = at.range();
    if (SIMPLE.has(at.kind())) return { start: start.line, end: end.line };
    if (COMPOUND.has(at.kind())) {
      const body = at.field('body') ?? at.field('consequence');
      const last = body === null ? own.end.line : Math.max(start.line, body.range().start.line - 1);
      return { start: start.line, end: Math.max(last, own.end.line) };
    }
  }
  return { start: own.start.line, end: own.end.line };
}
