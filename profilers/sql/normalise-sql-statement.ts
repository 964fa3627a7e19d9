/** Syntax in which the statements of databases differ. */
export interface SqlDialect {
  /** True if `"…"` is a string, as in MySQL; false if it is a name. */
  readonly doubleQuotedStrings: boolean;
  /** True if a backslash escapes in every string, as in MySQL; in PostgreSQL only in `E'…'`. */
  readonly backslashEscapes: boolean;
  /** True if `#` begins a comment. */
  readonly hashComments: boolean;
  /** True if comments may be nested. */
  readonly nestedComments: boolean;
}

export const POSTGRESQL: SqlDialect = {
  doubleQuotedStrings: false,
  backslashEscapes: false,
  hashComments: false,
  nestedComments: true,
};
export const MYSQL: SqlDialect = {
  doubleQuotedStrings: true,
  backslashEscapes: true,
  hashComments: true,
  nestedComments: false,
};

type TokenKind = 'blank' | 'literal' | 'word' | 'other';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** A statement without comments and line breaks: literals and parameters are `?`, lists `(?)`. */
export function normaliseStatement(sql: string, dialect: SqlDialect): string {
  const parts: string[] = [];
  let hasGap = false;
  let before: Token | null = null;
  for (const token of tokensOf(sql, dialect)) {
    if (token.kind === 'blank') {
      hasGap = true;
      continue;
    }
    const isSigned =
      token.kind === 'literal' && /^[-+]$/.test(parts.at(-1) ?? '') && isUnary(before);
    if (isSigned) parts.pop();
    else if (hasGap && parts.length > 0) parts.push(' ');
    if (!/^[-+]$/.test(token.text)) before = token;
    parts.push(token.kind === 'literal' ? '?' : token.text);
    hasGap = false;
  }
  return shortenLists(parts.join('').replace(/[;\s]+$/, ''));
}

/** True if a sign belongs to the number after it, since there is no operand before it. */
function isUnary(before: Token | null): boolean {
  return before !== null && before.kind === 'other' && !/[)\]"`]$/.test(before.text);
}

/** Shortens lists: the number of values, and of rows in an INSERT, varies from call to call. */
function shortenLists(text: string): string {
  return text
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(?)')
    .replace(/(\(\?\))(?:\s*,\s*\(\?\))+/g, '$1');
}

const NUMBER = /(?:0x[0-9a-f]+|0b[01]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)/iy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const BLANK = /\s+/y;
const PARAMETER = /\$\d+|\?/y;
const DOLLAR_QUOTE = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
/** Prefix that belongs to a string: E'…', B'…', X'…', N'…', U&'…'. */
const STRING_PREFIX = /(?:[ebxn]|u&)(?=')/iy;

function* tokensOf(sql: string, dialect: SqlDialect): Generator<Token> {
  let at = 0;
  const found = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0] ?? null;
  };
  while (at < sql.length) {
    const token = tokenAt(sql, at, dialect, found);
    yield token;
    at += token.text.length;
  }
}

function tokenAt(
  sql: string,
  at: number,
  dialect: SqlDialect,
  found: (pattern: RegExp) => string | null,
): Token {
  const blank = found(BLANK) ?? commentAt(sql, at, dialect);
  if (blank !== null) return { kind: 'blank', text: blank };
  const prefix = found(STRING_PREFIX) ?? '';
  const quote = sql[at + prefix.length] ?? '';
  if (quote === "'" || (quote === '"' && dialect.doubleQuotedStrings)) {
    const escapes = dialect.backslashEscapes || /^e$/i.test(prefix);
    const end = endOfQuoted(sql, at + prefix.length, quote, escapes);
    return { kind: 'literal', text: sql.slice(at, end) };
  }
  if (quote === '"' || quote === '`') {
    return { kind: 'other', text: sql.slice(at, endOfQuoted(sql, at, quote, false)) };
  }
  const dollar = found(DOLLAR_QUOTE);
  if (dollar !== null) {
    const end = sql.indexOf(dollar, at + dollar.length);
    const text = end < 0 ? sql.slice(at) : sql.slice(at, end + dollar.length);
    return { kind: 'literal', text };
  }
  const word = found(WORD);
  if (word !== null) return { kind: 'word', text: word };
  const literal = found(PARAMETER) ?? found(NUMBER);
  if (literal !== null) return { kind: 'literal', text: literal };
  return { kind: 'other', text: String.fromCodePoint(sql.codePointAt(at) ?? 0) };
}

/** Returns the position after the closing quote, not a doubled one; the end if never closed. */
function endOfQuoted(sql: string, start: number, quote: string, escapes: boolean): number {
  for (let at = start + 1; at < sql.length; at += 1) {
    if (escapes && sql[at] === '\\') at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

function commentAt(sql: string, at: number, dialect: SqlDialect): string | null {
  if (sql.startsWith('--', at) || (dialect.hashComments && sql[at] === '#')) {
    const end = sql.indexOf('\n', at);
    return end < 0 ? sql.slice(at) : sql.slice(at, end);
  }
  if (!sql.startsWith('/*', at)) return null;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0 || (found[0] === '*/' && !dialect.nestedComments))
      return sql.slice(at, mark.lastIndex);
  }
  return sql.slice(at);
}
