import { posix } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, languageIn, valueAt } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

/**
 * Returns the size in bytes of the file that a call reads, if the code gives its path: a literal,
 * or joined literals, relative to the project root or to the reading file. Returns null if the size
 * is unknown.
 */
export function findSizeOfReadFile(
  { code }: AuditedCode,
  file: string,
  call: SgNode,
): number | null {
  const target = call.field('function');
  const receiver = /\.(?:read_text|read_bytes|open)$/u.test(target?.text() ?? '')
    ? target?.field('object')
    : null;
  const first = receiver ?? argumentsOf(call)[0];
  if (first === undefined || first === null) return null;
  const named =
    first.kind() === 'identifier' ? valueAt(call, first.text(), languageIn(file)) : null;
  const path = literalPath(named ?? first);
  if (path === null) return null;
  const folder = posix.dirname(file);
  const places = [path, posix.join(folder, path), posix.join(folder, '..', path)];
  for (const place of places) {
    const text = code.textOf(posix.normalize(place));
    if (text !== null) return Buffer.byteLength(text);
  }
  return null;
}

/** Allowed path parts besides literals: path functions and the file's own location. */
const ANCHOR =
  /^(?:(?:pathlib\.)?Path|os\.path\.join|path\.(?:join|resolve)|(?:posix\.)?join|resolve|__file__|__dirname|new|URL|import\.meta\.(?:url|dirname)|process\.cwd|parent|dirname|os\.path\.dirname|resolve)$/u;

function literalPath(node: SgNode): string | null {
  const text = node.text();
  if (/[$%{}]|\bf['"]/u.test(text)) return null;
  const parts = [...text.matchAll(/(['"`])([^'"`]*)\1/gu)].map(([, , part = '']) => part);
  const names = text.replace(/(['"`])[^'"`]*\1/gu, ' ').match(/[A-Za-z_][\w.]*/gu) ?? [];
  const isLiteral = names.every((name) =>
    name.split(/\.(?=parent|resolve)/u).every((segment) => ANCHOR.test(segment)),
  );
  return parts.length > 0 && isLiteral ? posix.join(...parts) : null;
}
