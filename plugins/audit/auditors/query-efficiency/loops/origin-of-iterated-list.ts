import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  around,
  type Loop,
  languageIn,
  loopsAround,
  valueAt,
} from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findDatabaseCallers } from '../interprocedural/find-functions-that-may-reach-database.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import { findPassedArguments } from './arguments-passed-by-all-callers.ts';

/**
 * Origin of a list, which determines its length. `rows`: a query without a limit, which grows with
 * the data. `called`: a function of the project that queries rows by its arguments. `given`:
 * unknown. `field`: one of several fields that a request sends for one record, as a form does.
 */
type WhereFrom = 'rows' | 'called' | 'given' | 'field';

/** Names, calls and callers that are followed. */
const DEEPEST = 4;
/** Functions that return their argument or some of it. */
const HANDS_ON =
  /^(?:list|sorted|enumerate|reversed|set|tuple|iter|Array\.from|Object\.(?:values|entries|keys))$/u;
const WRAPPED: ReadonlySet<unknown> = new Set([
  'await',
  'await_expression',
  'parenthesized_expression',
  'as_expression',
  'spread_element',
  'non_null_expression',
]);
/** `a or []`, `a ?? []` */
const EITHER: ReadonlySet<unknown> = new Set(['boolean_operator', 'binary_expression']);
const CALLS: ReadonlySet<unknown> = new Set(['call', 'call_expression']);
const MEMBERS: ReadonlySet<unknown> = new Set(['attribute', 'member_expression']);
/** Methods of lists and maps whose result is as long as the list or map itself. */
const OF_LIST =
  /^(?:items|values|keys|entries|filter|map|flatMap|slice|sort|concat|all|toArray|unique)$/u;
