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
const STRINGS = [
  'string',
  'template_string',
  'concatenated_string',
  'binary_operator',
  'binary_expression',
  'call',
  'call_expression',
];
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

/** The template of a tag; null: it is a call like any other. */
function templateOf(call: SgNode): SgNode | null {
  const given = call.field('arguments');
  return given?.kind() === 'template_string' ? given : null;
}

/** Returns the table that the SQL text in a call reads; null: the text reads no rows. */
export function readQueriedTable(call: SgNode, language: Language): string | null {
  const first = templateOf(call) ?? argumentsOf(call)[0];
  if (first === undefined) return null;
  const text = writtenAs(first, language);
  if (text === null || !READS.test(text) || OTHER_TABLE.test(text)) return null;
  return TABLE.exec(text)?.[1] ?? 'rows';
}

/** Returns the text written at a node; for a name, the text last assigned to it before. */
function writtenAs(node: SgNode, language: Language): string | null {
  const plain = node.kind() === 'keyword_argument' ? (node.field('value') ?? node) : node;
  if (plain.kind() === 'identifier') {
    const before = valuesOf(plain.text(), scopeOf(plain), language).filter(
      (value) => value.range().end.index <= plain.range().start.index,
    );
    const last = before.at(-1);
    return last === undefined || last.kind() === 'identifier' ? null : writtenAs(last, language);
  }
  if (!STRINGS.includes(String(plain.kind()))) return null;
  // `text("SELECT …")`, `"SELECT … {}".format(name)`, `sql('SELECT …')`.
  if (plain.kind() === 'call' || plain.kind() === 'call_expression') {
    const template = templateOf(plain);
    if (template !== null) return template.text();
    const holder = plain.field('function')?.field('object');
    const isString = holder?.kind() === 'string' || holder?.kind() === 'concatenated_string';
    const inner = isString ? holder : argumentsOf(plain)[0];
    return inner == null || inner.id() === plain.id() ? null : writtenAs(inner, language);
  }
  return plain.text();
}
