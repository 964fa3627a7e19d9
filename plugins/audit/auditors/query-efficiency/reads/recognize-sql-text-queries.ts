import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type CallSite,
  type Language,
  scopeOf,
  valuesOf,
} from '../../../../analysis/index.ts';

/** Methods of any client that take the text of a statement. */
const TAKES_TEXT =
  /(?:^|\.)(?:execute|executesql|execute_sql|exec|exec_driver_sql|fetch|fetchrow|fetchval|fetchall|fetch_all|fetch_one|fetch_val|query|queryOne|queryAll|run_query|runQuery|read_sql|read_sql_query|raw|all|get|one|oneOrNone|many|manyOrNone|any|scalar|scalars|\$queryRawUnsafe|\$executeRawUnsafe)$/u;
const SENT = /(?:^|\.)(?:sql|\$queryRaw|\$executeRaw)$/u;
const STRINGS =
  /^(?:string|template_string|concatenated_string|binary_operator|binary_expression)$/u;
const READS = /^\W*(?:\w{0,2}["'`]+)\s*(?:SELECT\b|WITH\s+\w+\s+AS\b)/iu;
/** Table name inserted into the text, which may differ each time. */
const OTHER_TABLE = /\bFROM\s+["'`[]*(?:\$?\{|%\(|%s|\+)/iu;
const TABLE = /\bFROM\s+["'`[]?([\w.]+)/iu;

/** True if a call may take the text of a statement. */
export function takesSqlText(callee: string): boolean {
  return TAKES_TEXT.test(callee);
}

/** A template that is sent as soon as it is awaited: sql`SELECT …`, prisma.$queryRaw`SELECT …`. */
export function isSqlTemplate({ call, raw }: CallSite): boolean {
  // For a template, the recorded arguments are the brackets inside it.
  const isTemplate = raw.argumentText === '' || raw.argumentText.endsWith('`');
  return call.isAwaited && SENT.test(call.callee) && isTemplate;
}

/** Returns the table that the SQL text in a call reads; null: the text reads no rows. */
export function readQueriedTable(call: SgNode, language: Language): string | null {
  const text = readText(call, language);
  if (text === null || !READS.test(text) || OTHER_TABLE.test(text)) return null;
  return TABLE.exec(text)?.[1] ?? 'rows';
}

/** Returns the text that a node, its first argument or its variable contains; null: none. */
function readText(node: SgNode, language: Language): string | null {
  const kind = String(node.kind());
  if (STRINGS.test(kind)) return node.text();
  if (kind === 'identifier') {
    const value = valuesOf(node.text(), scopeOf(node), language).findLast(
      (assigned) => assigned.range().end.index <= node.range().start.index,
    );
    return value === undefined || value.kind() === 'identifier' ? null : readText(value, language);
  }
  if (kind !== 'call' && kind !== 'call_expression') return null;
  // `text("SELECT …")`, `"SELECT … {}".format(name)`, sql`SELECT …`.
  const template = node.field('arguments');
  if (template?.kind() === 'template_string') return template.text();
  const holder = node.field('function')?.field('object');
  if (holder?.kind() === 'string') return holder.text();
  const [first] = argumentsOf(node);
  return first === undefined ? null : readText(first, language);
}
