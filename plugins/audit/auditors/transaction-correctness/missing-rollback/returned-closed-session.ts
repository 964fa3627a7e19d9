import type { SgNode } from '@ast-grep/napi';
import type { ProjectCode } from '../../../../analysis/index.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';

const OPENS = /\bwith\b[^\n]*session[^\n]*\bas\s+\w+/iu;
/** Expressions that contain their parts: tuples, lists and dictionaries. */
const HOLDERS: ReadonlySet<unknown> = new Set(['tuple', 'expression_list', 'dictionary', 'list']);

/** True if a project returns a session from the `with` closing it; its next use reopens it. */
export function returnsClosedSession(code: ProjectCode): boolean {
  return code.sources.some((file) => {
    if (!file.endsWith('.py') || isExcludedFile(file) || isMigrationFile(file)) return false;
    if (!OPENS.test(code.textOf(file) ?? '')) return false;
    const found = code.syntaxOf(file)?.findAll({ rule: { kind: 'with_statement' } }) ?? [];
    return found.some(returnsItsSession);
  });
}

function returnsItsSession(statement: SgNode): boolean {
  const head = statement.children().find((child) => child.kind() === 'with_clause');
  const name = head?.find({ rule: { kind: 'as_pattern_target' } })?.text() ?? '';
  const isSession = /session/iu.test(head?.text() ?? '') && /^\w+$/u.test(name);
  const returned = statement.field('body')?.findAll({ rule: { kind: 'return_statement' } }) ?? [];
  return (
    isSession &&
    returned.some((returnStatement) =>
      returnStatement.children().some((value) => holds(value, name)),
    )
  );
}

function holds(value: SgNode, name: string): boolean {
  if (value.kind() === 'identifier') return value.text() === name;
  const isMade =
    value.kind() === 'call' && /^(?:\w+\.)*[A-Z]\w*$/u.test(value.field('function')?.text() ?? '');
  if (!isMade && !HOLDERS.has(value.kind())) return false;
  const parts = isMade ? value.field('arguments')?.children() : value.children();
  return (parts ?? []).some((part) => holds(part.field('value') ?? part, name));
}
