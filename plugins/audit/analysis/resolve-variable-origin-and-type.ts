import type { CallSite, ProjectCode } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

export type Variable = ReturnType<ProjectCode['variablesOf']>[number];

/**
 * Returns the value of a name at a call: its last assignment before, in the function, an enclosing
 * function, the class or the file. null: the code does not show it.
 */
export function resolveVariable(
  { code }: AuditedCode,
  { function: index, call }: CallSite,
  name: string,
): Variable | null {
  const file = code.fileOf(index);
  const all = code.variablesOf(file).filter((variable) => variable.name === name);
  if (all.length === 0) return null;
  const first = code.moduleFunctionOf(file);
  let owner: string | null = null;
  for (let at = index - first; at > 0; at = code.functionAt(first + at).parent) {
    // A callback of a method knows the fields of its class.
    owner ??= code.functionAt(first + at).owner;
    const here = all.filter((variable) => variable.scope === at && variable.owner === null);
    const known = here.findLast((variable) => variable.line <= call.line) ?? here[0];
    if (known !== undefined) return known;
  }
  return (
    all.find(
      (variable) => variable.scope === -1 && variable.owner !== null && variable.owner === owner,
    ) ??
    all.find((variable) => variable.scope === -1 && variable.owner === null) ??
    null
  );
}

/** Returns a field's or variable's type, from its annotation or that of its assigned value. */
export function resolveVariableType(audited: AuditedCode, site: CallSite, name: string): string {
  const held = resolveVariable(audited, site, name);
  if (held === null) return '';
  if (held.kind !== 'alias' || !/^\w+$/u.test(held.expression)) return held.expression;
  const file = audited.code.fileOf(site.function);
  const given = audited.code
    .variablesOf(file)
    .filter(
      (variable) =>
        variable.name === held.expression && variable.kind === 'type' && variable.line <= held.line,
    );
  return given.at(-1)?.expression ?? held.expression;
}
