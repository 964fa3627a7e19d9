import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type Language, mentions } from '../../../../analysis/index.ts';

const IN_CALLEE =
  /(?:\.(?:in_|any_|notIn|whereIn|whereNotIn|in_bulk)|^(?:inArray|notInArray|In|Any))$/u;
const IN_NAME = /(?:__in|_ids|_list)$/u;
const MANY_TEXT = /\bIN\s*(?:\(\s*(?!['"\d])|%s|:\w)|=\s*ANY\s*\(|\bUNNEST\s*\(/iu;

/** Whether a statement asks for all rows of a list that comes from some names: `Job.id.in_(ids)`. */
export function isForMany(node: SgNode, names: ReadonlySet<string>, language: Language): boolean {
  if (MANY_TEXT.test(node.text())) return true;
  return listsIn(node, language).some((one) => mentions(one, names, language));
}

/** Expressions of a statement that are lists of what is asked for. */
function listsIn(node: SgNode, language: Language): readonly SgNode[] {
  const call = language === 'python' ? 'call' : 'call_expression';
  const calls = [node, ...node.findAll({ rule: { kind: call } })]
    .filter((one) => one.kind() === call)
    .filter((one) => IN_CALLEE.test(one.field('function')?.text() ?? ''))
    .flatMap((one) => argumentsOf(one).slice(-1));
  const named =
    language === 'python'
      ? node
          .findAll({ rule: { kind: 'keyword_argument' } })
          .filter((one) => IN_NAME.test(one.field('name')?.text() ?? ''))
      : node
          .findAll({ rule: { kind: 'pair' } })
          .filter((one) => /^\$?in$/u.test(one.field('key')?.text() ?? ''));
  const texts = named.flatMap((one) => one.field('value') ?? []);
  // Kysely: `.where('id', 'in', ids)`.
  const kysely = node
    .findAll({ rule: { kind: call } })
    .map(argumentsOf)
    .flatMap((given) => (/^['"]in['"]$/u.test(given[1]?.text() ?? '') ? (given[2] ?? []) : []));
  return [...calls, ...texts, ...kysely];
}
