import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  around,
  scopeOf,
  type Use,
  useOf,
  usesOf,
  valuesOf,
} from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
} from '../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { explainHotPath } from './explain-hot-path.ts';

/** Type that the source must have for the result to be a copy and not a conversion. */
type CopiedType = 'list' | 'dict' | 'array' | 'anything';

interface CollectionCopy extends SyntaxCandidate {
  readonly source: SgNode;
  readonly of: CopiedType;
}

const SPREAD = { kind: 'spread_element', nthChild: 1 };
const SEARCHES: readonly SyntaxSearch[] = [
  {
    id: 'copies-in-python',
    language: 'python',
    rule: { kind: 'call', has: { field: 'function', regex: '^(?:list|dict)$|\\.copy$' } },
    mentions: /\b(?:list|dict|copy)\(/u,
    isMeant: (node) => readCopy(node) !== null,
  },
  {
    id: 'copies-in-script',
    language: 'script',
    rule: {
      any: [
        {
          kind: 'call_expression',
          has: { field: 'function', regex: '\\.slice$|^structuredClone$' },
        },
        { kind: 'array', has: SPREAD },
        { kind: 'object', has: SPREAD },
      ],
    },
    mentions: /[[{]\s*\.\.\.[^,()[\]{}'"`/]*(?:,?\s*[\]}]|[([{'"`/])|slice\(\)|Clone\(/u,
    isMeant: (node) => readCopy(node) !== null,
  },
];
const COLLECTION_COPY_SEARCHES = SEARCHES;

/** R653-19: yields copies of a named value. */
function* findCollectionCopies(audited: AuditedCode): Generator<CollectionCopy> {
  for (const search of SEARCHES) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const copy = readCopy(found.node);
      if (copy !== null) yield { ...found, ...copy };
    }
  }
}

type Copy = Pick<CollectionCopy, 'source' | 'of'>;

function readCopy(node: SgNode): Copy | null {
  const copy = /^call/u.test(String(node.kind())) ? copyByCall(node) : copyBySpread(node);
  const isNamed = /^(?:identifier|attribute|member_expression)$/u;
  return copy !== null && isNamed.test(String(copy.source.kind())) ? copy : null;
}

function copyByCall(call: SgNode): Copy | null {
  const target = call.field('function');
  const [first, ...others] = argumentsOf(call);
  if (first === undefined) {
    const source = target?.field('object');
    return source == null ? null : { source, of: 'anything' };
  }
  const callee = target?.text();
  if (others.length > 0) return null;
  if (callee === 'list' || callee === 'dict') return { source: first, of: callee };
  return callee === 'structuredClone' ? { source: first, of: 'anything' } : null;
}

/** Parses `[...x]` and `{...x}` without other elements. */
function copyBySpread(node: SgNode): Copy | null {
  const [only, ...others] = node.children().filter((child) => child.isNamed());
  const source = only?.kind() === 'spread_element' && others.length === 0 ? only.child(1) : null;
  return source === null ? null : { source, of: node.kind() === 'array' ? 'array' : 'anything' };
}

/** R653-19 and R653-20: copies of data where neither the copy nor the original is changed. */
export const REDUNDANT_DATA_COPIES = defineRule({
  id: 'redundant-data-copies',
  principle: 'Runtime Performance / Copy that is never changed',
  sources: {
    'Python: copy, shallow and deep copy operations': 'https://docs.python.org/3/library/copy.html',
    'MDN: Shallow copy': 'https://developer.mozilla.org/en-US/docs/Glossary/Shallow_copy',
  },
  searches: COLLECTION_COPY_SEARCHES,
  match: findCollectionCopies,
  verify: (copy, audited) => {
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
  },
});

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
