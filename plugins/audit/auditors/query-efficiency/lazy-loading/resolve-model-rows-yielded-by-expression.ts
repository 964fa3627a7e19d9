import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type CallSite,
  once,
  type ProjectCode,
  scopeOf,
  valuesOf,
} from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import { mergeEagerRelations, NO_EAGER_RELATIONS } from './eagerly-loaded-relations-of-query.ts';
import { type ChainStep, parseQueryChain, type QueryChain } from './parse-orm-query-chain.ts';
import { findManagerEagerRelations } from './relations-eager-by-custom-manager.ts';
import { resolveRelationRows } from './resolve-rows-of-relation.ts';
import {
  applyChainSteps,
  formatChain,
  MANAGER_NAMES,
  type QueryRows,
} from './rows-returned-by-query-chain.ts';

/** Functions that return the rows passed to them. */
const HANDS_ON = /^(?:list|sorted|enumerate|reversed|set|tuple|iter|tqdm|track|progressbar)$/u;
/** Rows of a query of SQLAlchemy are taken out of their result by these. */
const EXECUTES = /^(?:scalars|exec|execute|stream_scalars)$/u;
/** Functions that are followed for the query that they give. */
const DEEPEST = 3;

/** Returns rows that an expression yields; null unless known to be a list of one model's rows. */
export function resolveQueryRows(
  audited: AuditedCode,
  index: number,
  node: SgNode,
  depth = 0,
): QueryRows | null {
  if (depth > DEEPEST) return null;
  const chain = parseQueryChain(node);
  const { root, parts } = chain;
  const found =
    ofManager(audited, chain) ??
    ofSession(audited, index, chain, depth) ??
    ofStatement(audited, chain) ??
    ofWrapped(audited, index, chain, depth) ??
    ofCalled(audited, index, chain, depth) ??
    resolveRelationRows(audited, index, chain) ??
    (root.kind() === 'identifier' ? ofName(audited, index, root, parts, depth) : null);
  if (found === null) return null;
  return { ...found, isAwaited: found.isAwaited || isAwaited(node) };
}

/** `Order.objects.filter(…)`. */
function ofManager(audited: AuditedCode, { root, parts }: QueryChain): QueryRows | null {
  const names = root.kind() === 'identifier' ? [root.text(), ...parts.map(({ name }) => name)] : [];
  const at = names.findIndex((name) => MANAGER_NAMES.test(name));
  const model = findRelatedModels(audited).get(names[at - 1] ?? '');
  if (model === undefined) return null;
  const rows: QueryRows = {
    model: model.name,
    orm: 'django',
    isAwaited: false,
    written: formatChain(parts),
    eager: findManagerEagerRelations(audited, model),
  };
  return applyChainSteps(audited, rows, parts.slice(at));
}

/** `session.query(Order).all()`, `Order.query.filter_by(…)`, `session.scalars(select(Order))`. */
function ofSession(
  audited: AuditedCode,
  index: number,
  { root, parts }: QueryChain,
  depth: number,
): QueryRows | null {
  const models = findRelatedModels(audited);
  const at = parts.findIndex(
    ({ name, call }) => name === 'query' || (EXECUTES.test(name) && call !== null),
  );
  const part = parts[at];
  if (part === undefined) return null;
  const rest = parts.slice(at + 1);
  if (part.call === null) {
    const model = at === 0 ? models.get(root.text()) : models.get(parts[at - 1]?.name ?? '');
    return model === undefined ? null : ofAlchemy(audited, model.name, rest);
  }
  const given = argumentsOf(part.call);
  const [first] = given;
  if (part.name === 'query') {
    const name = given.length === 1 ? (first?.text().replace(/^.*\./u, '') ?? '') : '';
    return models.has(name) ? ofAlchemy(audited, name, rest) : null;
  }
  // Without `scalars` each row of `execute` is a tuple.
  const areTuples = part.name === 'execute' && !rest.some(({ name }) => name === 'scalars');
  const rows =
    first === undefined || areTuples ? null : resolveQueryRows(audited, index, first, depth + 1);
  return rows?.orm === 'sqlalchemy' ? applyChainSteps(audited, rows, rest) : null;
}

/** Resolves statements such as `select(Order).where(…)`. */
function ofStatement(audited: AuditedCode, { root, parts }: QueryChain): QueryRows | null {
  const call = root.kind() === 'call' ? root : parts[0]?.name === 'select' ? parts[0].call : null;
  const callee = call?.field('function')?.text() ?? '';
  if (call === null || !/(?:^|\.)select$/u.test(callee)) return null;
  const given = argumentsOf(call);
  const name = given.length === 1 ? (given[0]?.text().replace(/^.*\./u, '') ?? '') : '';
  const rest = call === root ? parts : parts.slice(1);
  return findRelatedModels(audited).has(name) ? ofAlchemy(audited, name, rest) : null;
}

function ofAlchemy(
  audited: AuditedCode,
  model: string,
  parts: readonly ChainStep[],
): QueryRows | null {
  const rows: QueryRows = {
    model,
    orm: 'sqlalchemy',
    eager: NO_EAGER_RELATIONS,
    isAwaited: false,
    written: formatChain(parts),
  };
  return applyChainSteps(audited, rows, parts);
}

