/**
 * Runs in the measured process: reduces SQL statements to what their calls share, and tells equal
 * reads without storing their parameters.
 */
import { randomBytes } from 'node:crypto';
import { types } from 'node:util';
import { COMPLETE_VARIABLE } from './wait-span-store.ts';
import type { CallDescription } from './wrap-functions-to-record-waits.ts';

const COMMENT = /\/\*.*?\*\/|--[^\n]*/gs;

const LONGEST = 1_000;
/** Most characters to inspect, since literals of megabytes are not worth the time. */
const LOOKED_AT = 4_000;
const MOST_KNOWN = 2_000;
const known = new Map<string, string>();

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

/** Longest text of a statement and its parameters that is hashed, in UTF-16 units and bytes. */
const MOST_LENGTH = 20_000;
/** FNV-1a with 32 bits: https://www.rfc-editor.org/rfc/rfc9923 */
const FNV_PRIME = 16_777_619;
/** One SELECT that reads a table, rather than the result of a function. */
const SELECTS =
  /^\s*(?:select|with)\b(?=[^;]*\bfrom\s+["`[\w][^\s,()]*(?![^\s,()]*\s*\())[^;]*;?\s*$/iu;
/** Writes, locks, and values that differ from call to call. */
const CHANGES =
  /:=|\b(?:insert|update|delete|merge|replace|truncate|into|share|lock|(?:next|set|last|curr)val|\w*rand(?:om)?|\w*uuid\w*|now|(?:clock|current|statement|transaction|local)_?timestamp|current_(?:date|time)|localtime|sysdate|found_rows|last_insert_id|set_config|pg_\w+)\b/iu;

/** Only evidence from tests compares calls, so other measurements do not pay for it. */
const isWanted = process.env[COMPLETE_VARIABLE] !== undefined;
/** Differs from process to process, so that records of several runs cannot be compared. */
const salt = randomBytes(4).readUInt32LE();

/**
 * Returns a hash of a plain read with its parameters, equal only for equal calls in this process; 0
 * for other statements, and for parameters of unknown content or too long ones.
 * @param argument - Parameters as the second argument of the call; a callback there is none.
 * @param statement - The first argument, which may hold the parameters as `values`.
 */
export function hashRead(
  text: string,
  argument: unknown,
  statement: unknown,
  target: string | null,
  wanted = isWanted,
): number {
  if (!wanted || text.length > MOST_LENGTH) return 0;
  const plain = text.replace(COMMENT, ' ');
  if (!SELECTS.test(plain) || CHANGES.test(plain)) return 0;
  try {
    const { values } = Object(statement) as { readonly values?: unknown };
    const parameters = typeof argument === 'function' ? values : (argument ?? values);
    const budget = { left: MOST_LENGTH - plain.length };
    return hash(`${target ?? ''}\0${plain}\0${serialize(parameters ?? [], budget)}`);
  } catch {
    return 0;
  }
}

/** Serializes values whose content is known without running the program's code. @throws Otherwise. */
function serialize(value: unknown, budget: { left: number }): string {
  spend(budget, 1);
  if (typeof value === 'string') {
    spend(budget, value.length);
    return JSON.stringify(value);
  }
  if (value === null || ['number', 'bigint', 'boolean', 'undefined'].includes(typeof value)) {
    return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;
  }
  if (typeof value !== 'object' || types.isProxy(value)) throw new TypeError('unknown content');
  if (types.isDate(value)) return `date ${Date.prototype.getTime.call(value)}`;
  if (ArrayBuffer.isView(value)) {
    spend(budget, value.byteLength);
    const { buffer, byteOffset, byteLength } = value;
    return `bytes ${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}`;
  }
  const isList = Array.isArray(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isList && prototype !== null && prototype !== Object.prototype) {
    throw new TypeError('unknown content');
  }
  // Before the properties of a million rows are listed.
  if (isList) spend(budget, value.length);
  const properties = Object.entries(Object.getOwnPropertyDescriptors(value));
  const parts = properties.map(([key, property]) => {
    if (!('value' in property)) throw new TypeError('unknown content');
    return `${JSON.stringify(key)}:${serialize(property.value, budget)}`;
  });
  return `${isList ? 'list' : 'object'}{${parts.join(',')}}`;
}

function spend(budget: { left: number }, length: number): void {
  budget.left -= length;
  if (budget.left < 0) throw new RangeError('too long');
}

function hash(text: string): number {
  let value = salt;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), FNV_PRIME);
  }
  return value === 0 ? 1 : value | 0;
}

/** Describes the call of a driver with a statement: a text, or an object that holds it. */
export function describeStatement(
  [statement, values]: readonly unknown[],
  target: string | null,
  connection: unknown,
): CallDescription {
  const { text, sql, name } = Object(statement) as Readonly<Record<string, unknown>>;
  const full = typeof statement === 'string' ? statement : String(text ?? sql ?? name ?? '');
  return {
    kind: 'database',
    detail: replaceSqlLiterals(full),
    target,
    parameters: hashRead(full, values, statement, target),
    connection: connection as object,
  };
}
