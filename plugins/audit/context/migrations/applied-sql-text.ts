import type { SgNode } from '@ast-grep/napi';
import { partsOf } from '../../../analysis/index.ts';

/** Functions, members and keywords that take a migration back. */
const TAKES_BACK = /^(?:downgrade|down|backwards?|reverse\w*|rollback|revert)$/u;
/** Line of an SQL file after which it reverts itself: goose, sql-migrate, dbmate, tern. */
const TURNS_BACK =
  /^--\s*(?:\+goose\s+down|\+migrate\s+down|migrate:down|--\s*create above)\b.*$/imu;
const COMMENTS = /--[^\n]*|\/\*[\s\S]*?\*\//gu;
/** Quotes, escaped line ends and prefixes of strings in a program. */
const DELIMITERS = /^\w*(?:"""|'''|["'`])|(?:"""|'''|["'`])$|\\(?=\r?\n)/gu;

/** Returns the SQL of a file that runs when it is applied, each character at its own place. */
export function readAppliedSql(text: string): string {
  return blank(text.slice(0, TURNS_BACK.exec(text)?.index), COMMENTS);
}

/** Returns the strings of a program at their own places, without those that revert it. */
export function readAppliedStrings(text: string, root: SgNode): string {
  let [sql, at] = ['', 0];
  const kinds = root.kind() === 'module' ? ['string'] : ['string', 'template_string'];
  for (const node of root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })) {
    const { start, end } = node.range();
    const isDocstring = node.parent()?.kind() === 'expression_statement';
    if (start.index < at || isDocstring || isTakenBack(node)) continue;
    sql += blank(text.slice(at, start.index), /.+/gu);
    sql += blank(blank(node.text(), DELIMITERS), COMMENTS).replaceAll('\\n', '  ');
    at = end.index;
  }
  return sql;
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (part) => part.replace(/[^\n]/gu, ' '));
}

/** True for a string, or the name of one, that only reverting code uses. */
function isTakenBack(used: SgNode): boolean {
  for (let [inside, at] = [used, used.parent()]; at !== null; [inside, at] = [at, at.parent()]) {
    const name = (at.field('name') ?? at.field('key') ?? at.field('left'))?.text() ?? '';
    if (TAKES_BACK.test(name.replace(/^(?:module\.)?exports\./u, ''))) return true;
    // `RunSQL(sql, reverse_sql)` of Django.
    const callee = at.kind() === 'argument_list' ? at.parent()?.field('function')?.text() : null;
    if (/(?:^|\.)RunSQL$/u.test(callee ?? '') && partsOf(at)[1]?.id() === inside.id()) {
      return inside.kind() !== 'keyword_argument';
    }
    // A constant of the module: `DROP = "…"`.
    const module = at.parent()?.parent();
    if (used.kind() !== 'identifier' && /^\w+$/u.test(name) && module?.parent() === null) {
      const { start } = at.range();
      const uses = module
        .findAll({ rule: { kind: 'identifier', regex: `^${name}$` } })
        .filter((use) => use.range().start.index !== start.index);
      return uses.length > 0 && uses.every(isTakenBack);
    }
  }
  return false;
}
