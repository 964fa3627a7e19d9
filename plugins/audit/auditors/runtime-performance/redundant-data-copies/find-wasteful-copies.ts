import type { SgNode } from '@ast-grep/napi';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode } from '../../../rule.ts';
import * as script from './javascript-wasteful-copies.ts';
import { findNeedlessDeepCopy } from './needless-deep-copies.ts';
import * as python from './python-wasteful-copies.ts';
import type { WastefulCopy, WastefulCopyPattern } from './wasteful-copy.ts';

const CALLED =
  'copy$|Copy|[cC]lone|^(?:sum|reduce|functools\\.reduce|json\\.(?:loads|dumps)|JSON\\.parse)$|\\.reduce(?:Right)?$';

/** Text that a Python file needs to be parsed, including a name assigned from its own value. */
const MENTIONED =
  /\bsum\(|\breduce\(|\bjson\.loads\(|[cC]opy|[cC]lone|model_dump|\[1:\]|\+=\s*\(|\b(\w+)\s*=\s*(?:(?:self\.)?\1\s*[+|\\]|[^\n=]{0,40}?[[({*][ \t]*(?:self\.)?\1\b)/u;
const IN_PYTHON: SyntaxSearch = {
  id: 'wastes-in-python',
  isMeant: (node) => shapeInPython(node) !== null,
  language: 'python',
  mentions: MENTIONED,
  rule: {
    any: [
      { kind: 'call', has: { field: 'function', regex: CALLED } },
      { kind: 'call', has: { field: 'arguments', regex: '\\[1:\\]' } },
      { kind: 'assignment' },
      { kind: 'augmented_assignment' },
    ],
  },
};
const IN_SCRIPT: SyntaxSearch = {
  id: 'wastes-in-script',
  isMeant: (node) => shapeInScript(node) !== null,
  language: 'script',
  mentions:
    /=\s*[[{]\s*(?:\.\.\.|\/)|\.reduce|concat\(|assign\(|[cC]lone|[cC]opy|JSON\.parse|slice\(1\)/u,
  rule: {
    any: [
      { kind: 'call_expression', has: { field: 'function', regex: CALLED } },
      { kind: 'assignment_expression' },
    ],
  },
};

export const WASTEFUL_COPY_SEARCHES = [IN_PYTHON, IN_SCRIPT] as const;

/** Yields copies that grow with iterations, are made through text, or are deeper than needed. */
export function* findWastefulCopies(audited: AuditedCode): Generator<WastefulCopy> {
  for (const found of findSyntaxCandidates(audited, IN_PYTHON)) {
    const shape = shapeInPython(found.node);
    if (shape !== null) yield made(found, shape);
  }
  for (const found of findSyntaxCandidates(audited, IN_SCRIPT)) {
    const shape = shapeInScript(found.node);
    if (shape !== null) yield made(found, shape);
  }
}

function shapeInPython(node: SgNode): WastefulCopyPattern | null {
  return node.kind() === 'call'
    ? (python.findPythonCallWaste(node) ?? findNeedlessDeepCopy(node, 'python'))
    : python.findPythonAssignmentWaste(node);
}

function shapeInScript(node: SgNode): WastefulCopyPattern | null {
  return node.kind() === 'call_expression'
    ? (script.findScriptCallWaste(node) ?? findNeedlessDeepCopy(node, 'script'))
    : script.findScriptAssignmentWaste(node);
}

function made(
  found: SyntaxCandidate & { readonly node: SgNode },
  shape: WastefulCopyPattern,
): WastefulCopy {
  return { ...found, exemption: null, ...shape, type: 'waste' };
}
