import { type CallSite, once } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { resolveVariable } from '../resolve-variable-origin-and-type.ts';

/** Name of a model whose class is a type parameter of the repository that has it. */
const ANY_DOCUMENTS = 'documents';
/** Field of a base repository whose model comes from a type parameter or a subclass. */
const OF_REPOSITORY = /^this\._?(?:model|\w+Model)$/u;

/**
 * Returns the document class of a Mongoose model, taken from the type of the receiver, `orders:
 * Model<Order>`, or from a repository field, `this.model`. Returns null if the receiver is not
 * recognizably a Mongoose model.
 */
export function resolveMongooseModel(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
): string | null {
  const name = /^(?:this\.)?(\w+)$/u.exec(receiver)?.[1];
  if (name === undefined || !usesMongoose(audited.code)) return null;
  const held = resolveVariable(audited, site, name);
  if (held?.how === 'type' && isTyped(audited, site, name)) {
    return held.of.length > 1 && /^[A-Z]/u.test(held.of) ? held.of : ANY_DOCUMENTS;
  }
  // A field known to belong to another library is no model.
  return held === null && OF_REPOSITORY.test(receiver) ? ANY_DOCUMENTS : null;
}

/** `readonly orders: Model<OrderDocument>`, `PaginateModel<Order>`. */
function isTyped({ code }: AuditedCode, { function: index }: CallSite, name: string): boolean {
  const text = code.textOf(code.facts.functions[index]?.file ?? '') ?? '';
  return new RegExp(`\\b${name}\\??\\s*:\\s*(?:\\w+\\.)?\\w*Model<`, 'u').test(text);
}

/** True if a project uses Mongoose. */
export const usesMongoose = once<AuditedCode['code'], boolean>((code) =>
  code.sources.some((file) =>
    code.importsOf(file).some(({ source }) => /^(?:mongoose|@nestjs\/mongoose)$/u.test(source)),
  ),
);
