import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type CallSite,
  type Language,
  languageIn,
  namesIn,
} from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';

/** Names of calls that create a row and return it or its key. */
const MAKES = /(?:^|\.)_?(?:create|insert|register|add_new|make_new)(?:[A-Z_]\w*)?$/u;
/** Names of calls that may return an existing row instead of a new one. */
const OR_FOUND = /(?:_or_|Or[A-Z])/u;
const KEY = /^(?:id|_id|pk|uuid)$/u;
/** Maximum number of steps from one variable to the next. */
const ROUNDS = 3;

/**
 * True if a read on the path is for a row that the same function has just created, so the row did
 * not exist before the loop.
 */
export function isCreatedInIteration(
  { effect, steps }: ReachedStatement,
  audited: AuditedCode,
): boolean {
  return [...steps, effect.site].some((site) => asksForMade(site, audited));
}

function asksForMade(site: CallSite, audited: AuditedCode): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  const scope = findFunctionNode(audited, site.function);
  if (node === null || scope === null) return false;
  const language = languageIn(file);
  const made = namesMade(scope, node.range().start.index, language);
  return made.size > 0 && argumentsOf(node).some((argument) => isMade(argument, made));
}

/** Returns names assigned from a call that creates a row, or from a call that takes such a row. */
function namesMade(scope: SgNode, before: number, language: Language): ReadonlySet<string> {
  const isPython = language === 'python';
  const [kind, left, right] = isPython
    ? (['assignment', 'left', 'right'] as const)
    : (['variable_declarator', 'name', 'value'] as const);
  const given = scope
    .findAll({ rule: { kind } })
    .filter((declaration) => declaration.range().end.index <= before)
    .map((declaration) => ({
      to: declaration.field(left),
      call: callIn(declaration.field(right)),
    }));
  const made = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { to, call } of given) {
      if (to === null || call === null) continue;
      const callee = call.field('function')?.text() ?? '';
      const isNew = MAKES.test(callee) && !OR_FOUND.test(callee);
      if (!isNew && !argumentsOf(call).some((argument) => isMade(argument, made))) continue;
      for (const name of namesIn(to, language)) made.add(name);
    }
  }
  return made;
}

function callIn(value: SgNode | null): SgNode | null {
  const inner = /^await/u.test(String(value?.kind())) ? (value?.children().at(-1) ?? null) : value;
  return inner?.kind() === 'call' || inner?.kind() === 'call_expression' ? inner : null;
}

/** True for the created row or its key. */
function isMade(argument: SgNode, made: ReadonlySet<string>): boolean {
  const node = argument.kind() === 'keyword_argument' ? argument.field('value') : argument;
  if (node === null) return false;
  if (node.kind() === 'identifier') return made.has(node.text());
  const member = (node.field('attribute') ?? node.field('property'))?.text() ?? '';
  return KEY.test(member) && made.has(node.field('object')?.text() ?? '');
}
