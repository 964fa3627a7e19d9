import { modelsOf } from '../../../look/models/models-of.ts';
import { relatedModelsOf } from '../../../look/models/relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { Statement } from './statement.ts';

const SIGNAL = /\b(?:pre|post)_(?:save|delete)\b/u;
/** Marks of methods that Sequelize and TypeORM call for each record. */
const LISTENS: Readonly<Record<Statement['verb'], RegExp>> = {
  insert: /^(?:Before|After)(?:Create|Insert|Save|Upsert)$/u,
  update: /^(?:Before|After)(?:Update|Save)$/u,
  delete: /^(?:Before|After)(?:Destroy|Remove|SoftRemove)$/u,
};

/**
 * What a record does besides when it is stored or deleted by itself, which one statement for all would leave out:
 * a `save` of its own, receivers of signals, hooks of its class. null: nothing that is known.
 */
export function whyItMatters(statement: Statement, audited: AuditedCode): string | null {
  const { dialect, by } = statement;
  if (dialect === 'sequelize' || dialect === 'typeorm') return hooksOf(statement, audited);
  return dialect === 'django' && by === 'record' ? ofDjango(statement, audited) : null;
}

/** A hook of Sequelize or TypeORM that a class marks for each record that is stored by itself; null: none. */
export function hookOfEach(statement: Statement, audited: AuditedCode): string | null {
  const { dialect, by, verb } = statement;
  if (dialect !== 'sequelize' && dialect !== 'typeorm') return null;
  return by === 'record' || verb === 'insert' ? hooksOf(statement, audited) : null;
}

function hooksOf({ model, verb }: Statement, { code }: AuditedCode): string | null {
  for (const [index, { name, file, line }] of code.facts.functions.entries()) {
    const { owner, decorators } = code.rawOf(index);
    const isHook = decorators.some((one) => LISTENS[verb].test(one.name));
    if (isHook && owner !== null && owner === model) {
      return `${name} (${file}:${line}) runs for each of them: bulk calls leave it out`;
    }
  }
  return null;
}

function ofDjango({ verb, model }: Statement, audited: AuditedCode): string | null {
  const { code } = audited;
  const method = verb === 'delete' ? 'delete' : 'save';
  const models = modelsOf(audited);
  const related = relatedModelsOf(audited);
  // What a base or a mixin does it does for each of them, too.
  const line = model === null ? [] : (related.get(model)?.line ?? [model]);
  const isModel = (owner: string): boolean => models.has(owner) || related.has(owner);
  const methods = new Set(line.map((one) => `${one}.${method}`));
  const own = code.facts.functions.find(
    ({ name }) =>
      methods.has(name) ||
      (model === null && name.endsWith(`.${method}`) && isModel(name.split('.')[0] ?? '')),
  );
  if (own !== undefined) {
    return `${own.name} (${own.file}:${own.line}) does more than store: bulk_update leaves it out`;
  }
  for (const index of code.facts.functions.keys()) {
    const heard = code
      .rawOf(index)
      .decorators.find(
        ({ name, argumentText }) =>
          name === 'receiver' &&
          SIGNAL.test(argumentText) &&
          (model === null || !/sender\s*=/u.test(argumentText) || argumentText.includes(model)),
      );
    const { name = '', file = '' } = code.facts.functions[index] ?? {};
    if (heard !== undefined) {
      return `${name} (${file}:${heard.line}) hears of each that is ${method === 'save' ? 'saved' : 'deleted'}: bulk methods send no signals`;
    }
  }
  return null;
}
