import type { SgNode } from '@ast-grep/napi';
import { scopeOf, valueAt } from '../../../../analysis/index.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';
import { mergeEagerRelations, NO_EAGER_RELATIONS } from './eagerly-loaded-relations-of-query.ts';
import type { QueryChain } from './parse-orm-query-chain.ts';
import { findProjectEagerRelations } from './relations-eager-anywhere-in-project.ts';
import { applyChainSteps, type QueryRows } from './rows-returned-by-query-chain.ts';

/** Resolves related rows of a row at hand: `self.lines.all()`, `order.lines`. */
export function resolveRelationRows(
  audited: AuditedCode,
  index: number,
  { root, parts }: QueryChain,
): QueryRows | null {
  const models = findRelatedModels(audited);
  let model = root.kind() === 'identifier' ? modelHeld(audited, index, root) : null;
  for (const [at, { name, call }] of parts.entries()) {
    const relation = model === null ? undefined : models.get(model)?.relations.get(name);
    if (call !== null || model === null || relation?.target == null) return null;
    const target = models.get(relation.target);
    if (relation.leadsTo === 'one' || target === undefined) {
      model = relation.target;
      continue;
    }
    const rest = parts.slice(at + 1);
    const { orm } = relation;
    // A Django related manager is no list until a method is called on it; SQLAlchemy rows are
    // loaded.
    if (orm === 'django' ? rest.length === 0 : rest.length > 0) return null;
    // Inverse relations lead to the same row for all elements, so its relations are queried only
    // once.
    const back = [...target.relations.values()].filter((relation) => relation.target === model);
    const eager = mergeEagerRelations([
      findProjectEagerRelations(audited, relation.name),
      {
        ...NO_EAGER_RELATIONS,
        paths: new Set(
          back.flatMap(({ name: relationName }) => [relationName, `${relationName}.*`]),
        ),
      },
    ]);
    const rows = { model: target.name, orm, eager, isAwaited: false, written: '', isOfRow: true };
    return applyChainSteps(audited, rows, rest);
  }
  return null;
}

/** Returns the model of a variable's row; null if it holds no row or the model is unknown. */
function modelHeld(audited: AuditedCode, index: number, node: SgNode): string | null {
  const models = findRelatedModels(audited);
  const { code } = audited;
  const named = (name: string): string | null => (models.has(name) ? name : null);
  if (node.text() === 'self') return named(code.rawOf(index).owner ?? '');
  const value = valueAt(node, node.text(), 'python');
  if (value === null) {
    const scope = scopeOf(node).field('parameters');
    const parameter = scope?.children().find((child) => child.child(0)?.text() === node.text());
    const type = parameter?.field('type')?.text() ?? '';
    return named(/^["']?(?:\w+\.)*(\w+)["']?$/u.exec(type)?.[1] ?? '');
  }
  const read = listEntityReads(audited, index).find((rowRead) => {
    const [a, b] = [rowRead.node.range(), value.range()];
    return b.start.index <= a.start.index && a.end.index <= b.end.index;
  });
  return read === undefined || read.isList || read.special !== null ? null : named(read.model);
}
