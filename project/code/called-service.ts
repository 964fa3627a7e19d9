import type { CodeCall } from '../../harness/model/program/code-facts.ts';

/** A request that a call sends, as far as its arguments say. */
export interface CalledService {
  /** With its port where one is named: `users:3000`. */
  readonly host: string;
  /** Upper case. */
  readonly method: string;
  /** Placeholders of the source as `x`, which fits any parameter. */
  readonly path: string;
}

const URL_TEXT = /['"`](?:https?):\/\/([^/'"`?#$\s]+)([^'"`?#\s]*)/u;
const METHOD_OPTION = /\bmethod\s*[:=]\s*['"`](\w+)['"`]/u;
const METHOD_NAME = /\.(get|post|put|patch|delete|head|options)$/u;

/** The host and route that a call asks, where both stand in its arguments; null: they do not. */
export function requestOf(call: CodeCall): CalledService | null {
  const found = URL_TEXT.exec(call.arguments);
  const [, host, path = ''] = found ?? [];
  if (host === undefined) return null;
  const method =
    METHOD_OPTION.exec(call.arguments)?.[1] ?? METHOD_NAME.exec(call.callee)?.[1] ?? 'GET';
  const filled = path.replace(/\$?\{[^}]*\}/gu, 'x');
  return { host, method: method.toUpperCase(), path: filled === '' ? '/' : filled };
}
