import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type Language, mentions } from '../../../../analysis/index.ts';

const IN_CALLEE =
  /(?:\.(?:in_|any_|notIn|whereIn|whereNotIn|in_bulk)|^(?:inArray|notInArray|In|Any))$/u;
const IN_NAME = /(?:__in|_ids|_list)$/u;
const MANY_TEXT = /\bIN\s*(?:\(\s*(?!['"\d])|%s|:\w)|=\s*ANY\s*\(|\bUNNEST\s*\(/iu;

/** True if a statement selects all rows of a list derived from some names: `Job.id.in_(ids)`. */
export function isMultiRowStatement(
  node: SgNode,
  names: ReadonlySet<string>,
  language: Language,
): boolean {
  if (MANY_TEXT.test(node.text())) return true;
  return listsIn(node, language).some((list) => mentions(list, names, language));
}

/** Returns the expressions of a statement that are lists to select by. */
function listsIn(node: SgNode, language: Language): readonly SgNode[] {
  const call = language === 'python' ? 'call' : 'call_expression';
  const calls = [node, ...node.findAll({ rule: { kind: call } })]
    .filter((callNode) => callNode.kind() === call)
    .filter((callNode) => IN_CALLEE.test(callNode.field('function')?.text() ?? ''))
    .flatMap((callNode) => argumentsOf(callNode).slice(-1));
  const named =
    language === 'python'
      ? node
          .findAll({ rule: { kind: 'keyword_argument' } })
          .filter((argument) => IN_NAME.test(argument.field('name')?.text() ?? ''))
      : node
          .findAll({ rule: { kind: 'pair' } })
          .filter((pair) => /^\$?in$/u.test(pair.field('key')?.text() ?? ''));
  const texts = named.flatMap((entry) => entry.field('value') ?? []);
  // Kysely: `.where('id', 'in', ids)`.
  const kysely = node
    .findAll({ rule: { kind: call } })
    .map(argumentsOf)
    .flatMap((given) => (/^['"]in['"]$/u.test(given[1]?.text() ?? '') ? (given[2] ?? []) : []));
  return [...calls, ...texts, ...kysely];
}