/** `list(rows)`, `enumerate(rows)`. */
function ofWrapped(
  audited: AuditedCode,
  index: number,
  { root, parts }: QueryChain,
  depth: number,
): QueryRows | null {
  if (root.kind() !== 'call' || parts.length > 0) return null;
  const [first] = argumentsOf(root);
  const callee = root.field('function')?.text() ?? '';
  return first !== undefined && HANDS_ON.test(callee)
    ? resolveQueryRows(audited, index, first, depth)
    : null;
}

/** Returns the rows that a function of the project returns: `self.get_queryset().filter(…)`. */
function ofCalled(
  audited: AuditedCode,
  index: number,
  { root, parts }: QueryChain,
  depth: number,
): QueryRows | null {
  const calls = [root, ...parts.flatMap(({ call }) => (call === null ? [] : [call]))];
  for (const [at, call] of calls.entries()) {
    const site = call.kind() === 'call' ? siteOf(audited, index, call) : null;
    const [target] = site === null || site.call.isGuess ? [] : site.call.targets;
    if (target === undefined) continue;
    const rows = given(audited, target, depth + 1);
    const taken = at === 0 ? 0 : parts.findIndex((part) => part.call === call) + 1;
    return rows === null ? null : applyChainSteps(audited, rows, parts.slice(taken));
  }
  return null;
}

/** The call of a function that a node is. */
function siteOf(audited: AuditedCode, index: number, call: SgNode): CallSite | null {
  const { start, end } = call.range();
  const found = audited.code
    .callsOf(index)
    .find(({ raw }) => raw.start === start.index && raw.end === end.index);
  return found ?? null;
}

/** Returns the rows that a function returns; null if it returns anything else or is unknown. */
export function resolveReturnedRows(audited: AuditedCode, target: number): QueryRows | null {
  return given(audited, target, 0);
}

const known = once<ProjectCode, Map<string, QueryRows | null>>(() => new Map());

function given(audited: AuditedCode, target: number, depth: number): QueryRows | null {
  const all = known(audited.code);
  const key = `${target} ${depth}`;
  const before = all.get(key);
  const found = before === undefined ? findGiven(audited, target, depth) : before;
  all.set(key, found);
  return found;
}

/** Returns the rows of a function if all its return values are rows of one model. */
function findGiven(audited: AuditedCode, target: number, depth: number): QueryRows | null {
  if (depth > DEEPEST || !gives(audited, target)) return null;
  const scope = findFunctionNode(audited, target);
  const returned = (scope?.findAll({ rule: { kind: 'return_statement' } }) ?? [])
    .filter((statement) => scopeOf(statement).id() === scope?.id())
    .map((statement) => statement.child(1))
    .filter((returnValue) => returnValue !== null && returnValue.kind() !== 'none');
  return together(
    returned.map((returnValue) =>
      returnValue === null ? null : resolveQueryRows(audited, target, returnValue, depth),
    ),
  );
}

/** True if the text of a function contains a `return` with a value. */
function gives({ code }: AuditedCode, target: number): boolean {
  const { start, end } = code.rawOf(target);
  const text = (code.textOf(code.facts.functions[target]?.file ?? '') ?? '').slice(start, end);
  return /\breturn\s+[\w(]/u.test(text);
}

/** Returns rows assigned earlier: `rows = Order.objects.all()`, then `rows = rows.filter(…)`. */
function ofName(
  audited: AuditedCode,
  index: number,
  node: SgNode,
  parts: readonly ChainStep[],
  depth: number,
): QueryRows | null {
  const at = node.range().start.index;
  const values = valuesOf(node.text(), scopeOf(node), 'python').filter(
    (value) => value.range().end.index <= at && !isEmptyList(value),
  );
  const own: SgNode[] = [];
  const further: ChainStep[] = [];
  for (const value of values) {
    const chain = parseQueryChain(value);
    if (chain.root.text() === node.text()) further.push(...chain.parts);
    else own.push(value);
  }
  const rows = together(own.map((value) => resolveQueryRows(audited, index, value, depth + 1)));
  return rows === null ? null : applyChainSteps(audited, rows, [...further, ...parts]);
}

function isEmptyList(node: SgNode): boolean {
  return /^(?:\[\s*\]|None)$/u.test(node.text()) || /\.none\(\)$/u.test(node.text());
}

/** Merges rows of one model; returns null if any are unknown or of another model. */
function together(some: readonly (QueryRows | null)[]): QueryRows | null {
  const [first = null] = some;
  if (first === null) return null;
  const all = some.filter((rows) => rows !== null);
  if (all.length < some.length || all.some(({ model }) => model !== first.model)) return null;
  return {
    ...first,
    eager: mergeEagerRelations(all.map(({ eager }) => eager)),
    isAwaited: all.some((rows) => rows.isAwaited),
    written: all.map(({ written }) => written).join(' '),
  };
}

function isAwaited(node: SgNode): boolean {
  return node.findAll({ rule: { kind: 'await' } }).length > 0;
}
