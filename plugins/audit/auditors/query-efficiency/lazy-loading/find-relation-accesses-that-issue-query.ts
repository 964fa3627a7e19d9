import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { Relation } from '../../../analysis/models/python-orm-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findReceivingParameters } from '../interprocedural/find-callee-parameters-receiving-variables.ts';
import { EVERY_RELATION } from './eagerly-loaded-relations-of-query.ts';
import type { QueryRows } from './resolve-model-rows-yielded-by-expression.ts';

/** Place where an ORM issues a query for a relation of a row. */
export interface RelationRead {
  /** Node in the inspected code at which the query is issued, or the call that leads to it. */
  readonly place: SgNode;
  readonly relation: Relation;
  /** Relation path from the row, with dots: `order.customer`. */
  readonly path: string;
  /** Model that declares the relation. */
  readonly model: string;
  /** Functions on the call path, with the node in each that leads on to the query. */
  readonly callPath: readonly { readonly function: number; readonly node: SgNode }[];
}

/** Django manager methods that read rows loaded by `prefetch_related`. */
const READS_ALL = /^(?:all|count|exists|iterator)$/u;
/** Changes of a collection of SQLAlchemy. */
const CHANGES = /^(?:append|add|remove|extend|insert|clear|discard|pop)$/u;
/** Maximum depth of calls to follow. */
const DEEPEST = 3;

type Member = { readonly function: number; readonly isProperty: boolean };

/** Methods and properties of all classes, by class and name. */
const readMembers = once<ProjectCode, ReadonlyMap<string, Member>>((code) => {
  const found = new Map<string, Member>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    const { owner, name, decorators } = code.rawOf(index);
    if (owner === null || !file.endsWith('.py')) continue;
    const isProperty = decorators.some((decorator) => /property$/u.test(decorator.name));
    if (decorators.length > 0 && !isProperty) continue;
    found.set(`${owner}.${name.replace(/^.*\./u, '')}`, { function: index, isProperty });
  }
  return found;
});

/** Finds all reads in a part of a function that make an ORM issue a query for the row `name`. */
export function findRelationReads(
  audited: AuditedCode,
  index: number,
  scope: SgNode,
  name: string,
  rows: QueryRows,
  depth = 0,
): readonly RelationRead[] {
  const members = findMembersOf(scope, name);
  const written = new Set(members.filter(isWritten).map(nameOf));
  const own = members
    .filter((member) => !written.has(nameOf(member)))
    .flatMap((member) => readAlong(audited, member, index, rows) ?? []);
  if (depth >= DEEPEST) return own;
  const calls = [
    ...throughMembers(audited, members, rows),
    ...throughCalls(audited, index, scope, name),
  ].flatMap(({ target, parameter, place }) => {
    const body = findFunctionNode(audited, target)?.field('body') ?? null;
    const inner =
      body === null ? [] : findRelationReads(audited, target, body, parameter, rows, depth + 1);
    const step = { function: index, node: place };
    return inner.map((read) => ({ ...read, place, callPath: [step, ...read.callPath] }));
  });
  return [...own, ...calls];
}

function findMembersOf(scope: SgNode, name: string): readonly SgNode[] {
  const has = { field: 'object', kind: 'identifier', regex: `^${name}$` };
  return scope.findAll({ rule: { kind: 'attribute', has } });
}

function nameOf(member: SgNode): string {
  return member.field('attribute')?.text() ?? '';
}

/** True if the relation is assigned, since it is loaded from then on. */
function isWritten(member: SgNode): boolean {
  const above = member.parent();
  return above?.kind() === 'assignment' && above.field('left')?.id() === member.id();
}

/** Follows a member chain through relations, up to the first not loaded with its row. */
function readAlong(
  audited: AuditedCode,
  start: SgNode,
  index: number,
  { model: first, eager }: QueryRows,
): RelationRead | null {
  const models = findRelatedModels(audited);
  let model = first;
  let path = '';
  for (let node: SgNode | null = start; node !== null; node = memberOf(node)) {
    const relation = models.get(model)?.relations.get(nameOf(node));
    if (relation === undefined) return null;
    path = path === '' ? relation.name : `${path}.${relation.name}`;
    const below = `${path.split('.')[0]}.${EVERY_RELATION}`;
    const isLoaded =
      relation.isEager || [EVERY_RELATION, path, below].some((loaded) => eager.has(loaded));
    if (!isLoaded) {
      const place = relation.leadsTo === 'one' ? node : readOfMany(node, relation);
      const callPath = place === null ? [] : [{ function: index, node: place }];
      return place === null ? null : { place, relation, path, model, callPath };
    }
    if (relation.leadsTo === 'many' || relation.target === null) return null;
    model = relation.target;
  }
  return null;
}

/** Returns the node that reads all rows of a relation: `order.lines`, `order.lines.all()`. */
function readOfMany(node: SgNode, { orm }: Relation): SgNode | null {
  const member = memberOf(node);
  const method = member === null ? '' : nameOf(member);
  if (orm === 'sqlalchemy') return CHANGES.test(method) ? null : node;
  return READS_ALL.test(method) ? (member?.parent() ?? null) : null;
}

/** Returns the member access on a node: `order.customer` for `order`. */
function memberOf(node: SgNode): SgNode | null {
  const above = node.parent();
  return above?.kind() === 'attribute' && above.field('object')?.id() === node.id() ? above : null;
}

interface RowCall {
  readonly target: number;
  readonly parameter: string;
  readonly place: SgNode;
}

/** Returns the properties and methods of the row that are used. */
function throughMembers(
  audited: AuditedCode,
  members: readonly SgNode[],
  { model }: QueryRows,
): readonly RowCall[] {
  const line = findRelatedModels(audited).get(model)?.line ?? [];
  return members.flatMap((node): readonly RowCall[] => {
    const all = line.map((name) => readMembers(audited.code).get(`${name}.${nameOf(node)}`));
    const member = all.findLast((candidate) => candidate !== undefined);
    const above = node.parent();
    const isCalled = above?.field('function')?.id() === node.id();
    if (member === undefined || isCalled === member.isProperty) return [];
    const place = isCalled && above !== null ? above : node;
    return [{ target: member.function, parameter: 'self', place }];
  });
}

/** Returns the calls of functions that receive the row as it is. */
function throughCalls(
  audited: AuditedCode,
  index: number,
  scope: SgNode,
  name: string,
): readonly RowCall[] {
  const { start, end } = scope.range();
  const file = audited.code.facts.functions[index]?.file ?? '';
  return audited.code.callsOf(index).flatMap((site): readonly RowCall[] => {
    const { call, raw } = site;
    const [target] = call.isGuess ? [] : call.targets;
    const isInside = raw.start >= start.index && raw.end <= end.index;
    if (!isInside || target === undefined || !raw.argumentText.includes(name)) return [];
    const place = findCallNode(audited, { file, site });
    const isPassed =
      place !== null && argumentsOf(place).some((argument) => argument.text() === name);
    if (!isPassed) return [];
    const names = new Set([name]);
    const [parameter] = findReceivingParameters(audited, target, place, names, 'python');
    return parameter === undefined ? [] : [{ target, parameter, place }];
  });
}
