import type { SgNode } from '@ast-grep/napi';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { Relation } from '../../../analysis/models/python-orm-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EagerRelations } from './eagerly-loaded-relations-of-query.ts';

/** Place where an ORM issues a query for a relation of a row. */
export interface RelationRead {
  /** From the first node of the row: `line.order`, `book.copies.count()`. */
  readonly node: SgNode;
  readonly relation: Relation;
  /** Relation path from the row, with dots: `order.customer`. */
  readonly path: string;
  /** Model that declares it. */
  readonly model: string;
  /** Set when the read selects some rows, which issues a query even if all are loaded. */
  readonly isNarrowed: boolean;
}

/** Django manager methods that read rows loaded by `prefetch_related`, or need no others. */
const ASKS = new Set(['all', 'count', 'exists', 'iterator']);
/** Methods that query other rows. */
const NARROWS = new Set([
  'filter',
  'exclude',
  'order_by',
  'first',
  'last',
  'get',
  'values',
  'values_list',
  'latest',
  'earliest',
  'aggregate',
  'distinct',
  'select_related',
  'annotate',
  'only',
  'reverse',
]);
/** A chain that ends so changes rows. */
const CHANGES =
  /\.(?:update|delete|create|get_or_create|update_or_create|bulk_create|add|remove|set|clear)\($/u;
/** Changes of a collection of SQLAlchemy. */
const PUTS = /^(?:append|add|remove|extend|insert|clear|discard|pop)$/u;

/** Returns the reads of relations in `scope` that issue a query, for the row in variable `name`. */
export function findRelationReads(
  audited: AuditedCode,
  scope: SgNode,
  name: string,
  model: string,
  eager: EagerRelations,
): readonly RelationRead[] {
  const rule = {
    kind: 'attribute',
    has: { field: 'object', kind: 'identifier', regex: `^${name}$` },
  };
  const reads = scope.findAll({ rule });
  const written = new Set(reads.filter(isWritten).map((read) => read.field('attribute')?.text()));
  return reads.flatMap((node) => {
    if (written.has(node.field('attribute')?.text()) || isAskedWhether(node)) return [];
    const read = readAlong(audited, node, model, eager);
    return read === null ? [] : [read];
  });
}

/** Follows a member chain through relations, up to the first not loaded with its row. */
function readAlong(
  audited: AuditedCode,
  start: SgNode,
  from: string,
  eager: EagerRelations,
): RelationRead | null {
  const models = findRelatedModels(audited);
  let model = from;
  let path = '';
  for (let node: SgNode | null = start; node?.kind() === 'attribute'; node = memberOf(node)) {
    const relation = models.get(model)?.relations.get(node.field('attribute')?.text() ?? '');
    if (relation === undefined) return null;
    path = path === '' ? relation.name : `${path}.${relation.name}`;
    const read = { relation, path, model };
    if (relation.leadsTo === 'many') return ofMany(node, read, eager);
    if (!isThere(relation, path, eager)) return { ...read, node, isNarrowed: false };
    if (relation.target === null) return null;
    model = relation.target;
  }
  return null;
}

function ofMany(
  node: SgNode,
  read: Omit<RelationRead, 'node' | 'isNarrowed'>,
  eager: EagerRelations,
): RelationRead | null {
  const member = memberOf(node);
  const method = member?.field('attribute')?.text() ?? '';
  if (read.relation.orm === 'sqlalchemy') {
    if (PUTS.test(method) || isThere(read.relation, read.path, eager)) return null;
    return { ...read, node, isNarrowed: false };
  }
  const call = member?.parent();
  if (member === null || call?.kind() !== 'call' || call.field('function')?.id() !== member.id()) {
    return null;
  }
  const isNarrowed = NARROWS.has(method);
  if (!isNarrowed && (!ASKS.has(method) || isThere(read.relation, read.path, eager))) return null;
  if (isNarrowed && (eager.isUnknown || read.relation.isEager)) return null;
  return changes(call) ? null : { ...read, node: call, isNarrowed };
}

/** `order.lines.filter(…).delete()`. */
function changes(call: SgNode): boolean {
  for (let at = call; ; ) {
    const member = memberOf(at);
    const outer = member?.parent();
    if (member === null || outer?.kind() !== 'call') return false;
    if (CHANGES.test(`.${member.field('attribute')?.text()}(`)) return true;
    at = outer;
  }
}

function isThere(relation: Relation, path: string, eager: EagerRelations): boolean {
  return (
    relation.isEager ||
    eager.isUnknown ||
    eager.paths.has(path) ||
    eager.paths.has(`${path.split('.')[0]}.*`) ||
    (eager.isEveryOne && relation.leadsTo === 'one')
  );
}

/** Returns the member access on a node: `order.customer` for `order`. */
function memberOf(node: SgNode): SgNode | null {
  const above = node.parent();
  return above?.kind() === 'attribute' && above.field('object')?.id() === node.id() ? above : null;
}

/** True if the relation is assigned, since it is loaded from then on. */
function isWritten(node: SgNode): boolean {
  const above = node.parent();
  const left = above?.kind() === 'pattern_list' ? above : node;
  const holder = left.parent();
  return holder?.kind() === 'assignment' && holder.field('left')?.id() === left.id();
}

/** True for the target of a `del` statement, which is not a read. */
function isAskedWhether(node: SgNode): boolean {
  return node.parent()?.kind() === 'delete_statement';
}
