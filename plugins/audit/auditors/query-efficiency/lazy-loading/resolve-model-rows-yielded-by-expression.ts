import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, scopeOf, valuesOf } from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { Relation } from '../../../analysis/models/python-orm-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  type EagerRelations,
  EVERY_RELATION,
  findProjectEagerRelations,
  mergeEagerRelations,
  readEagerRelations,
} from './eagerly-loaded-relations-of-query.ts';

/** Rows of a query, with the relations loaded along with them. */
export interface QueryRows {
  readonly model: string;
  readonly orm: Relation['orm'];
  readonly eager: EagerRelations;
  /** Set when the rows belong to a row from elsewhere. */
  readonly isOfRow: boolean;
}

/** Query chain from root to end: `Order`, then `.objects`, `.filter(…)`. */
interface QueryChain {
  /** Name, call such as `select(Order)`, or any other expression. */
  readonly root: SgNode;
  readonly steps: readonly ChainStep[];
}

/** Step of a chain; `call` is null for a member that is only read. */
interface ChainStep {
  readonly name: string;
  readonly call: SgNode | null;
}

const MANAGERS = /^(?:objects|_default_manager|_base_manager|all_objects)$/u;
/** Query methods that return rows of the same model. */
const KEEPS_ROWS =
  /^(?:filter|filter_by|where|exclude|order_by|all|distinct|select_related|prefetch_related|only|defer|annotate|select_for_update|iterator|using|union|join|outerjoin|options|limit|offset|group_by|scalars|unique|yield_per|execution_options)$/u;
/** Functions that return the rows passed to them. */
const PASSES_ON = /^(?:list|sorted|enumerate|reversed|set|tuple)$/u;
/** Functions that are followed for the query that they return. */
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
  return (
    ofManager(audited, chain) ??
    ofSession(audited, index, chain, depth) ??
    ofStatement(audited, chain) ??
    ofCalled(audited, index, chain, depth) ??
    ofRelation(audited, index, chain) ??
    ofVariable(audited, index, chain, depth)
  );
}

/** Takes a chain of members and calls apart; parts of a list (`rows[:10]`) are the list. */
function parseQueryChain(node: SgNode): QueryChain {
  const steps: ChainStep[] = [];
  for (let at = node; ; ) {
    const callee = at.kind() === 'call' ? at.field('function') : null;
    const member = callee?.kind() === 'attribute' ? callee : at;
    let inner: SgNode | null | undefined = null;
    if (member.kind() === 'attribute') {
      const name = member.field('attribute')?.text() ?? '';
      steps.unshift({ name, call: member === at ? null : at });
      inner = member.field('object');
    } else if (at.kind() === 'parenthesized_expression' || at.kind() === 'await') {
      inner = at.children().find((child) => child.isNamed() && child.kind() !== 'comment');
    } else if (at.kind() === 'subscript' && at.find({ rule: { kind: 'slice' } }) !== null) {
      inner = at.field('value');
    }
    if (inner == null) return { root: at, steps };
    at = inner;
  }
}

/** `Order.objects.filter(…)`. */
function ofManager(audited: AuditedCode, { root, steps }: QueryChain): QueryRows | null {
  const names = [root.text(), ...steps.map(({ name }) => name)];
  const at = names.findIndex((name) => MANAGERS.test(name));
  const model = findRelatedModels(audited).get(names[at - 1] ?? '')?.name;
  return model === undefined ? null : ofModel(model, 'django', steps.slice(at));
}

/** `session.query(Order).all()`, `Order.query.filter_by(…)`, `session.scalars(select(Order))`. */
function ofSession(
  audited: AuditedCode,
  index: number,
  { root, steps }: QueryChain,
  depth: number,
): QueryRows | null {
  const at = steps.findIndex(({ name }) => /^(?:query|scalars|exec|execute)$/u.test(name));
  const step = steps[at];
  if (step === undefined) return null;
  const rest = steps.slice(at + 1);
  const given = step.call === null ? [] : argumentsOf(step.call);
  if (step.name === 'query') {
    const [first = at === 0 ? root : undefined] = given;
    const model = first?.text().replace(/^.*\./u, '') ?? steps[at - 1]?.name ?? '';
    const isModel = given.length < 2 && findRelatedModels(audited).has(model);
    return isModel ? ofModel(model, 'sqlalchemy', rest) : null;
  }
  const [first] = given;
  // Without `scalars` each row of `execute` is a tuple.
  const areTuples = step.name === 'execute' && !rest.some(({ name }) => name === 'scalars');
  const rows =
    first === undefined || areTuples ? null : resolveQueryRows(audited, index, first, depth + 1);
  return rows === null ? null : applySteps(rows, rest);
}

/** `select(Order).where(…)`. */
function ofStatement(audited: AuditedCode, { root, steps }: QueryChain): QueryRows | null {
  if (root.kind() !== 'call' || root.field('function')?.text() !== 'select') return null;
  const [first, ...others] = argumentsOf(root);
  const model = first?.text().replace(/^.*\./u, '') ?? '';
  const isModel = others.length === 0 && findRelatedModels(audited).has(model);
  return isModel ? ofModel(model, 'sqlalchemy', steps) : null;
}

