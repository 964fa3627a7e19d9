import { once, type ProjectCode } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import {
  type ModelWithRelations,
  type Relation,
  readModelsWithRelations,
} from './python-orm-relations.ts';

/** Python model with all its relations: own, inherited, and inverses of other models' relations. */
export interface RelatedModel {
  readonly name: string;
  readonly file: string;
  /** The class and its base classes within the project, topmost base first. */
  readonly line: readonly string[];
  readonly relations: ReadonlyMap<string, Relation>;
  /** Managers that the class itself declares: `objects = OrderManager()`. */
  readonly managers: readonly string[];
}

const inCode = once<ProjectCode, ReadonlyMap<string, RelatedModel>>(readModels);

/** Returns the Python models of a project by name. A name shared by two models is left out. */
export function findRelatedModels({ code }: AuditedCode): ReadonlyMap<string, RelatedModel> {
  return inCode(code);
}

function readModels(code: ProjectCode): ReadonlyMap<string, RelatedModel> {
  const written = new Map<string, ModelWithRelations | null>();
  for (const file of new Set(code.facts.functions.map((codeFunction) => codeFunction.file))) {
    for (const model of file.endsWith('.py') ? readModelsWithRelations(code, file) : []) {
      written.set(model.name, written.has(model.name) ? null : model);
    }
  }
  const found = new Map<string, RelatedModel>();
  for (const model of written.values()) {
    if (model === null) continue;
    const line = lineOf(model, written, new Set());
    const relations = new Map(
      line.flatMap((above) => above.relations.map((relation) => [relation.name, relation])),
    );
    const managers = line.flatMap((above) => above.managers);
    const { name, file } = model;
    found.set(name, { name, file, line: line.map((above) => above.name), relations, managers });
  }
  return withReverse(found);
}

/** Lists a model and its bases, topmost base first, so that subclasses override their bases. */
function lineOf(
  model: ModelWithRelations,
  all: ReadonlyMap<string, ModelWithRelations | null>,
  seen: Set<string>,
): readonly ModelWithRelations[] {
  if (seen.has(model.name)) return [];
  seen.add(model.name);
  const above = model.bases.flatMap((name) => {
    const base = all.get(name);
    return base == null ? [] : lineOf(base, all, seen);
  });
  return [...above, model];
}

/** `order.lines` of a key that `OrderLine` has, and of a `backref`. */
function withReverse(models: ReadonlyMap<string, RelatedModel>): ReadonlyMap<string, RelatedModel> {
  const added = new Map<string, Map<string, Relation>>();
  for (const model of models.values()) {
    for (const relation of model.relations.values()) {
      const { reverse, target } = relation;
      if (reverse === null || target === null || !models.has(target)) continue;
      const name = reverse.name.replace('%(class)s', model.name.toLowerCase());
      const known = added.get(target) ?? new Map<string, Relation>();
      added.set(target, known);
      known.set(name, { ...reverse, name, target: model.name, orm: relation.orm, reverse: null });
    }
  }
  return new Map(
    [...models].map(([name, model]) => [
      name,
      {
        ...model,
        relations: new Map([
          ...model.line.flatMap((above) => [...(added.get(above) ?? [])]),
          ...model.relations,
        ]),
      },
    ]),
  );
}
