import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type Language, mentions } from '../../../../analysis/index.ts';

const IN_CALLEE = /(?:\.(?:in_|any_|notIn|whereIn|whereNotIn|in_bulk)|^(?:inArray|In|Any))$/u;
const IN_NAME = /(?:__in|_ids|_list)$/u;
const MANY_TEXT = /\bIN\s*(?:\(\s*(?!['"\d])|%s|:\w)|=\s*ANY\s*\(|\bUNNEST\s*\(/iu;

/** True if a statement selects all rows of a list derived from some names: `Job.id.in_(ids)`. */
export function isMultiRowStatement(
  node: SgNode,
  names: ReadonlySet<string>,
  language: Language,
): boolean {
  if (MANY_TEXT.test(node.text())) return true;
  const isPython = language === 'python';
  const kind = isPython ? 'call' : 'call_expression';
  const calls = [node, ...node.findAll({ rule: { kind } })]
    .filter((call) => call.kind() === kind && IN_CALLEE.test(call.field('function')?.text() ?? ''))
    .flatMap((call) => argumentsOf(call).slice(-1));
  const named = isPython
    ? node
        .findAll({ rule: { kind: 'keyword_argument' } })
        .filter((argument) => IN_NAME.test(argument.field('name')?.text() ?? ''))
    : node
        .findAll({ rule: { kind: 'pair' } })
        .filter((pair) => /^\$?in$/u.test(pair.field('key')?.text() ?? ''));
  const values = named.flatMap((entry) => entry.field('value') ?? []);
  return [...calls, ...values].some((list) => mentions(list, names, language));
}
