import type { SgNode } from '@ast-grep/napi';
import { around, scopeOf, type Use, useOf, usesOf, valuesOf } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { explainHotPath } from '../explain-hot-path.ts';
import {
  COLLECTION_COPY_SEARCHES,
  type CollectionCopy,
  type CopiedType,
  findCollectionCopies,
} from './find-collection-copies.ts';

/** R653-19 and R653-20: copies of data where neither the copy nor the original is changed. */
export const REDUNDANT_DATA_COPIES = defineRule({
  id: 'redundant-data-copies',
  principle: 'Runtime Performance / Copy that is never changed',
  sources: [
    {
      name: 'Python: copy, shallow and deep copy operations',
      url: 'https://docs.python.org/3/library/copy.html',
    },
    {
      name: 'MDN: Shallow copy',
      url: 'https://developer.mozilla.org/en-US/docs/Glossary/Shallow_copy',
    },
  ],
  searches: COLLECTION_COPY_SEARCHES,
  match: findCollectionCopies,
  verify: judgeCopy,
});

function judgeCopy(copy: CollectionCopy, audited: AuditedCode): Ruling {
  const { node, source, language, index } = copy;
  const name = source.text();
  const reason = explainNeed(copy);
  if (reason !== null) return reason;
  const hot = explainHotPath(audited, index, node);
  const values = valuesOf(name, scopeOf(node), language);
  const isLarge = hot !== null && values.some((value) => QUERIED.test(value.text()));
  const often = isLarge ? ` ${hot} (the result of a query is assumed to be large)` : '';
  return {
    severity: isLarge ? 'MEDIUM' : 'LOW',
    issue: `${formatFunctionName(audited, index)} copies ${name} with ${truncateNodeText(node)}${often}, but neither the original nor the copy is changed afterwards`,
    recommendation: `Use ${name} itself`,
    effort: 'S',
  };
}

const QUERIED = /\.(?:fetchall|all|readlines|findMany|findAll)\(/u;
const MADE: ReadonlySet<unknown> = new Set([
  'list',
  'dictionary',
  'list_comprehension',
  'dictionary_comprehension',
  'array',
  'object',
]);

/** Returns why a copy is needed, or null if nothing needs it. */
function explainNeed(copy: CollectionCopy): string | null {
  const { node, source, of, language } = copy;
  const name = source.text();
  const scope = scopeOf(node);
  const parameter = scope
    .field('parameters')
    ?.children()
    .find((child) => child.isNamed() && /^[\w$]+/u.exec(child.text())?.[0] === name);
  const values = valuesOf(name, scope, language);
  if (source.kind() !== 'identifier' || (parameter === undefined && values.length === 0)) {
    return `${name} is not local to this function, so other code may change it`;
  }
  if (of !== 'anything' && !hasType(of, values, parameter?.text())) {
    return `${name} may be of a different type, which ${truncateNodeText(node)} converts`;
  }
  const isOwn = parameter === undefined && values.every((value) => MADE.has(value.kind()));
  if (!isOwn && /\bawait\b|\byield\b/u.test(scope.text())) {
    return `others may change ${name} while the function waits`;
  }
  const use = worstUseOf(copy, scope);
  if (use === 'changed') return 'the copy is changed';
  if (use === 'escapes') return 'the copy is passed on and may be changed by the receiving code';
  if (use === 'returned' && !isOwn) return 'the caller gets its own copy';
  return explainLaterChange(copy, scope);
}

const TYPES: Readonly<Record<Exclude<CopiedType, 'anything'>, RegExp>> = {
  list: /:\s*(?:list|List)\b(?!.*\|)/u,
  dict: /:\s*(?:dict|Dict)\b(?!.*\|)/u,
  array: /:\s*(?:readonly\s+)?[\w.]+\[\]|:\s*(?:Readonly)?Array</u,
};

/** True if a parameter or all values of a variable certainly have the type of their copy. */
function hasType(
  of: Exclude<CopiedType, 'anything'>,
  values: readonly SgNode[],
  parameter: string | undefined,
): boolean {
  if (parameter !== undefined) return values.length === 0 && TYPES[of].test(parameter);
  return values.every(
    (value) =>
      String(value.kind()).startsWith(of) ||
      (of === 'list' && /\.fetchall\(\)$/u.test(value.text())),
  );
}

/** Returns the use of a copy, in place or under the name that it is assigned to. */
function worstUseOf({ node, language }: CollectionCopy, scope: SgNode): Use {
  const parent = node.parent();
  const isBinding = /assignment|declarator/u.test(String(parent?.kind()));
  const target = isBinding ? (parent?.field('left') ?? parent?.field('name')) : null;
  if (target?.kind() !== 'identifier') return useOf(node, language) ?? 'escapes';
  const uses = usesOf(target.text(), scope, language).filter(
    (occurrence) => occurrence.node.id() !== target.id(),
  );
  const order = ['changed', 'assigned', 'escapes', 'returned'] as const;
  const worst = order.find((use) => uses.some((occurrence) => occurrence.use === use)) ?? 'read';
  return worst === 'assigned' ? 'changed' : worst;
}

/** Returns why a source may later differ from its copy; null: it does not. */
function explainLaterChange(
  { node, source, language }: CollectionCopy,
  scope: SgNode,
): string | null {
  const name = source.text();
  const { start, end } = node.range();
  const repeated = [...around(node)].flatMap((outer) => outer.field('body') ?? []);
  const isChanged = usesOf(name, scope, language).some(({ use, node: place }) => {
    const at = place.range().start.index;
    const isInCopy = start.index <= at && at < end.index;
    const isLater =
      at > start.index || repeated.some((body) => holds(body, start.index) && holds(body, at));
    return !isInCopy && isLater && (use === 'changed' || use === 'assigned');
  });
  return isChanged ? `${name} is changed later` : null;
}

function holds(node: SgNode, at: number): boolean {
  const { start, end } = node.range();
  return start.index <= at && at < end.index;
}
