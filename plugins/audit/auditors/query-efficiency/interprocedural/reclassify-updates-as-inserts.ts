import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type Language, type Loop, valuesOf } from '../../../../analysis/index.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';

/** Reclassifies updates that store a record as inserts if each iteration creates the record. */
export function reclassifyInserts(
  audited: AuditedCode,
  call: SgNode,
  { body }: Loop,
  language: Language,
  reached: readonly ReachedStatement[],
): readonly ReachedStatement[] {
  const models = findModels(audited);
  const model = argumentsOf(call)
    .flatMap((argument) => {
      const value =
        argument.kind() === 'keyword_argument' ? (argument.field('value') ?? argument) : argument;
      const [made] =
        value.kind() === 'identifier' ? valuesOf(value.text(), body, language) : [value];
      return made === undefined ? [] : [classMade(made)];
    })
    .find((name) => models.has(name));
  if (model === undefined) return reached;
  return reached.map((reachedEffect) => {
    const { effect } = reachedEffect;
    if (effect.statement.by !== 'record' || effect.kind !== 'update') return reachedEffect;
    if (effect.model !== null && effect.model !== model) return reachedEffect;
    const statement = { ...effect.statement, verb: 'insert' as const, model };
    return { ...reachedEffect, effect: { ...effect, kind: 'insert', model, statement } };
  });
}

/** Returns the instantiated class: `Job` of `models.Job(…)` and `new Job(…)`; empty if none. */
function classMade(node: SgNode): string {
  const maker = node.field(node.kind() === 'new_expression' ? 'constructor' : 'function')?.text();
  return /^(?:\w+\.)*([A-Z]\w*)$/u.exec(maker ?? '')?.[1] ?? '';
}
