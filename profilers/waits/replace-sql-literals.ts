/** Reduces SQL statements to what their calls share; also runs in the measured process. */

const LONGEST = 1_000;
/** Most characters to inspect, since literals of megabytes are not worth the time. */
const LOOKED_AT = 4_000;
const MOST_KNOWN = 2_000;
const known = new Map<string, string>();

const COMMENT = /\/\*.*?\*\/|--[^\n]*/gs;
/** Names between quotes, which stay; strings, strings between dollars, numbers, parameters of any style. */
const LITERAL =
  /(?<quoted>"[^"]*"|`[^`]*`)|\$(?<tag>[a-z_]*)\$.*?\$\k<tag>\$|'(?:[^'\\]|''|\\.)*'|\$\d+|(?<![\w":])[:@][a-z_]\w*|(?<![\w"$.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gis;
/** Lists of literals, equal for any length. */
const LIST = /\(\s*\?(?:\s*,\s*\?)+\s*\)/g;
const ROWS = /(\(\?\))(?:\s*,\s*\(\?\))+/g;

/** Returns `select * from users where id in (?)` for `select * from users where id in (1, 2)`. */
export function replaceSqlLiterals(statement: string): string {
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
