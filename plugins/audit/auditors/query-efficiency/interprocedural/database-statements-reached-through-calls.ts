import type { SgNode } from '@ast-grep/napi';
import {
  around,
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
import { findReceivingParameters } from './find-callee-parameters-receiving-variables.ts';
import { cachesQueryResults } from './is-query-result-caching-function.ts';
import {
  type DatabaseEffect,
  findDatabaseCallers,
  listDatabaseEffects,
} from './list-database-statements-of-function.ts';

/** Statement that a function reaches with its arguments, and the calls that lead to it. */
export interface ReachedStatement {
  readonly effect: DatabaseEffect;
  /** Calls from the called function down; empty if that function issues the statement itself. */
  readonly steps: readonly CallSite[];
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
function findReachedStatements(
  audited: AuditedCode,
  index: number,
  given: ReadonlySet<string>,
  path: readonly number[],
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
  const further = audited.code
    .callsOf(index)
    .filter((site) => !isLooped(site))
    .flatMap((site) =>
      findCalleeStatements(audited, site, names, path).map(({ effect, steps }) => ({
        effect,
        steps: [site, ...steps],
      })),
    );
  return [...own, ...further].slice(0, MOST);
}

/** Returns statements the callee reaches with those given names that the call passes to it. */
export function findCalleeStatements(
  audited: AuditedCode,
  site: CallSite,
  names: ReadonlySet<string>,
  path: readonly number[],
): readonly ReachedStatement[] {
  const { call, raw, function: index } = site;
  // A function that is written among the arguments knows the names around it.
  const callbacks = call.targets.slice(call.targets.length - raw.callbacks.length);
  const inside = callbacks.flatMap((target) => {
    const own = audited.code.rawOf(target).parameters;
    const seen = new Set([...names].filter((name) => !own.includes(name)));
    return findReachedStatements(audited, target, seen, path);
  });
  const [direct] = call.isGuess || call.targets.length === raw.callbacks.length ? [] : call.targets;
  // Most calls mention none of the names, so they are ruled out without parsing.
  const written = `${raw.callee}${raw.argumentText}`;
  if (
    direct === undefined ||
    !findDatabaseCallers(audited).has(direct) ||
    !names.values().some((name) => written.includes(name))
  ) {
    return inside;
  }
  const file = audited.code.facts.functions[index]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null || isFallbackBranch(node)) return inside;
  const given = findReceivingParameters(audited, direct, node, names, languageIn(file));
  return [...findReachedStatements(audited, direct, given, path), ...inside];
}

/**
 * True if code runs only where a value is missing: `row.owner ?? (await find(row.ownerId))`,
 * `row.owner ? row.owner : await find(row.ownerId)`.
 */
export function isFallbackBranch(place: SgNode): boolean {
  let inner = place;
  for (const outer of around(place)) {
    const isRight = outer.field('right')?.id() === inner.id();
    if (isRight && /^(?:\?\?|\|\||or)$/u.test(outer.field('operator')?.text() ?? '')) return true;
    const isOther = outer.field('alternative')?.id() === inner.id();
    if (isOther && outer.kind() === 'ternary_expression') {
      return outer.field('consequence')?.kind() === 'member_expression';
    }
    inner = outer;
  }
  return false;
}

function isLooped({ call }: CallSite): boolean {
  return call.loops > 0 && call.isOverList;
}