const LIMITED = /\b(?:limit|take|page|page_?size|per_?page)\b|\.slice\(|\[\s*\d*\s*:/iu;
/** Queries by keys, with no more rows than keys: `find_by_ids(ids)`, `Order.id.in_(ids)`. */
const BY_KEYS =
  /by_?ids\(|(?:\b|\.)(?:id|pk|uuid)(?:\.in_\(|__in\s*=|\s*:\s*(?:\{\s*(?:in|\$in)\s*:|In\())/iu;
/** Number of other fields read from an argument that makes it a form. */
const FORM_FIELDS = 2;
/** Fields that identify the caller and its context rather than stored data. */
const CONTEXT = /(?:Id|_id|^id|user|session|context)$/u;
const WHOLE = /^(?:dict|model_dump|model_dump_json|copy|toJSON)$/u;

const COMPREHENSIONS: ReadonlySet<unknown> = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/** Caps severity by the list's origin, since only query rows certainly grow with the data. */
export function capSeverityByListOrigin(
  severity: AuditSeverity,
  audited: AuditedCode,
  file: string,
  { over }: Pick<Loop, 'over'>,
): AuditSeverity {
  const from = findListOrigin(
    audited,
    findEnclosingFunction(audited, file, over.range().start.index),
    over,
  );
  if (from === 'field') return 'LOW';
  return from !== 'rows' && severity === 'HIGH' ? 'MEDIUM' : severity;
}

/** Returns the origin of the list that a function loops over. */
export function findListOrigin(
  audited: AuditedCode,
  index: number,
  node: SgNode,
  depth = 0,
): WhereFrom {
  if (depth > DEEPEST) return 'given';
  const further = (origin: SgNode | null | undefined): WhereFrom =>
    origin == null ? 'given' : findListOrigin(audited, index, origin, depth + 1);
  const kind = node.kind();
  if (WRAPPED.has(kind)) return further(node.children().find((child) => child.isNamed()));
  if (COMPREHENSIONS.has(kind)) {
    if (isOfSharedKeys(node)) return 'given';
    return further(
      node
        .children()
        .find((child) => child.kind() === 'for_in_clause')
        ?.field('right'),
    );
  }
  if (EITHER.has(kind)) return further(node.field('left') ?? node.child(0));
  if (CALLS.has(kind)) return ofCall(audited, index, node, further);
  if (MEMBERS.has(kind)) return ofMember(audited, index, node);
  if (kind !== 'identifier') return 'given';
  return ofName(audited, index, node, depth, further);
}

/**
 * True for deduplicated values that rows share, of which there are fewer than rows: `{row.owner_id
 * for row in rows}`, `set(row.owner_id for …)`.
 */
function isOfSharedKeys(node: SgNode): boolean {
  const taken = node.field('body');
  const isSet =
    node.kind() === 'set_comprehension' || node.parent()?.field('function')?.text() === 'set';
  return (
    isSet &&
    taken?.kind() === 'attribute' &&
    !/^(?:id|pk|uuid)$/u.test(taken.field('attribute')?.text() ?? '')
  );
}

function ofCall(
  audited: AuditedCode,
  index: number,
  node: SgNode,
  further: (origin: SgNode | null | undefined) => WhereFrom,
): WhereFrom {
  const from = ofQuery(audited, index, node);
  if (from !== null) {
    const text = node.text();
    return LIMITED.test(text) || BY_KEYS.test(text) ? 'given' : from;
  }
  const callee = node.field('function');
  if (HANDS_ON.test(callee?.text() ?? '')) return further(argumentsOf(node)[0]);
  const method = callee?.field('attribute') ?? callee?.field('property');
  return OF_LIST.test(method?.text() ?? '') ? further(callee?.field('object')) : 'given';
}

/** Returns `rows` for a query, `called` for a call that leads to a query; null: neither. */
function ofQuery(audited: AuditedCode, index: number, node: SgNode): 'rows' | 'called' | null {
  const { start, end } = node.range();
  const asks = listQueries(audited, index).some((query) => {
    const at = query.node.range();
    // An enclosing `await` may count as part of the query.
    const isInside = at.start.index <= start.index && end.index <= at.end.index;
    return isInside || (start.index <= at.start.index && at.end.index <= end.index);
  });
  if (asks) return 'rows';
  const leading = findDatabaseCallers(audited);
  const isCalled = audited.code.callsOf(index).some(({ call, raw }) => {
    const isThis = raw.end === end.index && raw.start >= start.index;
    return isThis && !call.isGuess && call.targets.some((target) => leading.has(target));
  });
  return isCalled ? 'called' : null;
}

function ofName(
  audited: AuditedCode,
  index: number,
  node: SgNode,
  depth: number,
  further: (origin: SgNode | null | undefined) => WhereFrom,
): WhereFrom {
  const name = node.text();
  const language = languageIn(audited.code.facts.functions[index]?.file ?? '');
  const value = valueAt(node, name, language);
  if (value !== null && !value.text().includes(`${name} ?`)) {
    const isEmpty =
      /^(?:\[\s*\]|set\(\)|list\(\)|dict\(\)|\{\s*\}|new (?:Set|Map)(?:<.*>)?\(\))$/su;
    if (!isEmpty.test(value.text())) return further(value);
    return further(filledBy(audited, index, name));
  }
  if (value !== null) return 'given';
  const isParameter = audited.code.rawOf(index).parameters.includes(name);
  const callers = isParameter ? (findPassedArguments(audited, index, name) ?? []) : [];
  const found = callers.map((caller) =>
    findListOrigin(audited, caller.index, caller.value, depth + 1),
  );
  if (found.includes('rows')) return 'rows';
  if (found.includes('called')) return 'called';
  return found.length > 0 && found.every((origin) => origin === 'field') ? 'field' : 'given';
}

/** Returns the iterable of the loop that fills a list. */
function filledBy(audited: AuditedCode, index: number, name: string): SgNode | null {
  const puts = new RegExp(`^${name}\\.(?:append|push|extend)$`, 'u');
  const scope = findFunctionNode(audited, index);
  const put = scope
    ?.findAll({ rule: { kind: isPythonFunction(audited, index) ? 'call' : 'call_expression' } })
    .find((call) => puts.test(call.field('function')?.text() ?? ''));
  // Deduplicated values, such as keys that rows share, are fewer than the rows.
  if (put === undefined || keepsOnce(put, name)) return null;
  const [loop] = loopsAround(put);
  return loop?.over ?? null;
}

/** `if key not in keys: keys.append(key)` */
function keepsOnce(put: SgNode, name: string): boolean {
  const test = new RegExp(`\\bnot in ${name}\\b|!\\s*${name}\\.includes\\(`, 'u');
  return [...around(put)].some(
    (ancestor) =>
      ancestor.kind() === 'if_statement' && test.test(ancestor.field('condition')?.text() ?? ''),
  );
}

/** Returns the origin of a field of a parameter that is not a record of a table. */
function ofMember(audited: AuditedCode, index: number, node: SgNode): WhereFrom {
  const holder = node.field('object');
  const name = holder?.text() ?? '';
  const { code } = audited;
  if (holder?.kind() !== 'identifier' || !code.rawOf(index).parameters.includes(name)) {
    return 'given';
  }
  const { file = '' } = code.facts.functions[index] ?? {};
  const typed = code
    .variablesOf(file)
    .some(
      (variable) =>
        variable.name === name && variable.how === 'type' && isRecord(audited, variable.of),
    );
  return !typed && isForm(audited, index, node, name) ? 'field' : 'given';
}

function isRecord(audited: AuditedCode, type: string): boolean {
  return (findModels(audited).get(type.replace(/^.*\./u, ''))?.columns.length ?? 0) > 0;
}

/** True if other fields of the parameter are stored too, or all of them. */
function isForm(audited: AuditedCode, index: number, list: SgNode, name: string): boolean {
  const own = (list.field('attribute') ?? list.field('property'))?.text();
  const members = findFunctionNode(audited, index)?.findAll({
    rule: {
      kind: isPythonFunction(audited, index) ? 'attribute' : 'member_expression',
      has: { field: 'object', kind: 'identifier', regex: `^${name}$` },
    },
  });
  const read = (members ?? []).map(
    (member) => (member.field('attribute') ?? member.field('property'))?.text() ?? '',
  );
  if (read.some((attribute) => WHOLE.test(attribute))) return true;
  const others = new Set(read.filter((attribute) => attribute !== own && !CONTEXT.test(attribute)));
  return others.size >= FORM_FIELDS;
}
