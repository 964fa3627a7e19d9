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

export interface DataCopy extends SyntaxCandidate {
  /** Copied expression. */
  readonly source: SgNode;
  readonly of: CopiedType;
}

const PYTHON_NAMES: ReadonlySet<unknown> = new Set(['identifier', 'attribute']);
const SCRIPT_NAMES: ReadonlySet<unknown> = new Set(['identifier', 'member_expression']);

const PYTHON = {
  kind: 'call',
  has: { field: 'function', regex: '^(?:list|dict)$|\\.copy$' },
};
const SPREAD = { kind: 'spread_element', nthChild: 1 };
const SCRIPT = {
  any: [
    {
      kind: 'call_expression',
      has: {
        field: 'function',
        regex: '\\.slice$|^(?:Array\\.from|Object\\.assign|structuredClone)$',
      },
    },
    { kind: 'array', has: SPREAD },
    { kind: 'object', has: SPREAD },
  ],
};

const IN_PYTHON: SyntaxSearch = {
  id: 'copies-in-python',
  language: 'python',
  rule: PYTHON,
  mentions: /\b(?:list|dict|copy)\(/u,
  isMeant: (node) => PYTHON_NAMES.has(pythonCopy(node)?.source.kind()),
};
/**
 * Text of a file with copies: a list or object that starts with `...` and ends after a name or
 * contains brackets, or one of the calls.
 */
const MENTIONED =
  /[[{]\s*\.\.\.[^,()[\]{}'"`/]*(?:,?\s*[\]}]|[([{'"`/])|slice\(\)|from\(|assign\(|Clone\(/u;
const IN_SCRIPT: SyntaxSearch = {
  id: 'copies-in-script',
  language: 'script',
  rule: SCRIPT,
  mentions: MENTIONED,
  isMeant: (node) => SCRIPT_NAMES.has(scriptCopy(node)?.source.kind()),
};
export const COPY_SEARCHES = [IN_PYTHON, IN_SCRIPT] as const;

/** R653-19: yields copies of a named value. */
export function* findCopies(audited: AuditedCode): Generator<DataCopy> {
  for (const found of findSyntaxCandidates(audited, IN_PYTHON)) {
    const copy = pythonCopy(found.node);
    if (copy !== null) yield { ...found, ...copy };
  }
  for (const found of findSyntaxCandidates(audited, IN_SCRIPT)) {
    const copy = scriptCopy(found.node);
    if (copy !== null) yield { ...found, ...copy };
  }
}

type Shape = Pick<DataCopy, 'source' | 'of'> | null;

function pythonCopy(call: SgNode): Shape {
  const target = call.field('function');
  const [first, ...others] = argumentsOf(call);
  if (target?.kind() === 'identifier' && first !== undefined && others.length === 0) {
    const name = target.text();
    return name === 'list' || name === 'dict' ? { source: first, of: name } : null;
  }
  const source = target?.field('attribute')?.text() === 'copy' ? target.field('object') : null;
  return source === null || source === undefined || first !== undefined
    ? null
    : { source, of: 'anything' };
}

function scriptCopy(node: SgNode): Shape {
  if (node.kind() !== 'call_expression') return spreadCopy(node);
  const target = node.field('function');
  const callee = target?.text() ?? '';
  const [first, second, ...others] = argumentsOf(node);
  if (first === undefined) {
    const isSlice = target?.field('property')?.text() === 'slice';
    const source = isSlice ? target?.field('object') : null;
    return source === null || source === undefined ? null : { source, of: 'anything' };
  }
  if (second === undefined) {
    if (callee === 'structuredClone') return { source: first, of: 'anything' };
    return callee === 'Array.from' ? { source: first, of: 'array' } : null;
  }
  const isAssign = callee === 'Object.assign' && first.text() === '{}' && others.length === 0;
  return isAssign ? { source: second, of: 'anything' } : null;
}

/** Parses `[...x]` and `{...x}` without other elements. */
function spreadCopy(node: SgNode): Shape {
  const [only, ...others] = node.children().filter((child) => child.isNamed());
  const source = only?.kind() === 'spread_element' && others.length === 0 ? only.child(1) : null;
  return source === null ? null : { source, of: node.kind() === 'array' ? 'array' : 'anything' };
}
