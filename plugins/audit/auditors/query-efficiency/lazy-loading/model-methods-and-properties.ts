import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { RelatedModel } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';

/** A method of a model. */
export interface ModelMember {
  readonly function: number;
  /** It runs when it is read. */
  readonly isProperty: boolean;
}

const PROPERTY = /(?:^|\.)(?:property|cached_property|hybrid_property)$/u;
/** Others of these are no methods of a row. */
const NO_METHOD =
  /(?:^|\.)(?:staticmethod|classmethod|setter|deleter|expression|validates|declared_attr)$/u;

const byOwner = once<ProjectCode, ReadonlyMap<string, ReadonlyMap<string, ModelMember>>>((code) => {
  const found = new Map<string, Map<string, ModelMember>>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    const { owner, name, decorators } = code.rawOf(index);
    if (owner === null || !file.endsWith('.py')) continue;
    if (decorators.some((decorator) => NO_METHOD.test(decorator.name))) continue;
    const members = found.get(owner) ?? new Map<string, ModelMember>();
    found.set(owner, members);
    const isProperty = decorators.some((decorator) => PROPERTY.test(decorator.name));
    members.set(name.replace(/^.*\./u, ''), { function: index, isProperty });
  }
  return found;
});

/** Lists the methods and properties of a model, including inherited members. */
export function listModelMembers(
  { code }: AuditedCode,
  model: RelatedModel,
): ReadonlyMap<string, ModelMember> {
  return new Map(model.line.flatMap((name) => [...(byOwner(code).get(name) ?? [])]));
}

/** Lists the methods and properties that a class itself declares. */
export function listOwnMembers(code: ProjectCode, owner: string): ReadonlyMap<string, ModelMember> {
  return byOwner(code).get(owner) ?? new Map();
}
