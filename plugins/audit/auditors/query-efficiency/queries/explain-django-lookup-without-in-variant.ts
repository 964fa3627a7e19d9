import type { SgNode } from '@ast-grep/napi';
import type { Language } from '../../../../analysis/index.ts';

/** Django lookups without an `__in` form: they match an element, an array or a pattern. */
const NO_IN =
  /^\w+__(?:i?contains|contained_by|overlap|has_key|has_keys|has_any_keys|i?startswith|i?endswith|i?regex|range|search|trigram_similar)$/u;

/** Returns why one query for all elements has no key to select by; null if it may have one. */
export function explainUnbatchableLookup(node: SgNode, language: Language): string | null {
  if (language !== 'python') return null;
  const lookup = node
    .findAll({ rule: { kind: 'keyword_argument' } })
    .map((argument) => argument.field('name')?.text() ?? '')
    .find((name) => NO_IN.test(name));
  return lookup === undefined
    ? null
    : `the lookup ${lookup} has no batch variant: batch only if another lookup is equivalent`;
}
