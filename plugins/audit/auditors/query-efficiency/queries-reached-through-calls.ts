import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type CallSite,
  languageIn,
  mentions,
  namesFrom,
  namesIn,
  once,
  type ProjectCode,
  partsOf,
} from '../../../analysis/index.ts';
import {
  findCallNode,
  findFunctionNode,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import type { AuditedCode } from '../../rule.ts';
import { type DatabaseQuery, listQueries, mayBeQuery } from './reads/list-queries-in-function.ts';
import { isMultiRowStatement } from './statements/repeated-statement.ts';

/** Query that a function reaches with its arguments, and the calls that lead to it. */
export interface ReachedQuery {
  readonly query: DatabaseQuery;
  /** Calls from the called function down; empty if that function issues the query itself. */
  readonly steps: readonly CallSite[];
}

const MAX_CALL_DEPTH = 5;
/** Names of calls that may load rows. */
const LOADING_CALLS = /(?:^|\.)(?:select|query|get|get_by_id|find\w*|get_object_or_404)$/u;
/** Functions that keep their results, judged by their decorators and their text. */
const CACHING_FUNCTIONS =
  /cache|memo|[lL]oader\.load\(|\bif\s+(\w+)\s+in\s+(self\.\w+|\w+):\s*\n?\s*return\s+\2\b|\.has\(\w+\)/iu;
const cachedQueries = once((_: ProjectCode) => new Map<string, ReachedQuery | null>());

/** Returns functions that may issue a query, or lead to one through calls that certainly resolve. */
export const findQueryingFunctions = once((audited: AuditedCode): ReadonlySet<number> => {
  const { code } = audited;
  const found = new Set(
    [...code.facts.functions.keys()].filter((index) =>
      code
        .callsOf(index)
        .some((site) => LOADING_CALLS.test(site.call.callee) || mayBeQuery(audited, site)),
    ),
  );
  let frontier: readonly number[] = [...found];
  for (let depth = 1; depth < MAX_CALL_DEPTH; depth += 1) {
    const next = frontier.flatMap((index) =>
      code.callersOf(index).map((caller) => caller.function),
    );
    frontier = [...new Set(next)].filter((index) => !found.has(index));
    for (const index of frontier) found.add(index);
  }
  return found;
});

/** Returns the nearest query that a call reaches with the values of some names, or null. */
export function findReachedQuery(
  audited: AuditedCode,
  site: CallSite,
  node: SgNode,
  names: ReadonlySet<string>,
  path: readonly number[],
): ReachedQuery | null {
  const { call, raw } = site;
  const callbacks = call.targets.slice(call.targets.length - raw.callbacks.length);
  const [direct] = call.isGuess || call.targets.length === callbacks.length ? [] : call.targets;
  const targets = [
    ...(direct === undefined
      ? []
      : [{ target: direct, given: findReceivingParameters(audited, direct, node, names) }]),
    // A function that is written among the arguments knows the names around it.
    ...callbacks.map((target) => {
      const parameters = audited.code.functionAt(target).parameters;
      return { target, given: new Set([...names].filter((name) => !parameters.includes(name))) };
    }),
  ];
  return findNearest(targets.map(({ target, given }) => findQuery(audited, target, given, path)));
}

/**
 * Returns the nearest query of a function that depends on some of its arguments. Excludes those in
 * loops of their own, which are found there, those for many rows, and those whose rows are cached.
 */
function findQuery(
  audited: AuditedCode,
  index: number,
  given: ReadonlySet<string>,
  path: readonly number[],
): ReachedQuery | null {
  if (given.size === 0 || path.length >= MAX_CALL_DEPTH || path.includes(index)) return null;
  if (!findQueryingFunctions(audited).has(index)) return null;
  const all = cachedQueries(audited.code);
  const key = `${index} ${path.length} ${[...given].sort().join(' ')}`;
  const cached = all.get(key);
  if (cached !== undefined) return cached;
  const found = searchQuery(audited, index, given, [...path, index]);
  all.set(key, found);
  return found;
}

function searchQuery(
  audited: AuditedCode,
  index: number,
  given: ReadonlySet<string>,
  path: readonly number[],
): ReachedQuery | null {
  const { code } = audited;
  const scope = findFunctionNode(audited, index);
  const { decorators } = code.functionAt(index);
  if (scope === null || decorators.some(({ name }) => CACHING_FUNCTIONS.test(name))) return null;
  if (CACHING_FUNCTIONS.test(scope.text())) return null;
  const language = languageIn(code.fileOf(index));
  const names = namesFrom(scope, given, language);
  const ownQuery = listQueries(audited, index).find(
    ({ site, node, special }) =>
      !isLooped(site) &&
      !/locks|reread/u.test(special ?? '') &&
      mentions(node, names, language) &&
      !isMultiRowStatement(node, names, language),
  );
  if (ownQuery !== undefined) return { query: ownQuery, steps: [] };
  const calleeQueries = code.callsOf(index).map((site) => {
    // Most calls mention none of the names, so they are ruled out without parsing.
    const callText = `${site.raw.callee}${site.raw.argumentText}`;
    const isCandidate = !isLooped(site) && names.values().some((name) => callText.includes(name));
    const node = isCandidate ? findCallNode(audited, site) : null;
    const reached = node === null ? null : findReachedQuery(audited, site, node, names, path);
    return reached === null ? null : { ...reached, steps: [site, ...reached.steps] };
  });
  return findNearest(calleeQueries);
}

function findNearest(reachedQueries: readonly (ReachedQuery | null)[]): ReachedQuery | null {
  const found = reachedQueries.flatMap((reached) => reached ?? []);
  return found.toSorted((a, b) => a.steps.length - b.steps.length)[0] ?? null;
}

function isLooped({ call }: CallSite): boolean {
  return call.loops > 0 && call.isOverList;
}

/** Returns callee names that get values from the given names: parameters, `self` or `this`. */
function findReceivingParameters(
  audited: AuditedCode,
  target: number,
  call: SgNode,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const { parameters, owner } = audited.code.functionAt(target);
  const isPython = isPythonFunction(audited, target);
  const found = new Set(
    isPython
      ? findByName(parameters, call, names)
      : findByPosition(findFunctionNode(audited, target), call, names),
  );
  const receiver = call.field('function')?.field('object');
  if (
    owner !== null &&
    receiver != null &&
    mentions(receiver, names, isPython ? 'python' : 'script')
  ) {
    found.add(isPython ? (parameters[0] ?? 'self') : 'this');
  }
  return found;
}

function findByName(
  parameters: readonly string[],
  call: SgNode,
  names: ReadonlySet<string>,
): readonly string[] {
  const isBound = parameters[0] === 'self' || parameters[0] === 'cls';
  const plain = isBound ? parameters.slice(1) : parameters;
  return argumentsOf(call).flatMap((argument, at) => {
    const isNamed = argument.kind() === 'keyword_argument';
    const name = isNamed ? argument.field('name')?.text() : plain[at];
    const value = argument.field('value') ?? argument;
    return name !== undefined && mentions(value, names, 'python') ? [name] : [];
  });
}

function findByPosition(
  target: SgNode | null,
  call: SgNode,
  names: ReadonlySet<string>,
): readonly string[] {
  const list = target?.field('parameters') ?? null;
  const single = target?.field('parameter') ?? null;
  const parameters = list === null ? (single === null ? [] : [single]) : partsOf(list);
  return argumentsOf(call).flatMap((argument, at): readonly string[] => {
    const parameter = parameters[at];
    if (parameter === undefined || !mentions(argument, names, 'script')) return [];
    const pattern = parameter.field('pattern') ?? parameter;
    const bound = [...namesIn(pattern, 'script')];
    if (argument.kind() !== 'object' || pattern.kind() !== 'object_pattern') return bound;
    // Only the fields that mention a name: `id` of `find({ id: row.id, all: true })`.
    const passed = argument
      .children()
      .filter((field) => mentions(field, names, 'script'))
      .map((field) => (field.field('key') ?? field).text());
    return bound.filter((name) => passed.includes(name));
  });
}
