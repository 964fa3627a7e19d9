import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Type that the source must have for the result to be a copy and not a conversion. */
export type CopiedType = 'list' | 'dict' | 'array' | 'anything';

export interface CollectionCopy extends SyntaxCandidate {
  /** Copied expression. */
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
export const COLLECTION_COPY_SEARCHES = SEARCHES;

/** R653-19: yields copies of a named value. */
export function* findCollectionCopies(audited: AuditedCode): Generator<CollectionCopy> {
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
