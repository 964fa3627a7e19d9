import type { SgNode } from '@ast-grep/napi';
import { partsOf } from '../../analysis/index.ts';
import type { DatabaseTrigger } from '../document/audited-project-context-schema.ts';

interface DefinitionLocation {
  readonly file: string;
  readonly line: number;
}

interface StoredTrigger extends DefinitionLocation {
  readonly table: string;
  /** Function that it calls; its own name, if it has a body instead. */
  readonly function: string;
  readonly isCalled: boolean;
  readonly events: readonly DatabaseTrigger['event'][];
}

interface StoredFunction extends DefinitionLocation {
  readonly returnsTrigger: boolean;
  readonly body: string;
}

/** State of a database after the migrations that were read so far. */
export interface DatabaseState {
  /** By table and name. */
  readonly triggers: Map<string, StoredTrigger>;
  readonly functions: Map<string, StoredFunction>;
  readonly notifications: (DefinitionLocation & { readonly channel: string })[];
}

/** Name in quotes of any database, of which the schema is left out. */
const NAME = '(?:[\\\\`"[]*\\w+[\\\\`"\\]]*\\.)?[\\\\`"[]*(\\w+)[\\\\`"\\]]*';
const FUNCTION = new RegExp(
  `\\bcreate\\s+(?:or\\s+replace\\s+)?function\\s+${NAME}\\s*\\([^)]*\\)\\s*(?:returns\\s+(\\w+))?(?:(?!\\bcreate\\b)[\\s\\S])*?(\\$\\w*\\$)([\\s\\S]*?)\\3`,
  'giu',
);
/** A trigger calls a function in PostgreSQL; in MySQL and SQLite it has a body of its own. */
const TRIGGER = new RegExp(
  `\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}\\s+(?:before|after|instead\\s+of)\\s+([\\w\\s,]+?)\\s+on\\s+${NAME}(?=\\s)(?:(?:(?!\\bcreate\\b|\\bdrop\\b|;)[\\s\\S])*?\\bexecute\\s+(?:function|procedure)\\s+(?:${NAME})?)?`,
  'iuy',
);
const CHANGES = new RegExp(
  `\\bdrop\\s+(trigger|table)\\s+(?:if\\s+exists\\s+)?${NAME}(?:\\s+on\\s+${NAME})?|\\bcreate\\s+(?:or\\s+replace\\s+)?(?:constraint\\s+)?trigger\\b`,
  'giu',
);
const EVENTS = /\b(?:insert|update|delete|truncate)\b/giu;
const CHANNELS =
  /\bpg_notify\s*\(\s*\\?'([\w:.-]+)\\?'|\b(?:NOTIFY|notify)\s+"?(\w+)"?(?=\s*[,;])/gu;
const WRITES = new RegExp(`\\b(?:insert\\s+into|update|delete\\s+from)\\s+${NAME}`, 'giu');
const MAX_DEPTH = 4;

/** Replays SQL: records what it creates, drops and notifies, and returns the unreadable lines. */
export function applySql(
  { triggers, functions, notifications }: DatabaseState,
  file: string,
  sql: string,
): readonly number[] {
  const lineAt = (offset: number): number => sql.slice(0, offset).split('\n').length;
  const unread: number[] = [];
  for (const { index, 1: name = '', 2: returned, 4: body = '' } of sql.matchAll(FUNCTION)) {
    const returnsTrigger = returned?.toLowerCase() === 'trigger';
    functions.set(name, { file, line: lineAt(index), returnsTrigger, body });
  }
  for (const { index, 0: head, 1: dropped, 2: name = '', 3: on = '' } of sql.matchAll(CHANGES)) {
    const line = lineAt(index);
    if (dropped?.toLowerCase() === 'table') {
      for (const [key, { table }] of triggers) if (table === name) triggers.delete(key);
    } else if (dropped !== undefined) triggers.delete(`${on}.${name}`);
    else {
      TRIGGER.lastIndex = index + head.length;
      const [text = '', trigger = '', when = '', table = '', called] = TRIGGER.exec(sql) ?? [];
      const isCalling = /\bexecute\s+(?:function|procedure)\s/iu.test(text);
      const events = (when.match(EVENTS) ?? []).map(
        (event) => event.toUpperCase() as DatabaseTrigger['event'],
      );
      if (events.length === 0 || (isCalling && called === undefined)) unread.push(line);
      else {
        const place = { file, line, table, events };
        triggers.set(`${table}.${trigger}`, {
          ...place,
          function: called ?? trigger,
          isCalled: isCalling,
        });
      }
    }
  }
  const outside = sql.replace(FUNCTION, (text) => ' '.repeat(text.length));
  for (const { index, 1: called, 2: stated } of outside.matchAll(CHANNELS)) {
    notifications.push({ channel: called ?? stated ?? '', file, line: lineAt(index) });
  }
  return unread;
}

export function collectFunctionEffects(
  functions: DatabaseState['functions'],
  name: string,
  depth = 0,
): { readonly channels: readonly string[]; readonly writes: readonly string[] } {
  const body = functions.get(name)?.body;
  if (body === undefined || depth > MAX_DEPTH) return { channels: [], writes: [] };
  const inner = [...functions.keys()]
    .filter((other) => other !== name && new RegExp(`\\b${other}\\s*\\(`, 'u').test(body))
    .map((other) => collectFunctionEffects(functions, other, depth + 1));
  const channels = [...body.matchAll(CHANNELS)].map(([, called, stated]) => called ?? stated ?? '');
  const writes = [...body.matchAll(WRITES)].map(([, table = '']) => table);
  return {
    channels: [...new Set([...channels, ...inner.flatMap((effects) => effects.channels)])],
    writes: [...new Set([...writes, ...inner.flatMap((effects) => effects.writes)])],
  };
}

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
