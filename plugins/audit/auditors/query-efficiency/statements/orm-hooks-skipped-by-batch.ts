import { once, type ProjectCode } from '../../../../analysis/index.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { WriteStatement } from './write-statement.ts';

const SIGNAL = /\b(?:pre|post)_(?:save|delete)\b/u;
const LINKED = /\bm2m_changed\b/u;
/** Marks of methods that Sequelize and TypeORM call for each record. */
const LISTENS: Readonly<Record<WriteStatement['verb'], RegExp>> = {
  insert: /^(?:Before|After)(?:Create|Insert|Save|Upsert)$/u,
  update: /^(?:Before|After)(?:Update|Save)$/u,
  delete: /^(?:Before|After)(?:Destroy|Remove|SoftRemove)$/u,
};

/** Few functions have any. */
const decorated = once<ProjectCode, readonly number[]>((code) =>
  [...code.facts.functions.keys()].filter((index) => code.rawOf(index).decorators.length > 0),
);

/**
 * Returns side effects of storing or deleting a single record that one statement for all would
 * skip: its own `save`, signal receivers, hooks of its class. null: none is known.
 */
export function describeSkippedSideEffects(
  statement: WriteStatement,
  audited: AuditedCode,
): string | null {
  const { dialect, by } = statement;
  if (dialect === 'sequelize' || dialect === 'typeorm') return hooksOf(statement, audited);
  return dialect === 'django' && by === 'record' ? ofDjango(statement, audited) : null;
}

/** Receivers of `m2m_changed`, which Django sends for each row that is tied to others. */
function whoHearsOfLinks({ code }: AuditedCode, relation: string): string | null {
  const isMeant = ({ name, argumentText }: { name: string; argumentText: string }): boolean =>
    name === 'receiver' &&
    LINKED.test(argumentText) &&
    (!/\bsender\s*=/u.test(argumentText) || argumentText.includes(`.${relation}.through`));

  for (const index of decorated(code)) {
    const heard = code.rawOf(index).decorators.find(isMeant);
    const { name = '', file = '' } = code.facts.functions[index] ?? {};
    if (heard !== undefined) {
      return `${name} (${file}:${heard.line}) receives a signal for each link, but bulk writes to the join table send no signals`;
    }
  }
  return null;
}

/** Returns a class's Sequelize or TypeORM hook for each individually stored record, or null. */
export function findRecordHook(statement: WriteStatement, audited: AuditedCode): string | null {
  const { dialect, by, verb } = statement;
  if (dialect !== 'sequelize' && dialect !== 'typeorm') return null;
  return by === 'record' || verb === 'insert' ? hooksOf(statement, audited) : null;
}

function hooksOf({ model, verb }: WriteStatement, { code }: AuditedCode): string | null {
  for (const index of decorated(code)) {
    const { owner, decorators } = code.rawOf(index);
    const isHook = decorators.some((decorator) => LISTENS[verb].test(decorator.name));
    if (isHook && owner !== null && owner === model) {
      const { name = '', file = '', line = 0 } = code.facts.functions[index] ?? {};
      return `${name} (${file}:${line}) runs for each record, but bulk calls skip it`;
    }
  }
  return null;
}

function ofDjango({ verb, model, related }: WriteStatement, audited: AuditedCode): string | null {
  const { code } = audited;
  if (related?.hears === 'nobody') return null;
  if (related?.hears === 'links') return whoHearsOfLinks(audited, related.relation);
  const method = verb === 'delete' ? 'delete' : 'save';
  const models = findModels(audited);
  const relatedModels = findRelatedModels(audited);
  // Methods of a base class or mixin run for each record, too.
  const line = model === null ? [] : (relatedModels.get(model)?.line ?? [model]);
  const isModel = (owner: string): boolean => models.has(owner) || relatedModels.has(owner);
  const methods = new Set(line.map((modelName) => `${modelName}.${method}`));
  const own = code.facts.functions.find(
    ({ name }) =>
      methods.has(name) ||
      (model === null && name.endsWith(`.${method}`) && isModel(name.split('.')[0] ?? '')),
  );
  if (own !== undefined) {
    return `${own.name} (${own.file}:${own.line}) does more than save the row, but bulk_update does not call it`;
  }
  for (const index of decorated(code)) {
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
      return `${name} (${file}:${heard.line}) receives a signal for each ${method === 'save' ? 'saved' : 'deleted'} record, but bulk methods send no signals`;
    }
  }
  return null;
}
