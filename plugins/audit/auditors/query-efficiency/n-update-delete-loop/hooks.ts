import type { AuditedCode } from '../../../rule.ts';
import type { Statement } from '../statements/statement.ts';

const SIGNAL = /\b(?:pre|post)_(?:save|delete)\b/u;

/**
 * What a record does besides when it is saved or deleted by itself, which one statement for all would leave out: a
 * `save` of its own, or receivers of signals. null: nothing that is known.
 */
export function whyItMatters(statement: Statement, { code }: AuditedCode): string | null {
  const { dialect, by, model } = statement;
  if (dialect !== 'django' || by !== 'record') return null;
  const method = statement.verb === 'delete' ? 'delete' : 'save';
  const own = code.facts.functions.find(
    ({ name }) => name === `${model}.${method}` || (model === null && name.endsWith(`.${method}`)),
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
