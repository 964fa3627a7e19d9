import { harmless } from '../read/harmless.ts';

/** Characters of a statement that is shown. */
const LONGEST = 300;
/** Characters that are looked at; what comes after them are values, nearly always. */
const LOOKED_AT = 20_000;

/**
 * Comments, texts in each form that PostgreSQL and MySQL know, parameters, and numbers. A text that
 * has no end, since the log cut it, goes to the end.
 */
const LITERALS =
  /\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*|\$([a-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|(?:\b[ebxnu]&?)?'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|[$:]\d+\b|(?<![\w.$])[+-]?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/giu;

/**
 * A statement of SQL without its values: texts and numbers are `?`, lists of them one, so that
 * statements that differ in values are the same, and nothing that may be a secret is kept.
 *
 * @param quotes - What stands in double quotes: a name, as the standard has it, or a text, as in MySQL.
 */
export function normalStatement(sql: string, quotes: 'names' | 'texts'): string {
  const folded = sql.slice(0, LOOKED_AT).replace(LITERALS, (found) => {
    if (found.startsWith('/*') || found.startsWith('--')) return ' ';
    return quotes === 'names' && found.startsWith('"') ? found : '?';
  });
  const text = folded
    .replace(/\s+/gu, ' ')
    .replace(/\?(?: ?, ?\?)+/gu, '?, …')
    .replace(/(\([^()]*\?[^()]*\))(?: ?, ?\([^()]*\?[^()]*\))+/gu, '$1, …')
    .trim()
    .replace(/;$/u, '');
  return text === '' ? '(no statement)' : harmless(text, LONGEST);
}
