import type { CallSite } from '../../../../analysis/index.ts';
import { resolveVariableType } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Returns a callee's full name in its package, also by type of receiving field or parameter. */
export function resolveQualifiedName(audited: AuditedCode, site: CallSite): string | null {
  const { callee, targets, isGuess } = site.call;
  const { code } = audited;
  const known = code.qualifiedNameOf(site.function, callee.replace(/^new /u, ''));
  if (known !== null) return known;
  const [, receiver, method] = /^(?:self\.|this\.)?#?_?(\w+)\.(\w+)$/u.exec(callee) ?? [];
  if (receiver !== undefined && method !== undefined) {
    const written = /^(?:self\.|this\.)?(.+)\.\w+$/u.exec(callee)?.[1] ?? receiver;
    const type = /^[\w.]+/u.exec(resolveVariableType(audited, site, written))?.[0];
    const full = type === undefined ? null : code.qualifiedNameOf(site.function, type);
    return full === null ? null : `${full}.${method}`;
  }
  return callee === 'open' && (isGuess || targets.length === 0) ? callee : null;
}
