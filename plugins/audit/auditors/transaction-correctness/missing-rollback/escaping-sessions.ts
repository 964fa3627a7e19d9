import type { SgNode } from '@ast-grep/napi';
import type { ProjectCode } from '../../../../analysis/index.ts';
import { isExcluded } from '../../../judge/excluded-files.ts';
import { isMigration } from '../../../look/migration-file.ts';

const OPENS = /\bwith\b[^\n]*session[^\n]*\bas\s+\w+/iu;
/** What holds what it is made of: tuples, dictionaries, and objects of a class. */
const HOLDERS: ReadonlySet<unknown> = new Set(['tuple', 'expression_list', 'dictionary', 'list']);

/** Whether a session of a project is handed out of the `with` that closes it: whoever uses it then opens it anew. */
export function handsOutClosed(code: ProjectCode): boolean {
  return code.sources.some((file) => {
    if (!file.endsWith('.py') || isExcluded(file) || isMigration(file)) return false;
    if (!OPENS.test(code.textOf(file) ?? '')) return false;
    const found = code.syntaxOf(file)?.findAll({ rule: { kind: 'with_statement' } }) ?? [];
    return found.some(returnsItsSession);
  });
}

function returnsItsSession(statement: SgNode): boolean {
  const head = statement.children().find((one) => one.kind() === 'with_clause');
  const name = head?.find({ rule: { kind: 'as_pattern_target' } })?.text() ?? '';
  const isSession = /session/iu.test(head?.text() ?? '') && /^\w+$/u.test(name);
  const returned = statement.field('body')?.findAll({ rule: { kind: 'return_statement' } }) ?? [];
  return isSession && returned.some((one) => one.children().some((value) => holds(value, name)));
}

function holds(value: SgNode, name: string): boolean {
  if (value.kind() === 'identifier') return value.text() === name;
  const isMade =
    value.kind() === 'call' && /^(?:\w+\.)*[A-Z]\w*$/u.test(value.field('function')?.text() ?? '');
  if (!isMade && !HOLDERS.has(value.kind())) return false;
  const parts = isMade ? value.field('arguments')?.children() : value.children();
  return (parts ?? []).some((one) => holds(one.field('value') ?? one, name));
}
