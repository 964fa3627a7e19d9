import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, languageIn, valueAt } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Channel name at its sender or listener. `unread`: written neither there nor right above. */
export interface ChannelName {
  readonly name: string;
  readonly by: 'literal' | 'constant' | 'template' | 'unread';
}

const CONSTANT = /^(?:[\w$]+\.)*[A-Z][A-Z\d_]+$/u;

/** Reads a call's first argument: literal, template, constant, or variable assigned above. */
export function readChannelName(
  code: AuditedCode['code'],
  file: string,
  call: SgNode,
): ChannelName | null {
  const [first] = argumentsOf(call);
  if (first === undefined) return null;
  const own = readName(code, file, first);
  if (own !== null) return own;
  const value =
    first.kind() === 'identifier' ? valueAt(call, first.text(), languageIn(file)) : null;
  const above = value === null ? null : readName(code, file, value);
  // A literal assigned to a variable is written once, like a constant.
  if (above !== null) return above.by === 'literal' ? { ...above, by: 'constant' } : above;
  return first.kind() === 'arrow_function' ? null : { name: first.text(), by: 'unread' };
}

function readName(code: AuditedCode['code'], file: string, node: SgNode): ChannelName | null {
  const text = node.text();
  const literal = /^(['"])([\w:./*-]+)\1$/u.exec(text)?.[2];
  if (literal !== undefined) return { name: literal.replaceAll('*', '{}'), by: 'literal' };
  const template = /^(?:f(['"])(.+?)\1|`([^`]+)`)$/u.exec(text);
  if (template !== null) {
    const name = (template[2] ?? template[3] ?? '').replace(
      /\$?\{([^}]*)\}/gu,
      (_, put: string) => {
        const known = CONSTANT.test(put) ? constant(code, file, put) : null;
        return known === null || known.startsWith('env:') ? '{}' : known;
      },
    );
    return { name: name.replaceAll('*', '{}'), by: 'template' };
  }
  return CONSTANT.test(text) ? { name: constant(code, file, text), by: 'constant' } : null;
}

/** Returns a constant's value, from its own file first; if unknown, its name stands for it. */
function constant(code: AuditedCode['code'], file: string, path: string): string {
  const name = path.split('.').at(-1) ?? path;
  const written = new RegExp(`\\b${name}\\s*(?::[^=\\n]*)?[=:]\\s*['"]([\\w:./-]+)['"]`, 'u');
  for (const sourceFile of [file, ...code.files]) {
    if (code.languageOf(sourceFile) === null) continue;
    const found = written.exec(code.textOf(sourceFile) ?? '')?.[1];
    if (found !== undefined) return found;
  }
  return `env:${name}`;
}
