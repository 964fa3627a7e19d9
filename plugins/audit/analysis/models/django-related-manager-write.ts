import type { CallSite } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { resolveVariable, resolveVariableType } from '../resolve-variable-origin-and-type.ts';
import { findRelatedModels, type RelatedModel } from './python-models-with-all-relations.ts';

/** A write by a manager of Django that hangs on a row: `post.tags.add(tag)`, `order.lines.create(…)`. */
export interface RelatedManagerWrite {
  /** Row that has the manager, as written: `post`, `self`. */
  readonly row: string;
  readonly relation: string;
  readonly method: RelatedMethod;
  /** Class of the row. */
  readonly owner: string;
  /** Target class of the relation; null if unknown. */
  readonly target: string | null;
  /** Rows of a table in between are written, not the rows of the relation. */
  readonly isThrough: boolean;
}

type RelatedMethod = 'add' | 'set' | 'remove' | 'clear' | 'create' | 'bulk_create';

const WRITES = /^((?:\w+\.)*\w+)\.(\w+)\.a?(add|set|remove|clear|create|bulk_create)$/u;

/** Returns the write a call makes through a relation's manager, or null if it makes none. */
export function findRelatedManagerWrite(
  audited: AuditedCode,
  site: CallSite,
): RelatedManagerWrite | null {
  const [, row = '', relation = '', method = ''] = WRITES.exec(site.call.callee) ?? [];
  if (row === '' || relation === 'objects') return null;
  const model = modelOfRow(audited, site, row);
  const found = model?.relations.get(relation);
  if (model == null || found === undefined) return null;
  if (found.orm !== 'django' || found.leadsTo !== 'many') return null;
  return {
    row,
    relation,
    owner: model.name,
    target: found.target,
    isThrough: found.isThrough,
    method: method as RelatedMethod,
  };
}

/** Resolves a variable's model by its class, assigned value or name: `new_order` is an `Order`. */
function modelOfRow(audited: AuditedCode, site: CallSite, row: string): RelatedModel | null {
  const models = findRelatedModels(audited);
  if (row === 'self') {
    const { owner } = audited.code.rawOf(site.function);
    return (owner === null ? null : models.get(owner)) ?? null;
  }
  if (/^\w+$/u.test(row)) {
    const written = resolveVariableClass(audited, site, row);
    if (written !== null) return models.get(written) ?? null;
  }
  const name = row.slice(row.lastIndexOf('.') + 1);
  return (
    models.get(camelCase(name)) ?? models.get(camelCase(name.replace(/^[a-z]+_/u, ''))) ?? null
  );
}

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

function camelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