/** `list(rows)`, or a function of the project: `self.get_queryset().filter(…)`. */
function ofCalled(
  audited: AuditedCode,
  index: number,
  { root, steps }: QueryChain,
  depth: number,
): QueryRows | null {
  const [first] = root.kind() === 'call' ? argumentsOf(root) : [];
  if (first !== undefined && PASSES_ON.test(root.field('function')?.text() ?? '')) {
    return steps.length > 0 ? null : resolveQueryRows(audited, index, first, depth + 1);
  }
  const calls = [root, ...steps.map(({ call }) => call)];
  const sites = audited.code.callsOf(index);
  for (const [at, node] of calls.entries()) {
    if (node?.kind() !== 'call') continue;
    const { start, end } = node.range();
    const call = sites.find(({ raw }) => raw.start === start.index && raw.end === end.index)?.call;
    const [target] = call === undefined || call.isGuess ? [] : call.targets;
    if (target === undefined) continue;
    const rows = resolveReturnedRows(audited, target, depth + 1);
    return rows === null ? null : applySteps(rows, steps.slice(at));
  }
  return null;
}

/** Returns the rows of a function if all its return values are rows of one model. */
function resolveReturnedRows(
  audited: AuditedCode,
  target: number,
  depth: number,
): QueryRows | null {
  if (depth > DEEPEST) return null;
  const scope = findFunctionNode(audited, target);
  const returned = (scope?.findAll({ rule: { kind: 'return_statement' } }) ?? [])
    .filter((statement) => scopeOf(statement).id() === scope?.id())
    .flatMap((statement) => statement.child(1) ?? []);
  return mergeRows(returned.map((value) => resolveQueryRows(audited, target, value, depth)));
}

/** Related rows of a row in a parameter or `self`: `self.lines.all()`, `order.lines`. */
function ofRelation(
  audited: AuditedCode,
  index: number,
  { root, steps: [step, ...rest] }: QueryChain,
): QueryRows | null {
  const models = findRelatedModels(audited);
  const model = resolveModelOfRow(audited, index, root);
  const relation = models.get(model)?.relations.get(step?.name ?? '');
  const target = models.get(relation?.target ?? '');
  if (relation?.leadsTo !== 'many' || target === undefined || step?.call !== null) return null;
  // A Django manager is no list until a method is called on it; SQLAlchemy rows are loaded.
  if ((relation.orm === 'django') === (rest.length === 0)) return null;
  // Inverse relations lead to the same row for all elements, so they are queried only once.
  const back = [...target.relations.values()].filter((inverse) => inverse.target === model);
  const eager = mergeEagerRelations([
    findProjectEagerRelations(audited, relation.name),
    new Set(back.flatMap(({ name }) => [name, `${name}.${EVERY_RELATION}`])),
  ]);
  return applySteps({ model: target.name, orm: relation.orm, eager, isOfRow: true }, rest);
}

/** Returns the model of the row in `self` or in an annotated parameter. */
function resolveModelOfRow(audited: AuditedCode, index: number, root: SgNode): string {
  if (root.text() === 'self') return audited.code.rawOf(index).owner ?? '';
  const parameter = scopeOf(root)
    .field('parameters')
    ?.children()
    .find((child) => child.child(0)?.text() === root.text());
  return /(\w+)["']?$/u.exec(parameter?.field('type')?.text() ?? '')?.[1] ?? '';
}

/** Returns rows assigned earlier: `rows = Order.objects.all()`, then `rows = rows.filter(…)`. */
function ofVariable(
  audited: AuditedCode,
  index: number,
  { root, steps }: QueryChain,
  depth: number,
): QueryRows | null {
  if (root.kind() !== 'identifier') return null;
  const own: SgNode[] = [];
  const further: ChainStep[] = [];
  for (const value of valuesOf(root.text(), scopeOf(root), 'python')) {
    if (value.range().end.index > root.range().start.index) continue;
    const chain = parseQueryChain(value);
    if (chain.root.text() === root.text()) further.push(...chain.steps);
    else own.push(value);
  }
  const rows = mergeRows(own.map((value) => resolveQueryRows(audited, index, value, depth + 1)));
  return rows === null ? null : applySteps(rows, [...further, ...steps]);
}

function ofModel(
  model: string,
  orm: Relation['orm'],
  steps: readonly ChainStep[],
): QueryRows | null {
  return applySteps({ model, orm, eager: new Set(), isOfRow: false }, steps);
}

/** Returns the rows after further chain steps; null if the result is not rows. */
function applySteps(rows: QueryRows, steps: readonly ChainStep[]): QueryRows | null {
  const added: EagerRelations[] = [];
  for (const { name, call } of steps) {
    if (call === null && MANAGERS.test(name)) continue;
    if (call === null || !KEEPS_ROWS.test(name)) return null;
    added.push(readEagerRelations(name, call));
  }
  return { ...rows, eager: mergeEagerRelations([rows.eager, ...added]) };
}

/** Merges rows of one model; returns null if any are unknown or of another model. */
function mergeRows(some: readonly (QueryRows | null)[]): QueryRows | null {
  const [first = null] = some;
  if (first === null || some.some((rows) => rows?.model !== first.model)) return null;
  return { ...first, eager: mergeEagerRelations(some.flatMap((rows) => rows?.eager ?? [])) };
}
