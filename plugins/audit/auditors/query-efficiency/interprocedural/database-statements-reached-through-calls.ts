import type { SgNode } from '@ast-grep/napi';
import {
  type CallSite,
  languageIn,
  mentions,
  namesFrom,
  once,
  type ProjectCode,
} from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isMultiRowStatement } from '../statements/multi-row-statement.ts';
import { onlyAddsToSession } from '../statements/session-add-only-calls.ts';
import { isFallbackBranch, isInfeasibleBranch } from './branch-infeasible-for-call.ts';
import { findReceivingParameters } from './find-callee-parameters-receiving-variables.ts';
import { findDatabaseCallers } from './find-functions-that-may-reach-database.ts';
import { cachesQueryResults } from './is-query-result-caching-function.ts';
import {
  type DatabaseEffect,
  listDatabaseEffects,
} from './list-database-statements-of-function.ts';
import { findSingleElementLists } from './single-element-list-arguments.ts';

/** Statement that a function reaches with its arguments, and the calls that lead to it. */
export interface ReachedStatement {
  readonly effect: DatabaseEffect;
  /** Calls from the called function down; empty if that function issues the statement itself. */
  readonly steps: readonly CallSite[];
  /** Set when a row is inserted earlier, since the read may depend on that row. */
  readonly isAfterInsert?: boolean;
}

/** Maximum depth of calls to follow. */
const DEEPEST = 5;
/** Largest number of statements that are reported. */
const MOST = 12;
const known = once((_: ProjectCode) => new Map<string, readonly ReachedStatement[]>());

/**
 * Returns the statements that depend on some arguments of a function. Excludes those in loops of
 * their own, which are found there, those for many rows at once, and those whose rows are cached
 * for later calls.
 */
export function findReachedStatements(
  audited: AuditedCode,
  index: number,
  given: ReadonlySet<string>,
  path: readonly number[] = [],
): readonly ReachedStatement[] {
  if (given.size === 0 || path.length >= DEEPEST || path.includes(index)) return [];
  if (!findDatabaseCallers(audited).has(index)) return [];
  const all = known(audited.code);
  const key = `${index} ${path.length} ${[...given].sort().join(' ')}`;
  const found = all.get(key) ?? findReached(audited, index, given, [...path, index]);
  all.set(key, found);
  return found;
}

function findReached(
  audited: AuditedCode,
  index: number,
  given: ReadonlySet<string>,
  path: readonly number[],
): readonly ReachedStatement[] {
  const scope = findFunctionNode(audited, index);
  if (scope === null || cachesQueryResults(audited, index, scope)) return [];
  const language = languageIn(audited.code.facts.functions[index]?.file ?? '');
  const names = namesFrom(scope, given, language);
  const own = listDatabaseEffects(audited, index)
    .filter(
      ({ site, node, about }) =>
        !isLooped(site) &&
        (mentions(node, names, language) || (about !== null && names.has(about))) &&
        !isMultiRowStatement(node, names, language) &&
        !isFallbackBranch(node),
    )
    .map((effect) => ({ effect, steps: [] }));
  const further = audited.code.callsOf(index).flatMap((site) =>
    isLooped(site) || isOtherwiseThere(audited, site)
      ? []
      : findCalleeStatements(audited, site, names, path).map(({ effect, steps }) => ({
          effect,
          steps: [site, ...steps],
        })),
  );
  const listed = findSingleElementLists(audited, index, names).map((effect) => ({
    effect,
    steps: [],
  }));
  return [...own, ...listed, ...further].slice(0, MOST);
}

/** Returns statements the callee reaches with those given names that the call passes to it. */
export function findCalleeStatements(
  audited: AuditedCode,
  site: CallSite,
  names: ReadonlySet<string>,
  path: readonly number[],
): readonly ReachedStatement[] {
  const { call, raw, function: index } = site;
  if (call.targets.length === 0) return [];
  const file = audited.code.facts.functions[index]?.file ?? '';
  const callbacks = call.targets.slice(call.targets.length - raw.callbacks.length);
  // A function that is written among the arguments knows the names around it.
  const inside = callbacks.flatMap((target) => {
    const own = audited.code.rawOf(target).parameters;
    const seen = new Set([...names].filter((name) => !own.includes(name)));
    return findReachedStatements(audited, target, seen, path);
  });
  const [direct] = call.isGuess || call.targets.length === raw.callbacks.length ? [] : call.targets;
  if (direct === undefined) return inside;
  // Most calls mention none of the names, so they are ruled out without parsing.
  const written = `${raw.callee}${raw.argumentText}`;
  if (
    !findDatabaseCallers(audited).has(direct) ||
    !names.values().some((name) => written.includes(name))
  ) {
    return inside;
  }
  const node = findCallNode(audited, { file, site });
  if (node === null) return inside;
  const given = findReceivingParameters(audited, direct, node, names, languageIn(file));
  const found = findReachedStatements(audited, direct, given, path).filter((reachedEffect) => {
    const { effect, steps } = reachedEffect;
    const isHanded = effect.statement.by === 'session' && steps.length === 0;
    if (isHanded && onlyAddsToSession(audited, direct, node)) return false;
    const place = firstPlace(audited, reachedEffect);
    return place === null || !isInfeasibleBranch(audited, direct, node, place, languageIn(file));
  });
  return [...found, ...inside];
}

/** Returns the node in the called function that leads to the statement. */
function firstPlace(audited: AuditedCode, { effect, steps }: ReachedStatement): SgNode | null {
  const [step] = steps;
  if (step === undefined) return effect.node;
  const file = audited.code.facts.functions[step.function]?.file ?? '';
  return findCallNode(audited, { file, site: step });
}

function isOtherwiseThere(audited: AuditedCode, site: CallSite): boolean {
  if (!leadsOn(audited, site)) return false;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  return node !== null && isFallbackBranch(node);
}

function leadsOn(audited: AuditedCode, { call }: CallSite): boolean {
  return call.targets.some((target) => findDatabaseCallers(audited).has(target));
}

function isLooped({ call }: CallSite): boolean {
  return call.loops > 0 && call.isOverList;
}
