/** Runs in the measured process, too: a statement of SQL without what differs from call to call. */

const LONGEST = 300;
/** Longer texts are looked at as far as here: literals of megabytes are not worth their time. */
const LOOKED_AT = 4_000;
const MOST_KNOWN = 2_000;
const known = new Map<string, string>();

const COMMENT = /\/\*.*?\*\/|--[^\n]*/gs;
/** Names between quotes, which stay; strings, strings between dollars, numbers, parameters of any style. */
const LITERAL =
  /(?<quoted>"[^"]*"|`[^`]*`)|\$(?<tag>[a-z_]*)\$.*?\$\k<tag>\$|'(?:[^'\\]|''|\\.)*'|\$\d+|(?<![\w":])[:@][a-z_]\w*|(?<![\w"$.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gis;
/** Lists of literals of any length are one. */
const LIST = /\(\s*\?(?:\s*,\s*\?)+\s*\)/g;
const ROWS = /(\(\?\))(?:\s*,\s*\(\?\))+/g;

/** `select * from users where id in (1, 2)` is `select * from users where id in (?)`. */
export function statementPattern(statement: string): string {
  const before = known.get(statement);
  if (before !== undefined) return before;
  const pattern = statement
    .slice(0, LOOKED_AT)
    .replace(COMMENT, ' ')
    .replace(LITERAL, (_all, quoted: string | undefined) => quoted ?? '?')
    .replace(/\s+/g, ' ')
    .replace(LIST, '(?)')
    .replace(ROWS, '$1')
    .trim()
    .slice(0, LONGEST);
  if (known.size >= MOST_KNOWN) known.clear();
  if (statement.length <= LOOKED_AT) known.set(statement, pattern);
  return pattern;
}
