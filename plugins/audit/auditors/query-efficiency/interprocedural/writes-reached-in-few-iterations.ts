import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type CallSite,
  languageIn,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isAfterFailedLookup, isInErrorHandler } from '../statements/rarely-executed-statements.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';
import type { LoopedCall } from './looped-calls-reaching-database.ts';

/** Returns why few iterations reach any write behind a call; null if most may reach them. */
export function explainRareCallPath({ reached }: LoopedCall, audited: AuditedCode): string | null {
  const reasons = reached.map((reachedEffect) => seldomTo(reachedEffect, audited));
  return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}

function seldomTo({ effect, steps }: ReachedStatement, audited: AuditedCode): string | null {
  for (const site of [...steps, effect.site]) {
    const file = audited.code.facts.functions[site.function]?.file ?? '';
    const node = placeOf(audited, site);
    if (node === null) continue;
    const name = formatFunctionName(audited, site.function);
    if (isInErrorHandler(node)) return `${name} writes only if an element fails`;
    if (effect.kind === 'insert' && isAfterFailedLookup(node, languageIn(file))) {
      return `${name} inserts a row only if none exists`;
    }
  }
  return null;
}

/** Explains calls whose table varies per iteration: `update_counter(model, row.id)`; else null. */
export function explainVariableTable(
  { node, loop, file, site, reached }: LoopedCall,
  audited: AuditedCode,
): string | null {
  const [target] = site.call.targets;
  if (target === undefined) return null;
  const language = languageIn(file);
  const names = namesFrom(loop.body, new Set(loop.names), language);
  const { parameters } = audited.code.rawOf(target);
  const given = argumentsOf(node);
  const isGiven = reached.every(({ effect, steps }) => {
    const at = effect.model === null ? -1 : parameters.indexOf(effect.model);
    const handed = given[at];
    return steps.length === 0 && handed !== undefined && mentions(handed, names, language);
  });
  return isGiven ? 'each iteration targets a different table' : null;
}

function placeOf(audited: AuditedCode, site: CallSite): SgNode | null {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  return findCallNode(audited, { file, site });
}
