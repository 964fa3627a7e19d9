import { type Loop, once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { resolveRowModel } from '../interprocedural/resolve-model-method-call-on-loop-row.ts';

const CASCADE = /\bcascade\s*=\s*['"][^'"]*(?:delete|all)\b/u;
const known = once(classesThatCascade);

/** Returns why one DELETE for all leaves related rows that a session deletes; null: none. */
export function explainOrmCascade(
  found: CallCandidate,
  loop: Loop,
  audited: AuditedCode,
): string | null {
  const all = known(audited.code);
  const model = resolveRowModel(audited, found.site, loop);
  if (model === null ? all.size === 0 : !all.has(model)) return null;
  return `the session also deletes the dependents of ${model ?? 'a row'}; batch the deletes only if the database deletes them too (ON DELETE CASCADE)`;
}

/** Classes with a relation that is deleted along, by the class that has it. */
function classesThatCascade(code: ProjectCode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of code.sources) {
    const text = file.endsWith('.py') ? (code.textOf(file) ?? '') : '';
    if (!CASCADE.test(text)) continue;
    for (const classNode of code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ??
      []) {
      const name = classNode.field('name')?.text();
      if (name !== undefined && CASCADE.test(classNode.text())) found.add(name);
    }
  }
  return found;
}
