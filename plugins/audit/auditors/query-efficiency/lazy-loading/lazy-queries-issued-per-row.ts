import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  mentions,
  namesFrom,
  once,
  type ProjectCode,
} from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isFallbackBranch } from '../interprocedural/database-statements-reached-through-calls.ts';
import { findReceivingParameters } from '../interprocedural/find-callee-parameters-receiving-variables.ts';
import { cachesQueryResults } from '../interprocedural/is-query-result-caching-function.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import type { EagerRelations } from './eagerly-loaded-relations-of-query.ts';
import { findRelationReads, type RelationRead } from './find-relation-accesses-that-issue-query.ts';
import { listModelMembers } from './model-methods-and-properties.ts';

/** Read of data that a row leads to, here or in a function that receives the row. */
export interface RowRead {
  /** Node in the inspected code at which the read is reached. */
  readonly place: SgNode;
  /** null: a query that a property of the row makes. */
  readonly relation: RelationRead | null;
  /** Name of the relation or model that is queried. */
  readonly asks: string;
  /** Functions on the call path, with the node in each that leads on to the read. */
  readonly way: readonly { readonly function: number; readonly node: SgNode }[];
}

/** Maximum depth of calls to follow. */
const DEEPEST = 4;

/** Finds all reads in a part of a function that make an ORM issue a query for one row. */
export function findRowReads(
  audited: AuditedCode,
  index: number,
  scope: SgNode,
  name: string,
  rows: { readonly model: string; readonly eager: EagerRelations },
  path: readonly number[] = [],
): readonly RowRead[] {
  if (path.length >= DEEPEST || path.includes(index)) return [];
  const here = [...path, index];
  const own = findRelationReads(audited, scope, name, rows.model, rows.eager)
    .filter(({ node }) => !isFallbackBranch(node))
    .map(
      (relation): RowRead => ({
        place: relation.node,
        relation,
        way: [{ function: index, node: relation.node }],
        asks: relation.relation.name,
      }),
    );
  const further = [
    ...throughMembers(audited, scope, name, rows, here),
    ...throughCalls(audited, index, scope, name, rows, here),
  ].map((read) => ({ ...read, way: [{ function: index, node: read.place }, ...read.way] }));
  return [...own, ...further];
}

/** Properties of the row, and its own methods. */
function throughMembers(
  audited: AuditedCode,
  scope: SgNode,
  name: string,
  rows: { readonly model: string; readonly eager: EagerRelations },
  path: readonly number[],
): readonly RowRead[] {
  const model = findRelatedModels(audited).get(rows.model);
  if (model === undefined) return [];
  const rule = {
    kind: 'attribute',
    has: { field: 'object', kind: 'identifier', regex: `^${name}$` },
  };
  return scope.findAll({ rule }).flatMap((node): readonly RowRead[] => {
    const member = listModelMembers(audited, model).get(node.field('attribute')?.text() ?? '');
    const above = node.parent();
    if (member === undefined || isFallbackBranch(node)) return [];
    const isCalled = above?.kind() === 'call' && above.field('function')?.id() === node.id();
    const isSet = above?.kind() === 'assignment' && above.field('left')?.id() === node.id();
    if (isSet || isCalled === member.isProperty) return [];
    const place = isCalled ? above : node;
    const inside = findFunctionRowReads(audited, member.function, 'self', rows, path, true);
    return inside.map((read) => ({ ...read, place }));
  });
}

/** Returns the reads in functions that receive the row as it is. */
function throughCalls(
  audited: AuditedCode,
  index: number,
  scope: SgNode,
  name: string,
  rows: { readonly model: string; readonly eager: EagerRelations },
  path: readonly number[],
): readonly RowRead[] {
  const { start, end } = scope.range();
  const file = audited.code.facts.functions[index]?.file ?? '';
  return audited.code.callsOf(index).flatMap((site): readonly RowRead[] => {
    const { call, raw } = site;
    if (raw.start < start.index || raw.end > end.index || call.isGuess) return [];
    const [target] = call.targets.length === raw.callbacks.length ? [] : call.targets;
    if (target === undefined || !raw.argumentText.includes(name)) return [];
    const node = findCallNode(audited, { file, site });
    const isHanded =
      node === null ? false : argumentsOf(node).some((argument) => isName(argument, name));
    if (node === null || !isHanded || isFallbackBranch(node)) return [];
    const [parameter, ...others] = findReceivingParameters(
      audited,
      target,
      node,
      new Set([name]),
      'python',
    );
    if (parameter === undefined || others.length > 0) return [];
    return findFunctionRowReads(audited, target, parameter, rows, path, false).map((read) => ({
      ...read,
      place: node,
    }));
  });
}

function isName(node: SgNode, name: string): boolean {
  const value = node.kind() === 'keyword_argument' ? node.field('value') : node;
  return value?.kind() === 'identifier' && value.text() === name;
}

const known = once<ProjectCode, Map<string, readonly RowRead[]>>(() => new Map());

/** Returns the reads of a function that has the row in the parameter `name`. */
export function findFunctionRowReads(
  audited: AuditedCode,
  target: number,
  name: string,
  rows: { readonly model: string; readonly eager: EagerRelations },
  path: readonly number[],
  isOwn: boolean,
): readonly RowRead[] {
  if (path.length >= DEEPEST || path.includes(target) || !isUsed(audited, target, name)) return [];
  const all = known(audited.code);
  const { paths, isEveryOne, isUnknown } = rows.eager;
  const eager = [...paths, isEveryOne, isUnknown].join(' ');
  const key = `${target} ${name} ${rows.model} ${path.length} ${isOwn} ${eager}`;
  const found = all.get(key) ?? findReads(audited, target, name, rows, path, isOwn);
  all.set(key, found);
  return found;
}

function findReads(
  audited: AuditedCode,
  target: number,
  name: string,
  rows: { readonly model: string; readonly eager: EagerRelations },
  path: readonly number[],
  isOwn: boolean,
): readonly RowRead[] {
  const scope = findFunctionNode(audited, target);
  const body = scope?.field('body') ?? null;
  if (scope === null || body === null || cachesQueryResults(audited, target, scope)) return [];
  const reads = findRowReads(audited, target, body, name, rows, path);
  return isOwn ? [...reads, ...ownQueries(audited, target, body)] : reads;
}

/** True if a function uses its parameter at all, judged by text, to avoid parsing most. */
function isUsed({ code }: AuditedCode, target: number, name: string): boolean {
  const { start, end } = code.rawOf(target);
  const text = (code.textOf(code.facts.functions[target]?.file ?? '') ?? '').slice(start, end);
  return text.split(name).length > 2;
}

/** Finds queries that a property of a row issues with values of the row. */
function ownQueries(audited: AuditedCode, target: number, body: SgNode): readonly RowRead[] {
  const names = namesFrom(body, new Set(['self']), 'python');
  return listQueries(audited, target)
    .filter(
      ({ node, special, site }) =>
        special === null &&
        site.call.loops === 0 &&
        mentions(node, names, 'python') &&
        !isFallbackBranch(node),
    )
    .map(({ node, model }) => ({
      place: node,
      relation: null,
      asks: model,
      way: [{ function: target, node }],
    }));
}
