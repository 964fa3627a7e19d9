import type { CallSite } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { resolveVariable, resolveVariableType } from '../resolve-variable-origin-and-type.ts';

/** Returns the class given in the code for a variable, or null if there is none. */
export function resolveVariableClass(
  audited: AuditedCode,
  site: CallSite,
  name: string,
): string | null {
  const held = resolveVariable(audited, site, name);
  if (held === null) return null;
  const type = /^(?:\w+\.)*([A-Z]\w*)$/u.exec(resolveVariableType(audited, site, name))?.[1];
  return type ?? /^(?:\w+\.)*([A-Z]\w*)\.objects\b/u.exec(held.of)?.[1] ?? null;
}
