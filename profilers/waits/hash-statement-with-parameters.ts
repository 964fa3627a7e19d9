/** Runs in the measured process: tells equal calls of a statement without storing their parameters. */
import { randomBytes } from 'node:crypto';

/** Longest text of a statement and its parameters that is hashed, in UTF-16 units. */
const MOST_LENGTH = 20_000;
/** FNV-1a with 32 bits: https://www.rfc-editor.org/rfc/rfc9923 */
const FNV_PRIME = 16_777_619;

/** Differs from process to process, so that a record does not let secrets be guessed. */
const salt = randomBytes(4).readUInt32LE();

/**
 * Returns a hash of a statement with its parameters, equal only for equal calls in this process; 0
 * if parameters cannot be told, such as streams, or are too long.
 * @param given - Parameters as the second argument of the call; a callback there is none.
 * @param statement - The first argument, which may hold the parameters as `values`.
 */
export function hashStatement(text: string, given: unknown, statement: unknown): number {
  const { values } = Object(statement) as { readonly values?: unknown };
  const parameters = typeof given === 'function' || given === undefined ? values : given;
  let written: string | undefined;
  try {
    written = JSON.stringify(parameters ?? [], (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
  } catch {
    return 0;
  }
  if (written === undefined) return 0;
  const whole = `${text}\0${written}`;
  return whole.length > MOST_LENGTH ? 0 : hash(whole);
}

function hash(text: string): number {
  let value = salt;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), FNV_PRIME);
  }
  return value === 0 ? 1 : value | 0;
}
