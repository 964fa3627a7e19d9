import { argumentsOf, languageIn, mentions } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findDatabaseCallers } from './find-functions-that-may-reach-database.ts';
import type { DatabaseEffect } from './list-database-statements-of-function.ts';

/** Names of functions that read data. */
const ASKS =
  /^_*(?:get|find|fetch|load|list|read|query|search|resolve|count|is|has|check|validate|lookup)/u;

/** Returns effects of passing a list of one to a batch function: `addItems(order, [item])`. */
export function findSingleElementLists(
  audited: AuditedCode,
  index: number,
  names: ReadonlySet<string>,
): readonly DatabaseEffect[] {
  const { code } = audited;
  const file = code.facts.functions[index]?.file ?? '';
  return code.callsOf(index).flatMap((site): readonly DatabaseEffect[] => {
    const { call, raw } = site;
    const [target] =
      call.isGuess || call.targets.length === raw.callbacks.length ? [] : call.targets;
    if (target === undefined || !findDatabaseCallers(audited).has(target)) return [];
    if (call.loops > 0 || !/[(,=:]\s*\[/u.test(raw.argumentText)) return [];
    const node = findCallNode(audited, { file, site });
    const lists =
      node === null ? [] : argumentsOf(node).map((argument) => argument.field('value') ?? argument);
    const isOne = lists.some((list) => {
      const elements = list.children().filter((child) => child.isNamed());
      const isList = list.kind() === 'list' || list.kind() === 'array';
      const isSpread = elements.some((child) => /splat|spread/u.test(String(child.kind())));
      return (
        isList && elements.length === 1 && !isSpread && mentions(list, names, languageIn(file))
      );
    });
    if (node === null || !isOne) return [];
    const kind = ASKS.test(call.callee.replace(/^.*\./u, '')) ? 'read' : 'insert';
    const model = `rows through ${call.callee}, which takes a list`;
    const statement = { verb: 'insert', by: 'repository', dialect: 'repository', model } as const;
    const effect: DatabaseEffect = { kind, site, node, model, statement, field: null, about: null };
    return [effect];
  });
}
