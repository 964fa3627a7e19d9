import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type Language, scopeOf } from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { readFieldText, type WastefulCopyPattern } from './wasteful-copy.ts';

const DEEP =
  /(?:^|[._])(?:deepcopy|deep_?copy\w*|deep_?clone\w*|clone_?deep\w*|structuredClone)$/iu;
const OF_WHOLE = /^(?:pop|popitem|update|setdefault|clear)$/u;

/** Finds a deep copy with only top-level fields changed, for which a shallow copy is enough. */
export function findNeedlessDeepCopy(call: SgNode, language: Language): WastefulCopyPattern | null {
  const [source, ...others] = argumentsOf(call);
  if (source === undefined || others.length > 0 || !DEEP.test(readFieldText(call, 'function')))
    return null;
  const parent = call.parent();
  const target = parent?.field('left') ?? parent?.field('name');
  if (target?.kind() !== 'identifier') return null;
  const name = target.text();
  const scope = scopeOf(call);
  const regex = `^${name.replaceAll('$', '\\$')}$`;
  const uses = scope
    .findAll({ rule: { kind: 'identifier', regex } })
    .filter((identifier) => identifier.id() !== target.id());
  const kinds = uses.map((use) => levelOf(use, language));
  if (!kinds.includes('first') || kinds.includes('deeper')) return null;
  const shallow = language === 'python' ? `copy.copy(${source.text()})` : `{ ...${source.text()} }`;
  return {
    does: `copies all levels of ${truncateNodeText(source)} with ${truncateNodeText(call)} but changes only the top level`,
    instead: shallow,
    most: null,
    grows: false,
  };
}

/** Returns `first` if a field of the node is set or deleted, `none` if the node is returned. */
function levelOf(node: SgNode, language: Language): 'first' | 'none' | 'deeper' {
  const up = node.parent();
  if (up === null) return 'deeper';
  if (up.kind() === 'return_statement') return 'none';
  const isMember = up.field('object')?.id() === node.id() || up.field('value')?.id() === node.id();
  if (!isMember) return 'deeper';
  const above = up.parent();
  if (above === null) return 'deeper';
  const isDeleted =
    above.kind() === 'delete_statement' ||
    (above.kind() === 'unary_expression' && /^delete\b/u.test(above.text()));
  if (isDeleted) return 'first';
  if (above.field('left')?.id() === up.id()) {
    return above.kind() === 'augmented_assignment' ? 'deeper' : 'first';
  }
  if (language === 'python' && above.field('function')?.id() === up.id()) {
    const isStatement = above.parent()?.kind() === 'expression_statement';
    return isStatement && OF_WHOLE.test(readFieldText(up, 'attribute')) ? 'first' : 'deeper';
  }
  return 'deeper';
}
