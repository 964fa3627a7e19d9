import type { SgNode } from '@ast-grep/napi';
import { type Language, type Loop, namesFrom } from '../../../../analysis/index.ts';

/**
 * Returns the first column that a statement compares with a value of the iteration, as in `Job.slug
 * == row.slug`, `get(slug=slug)`, `{ slug: row.slug }` and `{ slug }`; null if none is visible.
 */
export function findQueryKey(node: SgNode, loop: Loop, language: Language): string | null {
  const names = [...namesFrom(loop.body, new Set(loop.names), language)].filter((name) =>
    /^\w+$/u.test(name),
  );
  if (names.length === 0) return null;
  const value = `(?:${names.join('|')})\\b`;
  const compared = language === 'python' ? `(\\w+?)(?:__i?exact)?\\s*==?\\s*` : `(\\w+)\\s*:\\s*`;
  const found = new RegExp(`\\b${compared}${value}|\\{\\s*(${value})\\s*[,}]`, 'u').exec(
    node.text(),
  );
  return found?.[1] ?? found?.[2] ?? null;
}
