/** A word, a sign or a string of SQL. */
export interface SqlToken {
  readonly text: string;
  /** Places of characters. */
  readonly start: number;
  readonly end: number;
}

/** Statement; `tree` is null if it could not be parsed. */
export interface SqlStatement {
  readonly text: string;
  /** Offset at which the statement begins, after any leading comments. */
  readonly start: number;
  readonly tree: unknown;
}

/** PostgreSQL's own parser. */
export interface PostgresParser {
  readonly statementsOf: (sql: string) => readonly SqlStatement[];
  /** Returns the tokens without comments; null if a quote is not closed. */
  readonly tokensOf: (sql: string) => readonly SqlToken[] | null;
  /** The body of a function in PL/pgSQL; null: it could not be parsed. */
  readonly bodyOf: (createFunction: string) => unknown;
}

let loaded: Promise<PostgresParser> | null = null;

/** Loads the parser once per process, and only if there is SQL, since it takes 2 MB. */
export function loadPostgresParser(): Promise<PostgresParser> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<PostgresParser> {
  const { loadModule, parseSync, parsePlPgSQLSync, scanSync } = await import('libpg-query');
  await loadModule();
  const tokensOf = (sql: string): readonly SqlToken[] | null => {
    const tokens = attempt(() => scanSync(sql).tokens);
    if (tokens === null) return null;
    const placeOf = characterPlaces(sql);
    return tokens.flatMap(({ start, end, tokenName }) => {
      const [from, to] = [placeOf(start), placeOf(end)];
      const isComment = tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT';
      return isComment ? [] : [{ text: sql.slice(from, to), start: from, end: to }];
    });
  };
  return {
    tokensOf,
    bodyOf: (sql) => attempt((): unknown => parsePlPgSQLSync(sql)),
    statementsOf: (sql) =>
      split(sql, tokensOf(sql)).map(({ text, start }) => ({
        text,
        start,
        tree: attempt((): unknown => parseSync(text).stmts?.[0]?.stmt ?? null),
      })),
  };
}

/** Splits statements at semicolons, except between BEGIN ATOMIC and its END. */
function split(sql: string, tokens: readonly SqlToken[] | null) {
  if (tokens === null) return [{ text: sql, start: 0 }];
  const found: { text: string; start: number }[] = [];
  let first: SqlToken | null = null;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const word = token.text.toUpperCase();
    const isAtomic = word === 'ATOMIC' && tokens[index - 1]?.text.toUpperCase() === 'BEGIN';
    if (isAtomic || (word === 'CASE' && depth > 0)) depth += 1;
    else if (word === 'END' && depth > 0) depth -= 1;
    if (token.text === ';' && depth === 0) {
      if (first !== null)
        found.push({ text: sql.slice(first.start, token.start), start: first.start });
      first = null;
    } else first ??= token;
  }
  if (first !== null) found.push({ text: sql.slice(first.start), start: first.start });
  return found;
}

/** The parser counts bytes of UTF-8. */
function characterPlaces(sql: string): (byte: number) => number {
  const bytes = Buffer.from(sql, 'utf8');
  if (bytes.length === sql.length) return (byte) => byte;
  let [byteAt, characterAt] = [0, 0];
  return (byte) => {
    if (byte < byteAt) [byteAt, characterAt] = [0, 0];
    characterAt += bytes.toString('utf8', byteAt, byte).length;
    byteAt = byte;
    return characterAt;
  };
}

/** Returns the result of the parser, or null if it fails in any way. */
function attempt<Value>(parse: () => Value): Value | null {
  try {
    return parse();
  } catch {
    return null;
  }
}
