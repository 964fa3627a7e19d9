import type { SgNode } from '@ast-grep/napi';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode } from '../../../rule.ts';
import { explainHotPath } from '../explain-hot-path.ts';
import { findDiscardedFilter, findDiscardedMap } from './javascript-discarded-lists.ts';
import {
  type DiscardedList,
  findDiscardedList,
  findPartiallyUsedList,
} from './python-discarded-lists.ts';

interface ListCandidate extends SyntaxCandidate {
  readonly list: DiscardedList;
}

const FILTERED = { field: 'object', kind: 'call_expression', regex: '\\.filter\\(' };
const IN_PYTHON: SyntaxSearch = {
  id: 'lists-in-python',
  language: 'python',
  mentions: /\(\s*\[/u,
  rule: { kind: 'call', has: { field: 'arguments', has: { kind: 'list_comprehension' } } },
  isMeant: (node) => findDiscardedList(node) !== null,
};
const IN_SCRIPT: SyntaxSearch = {
  id: 'lists-in-script',
  language: 'script',
  mentions: /\.filter\((?=[\s\S]*\)\s*(?:\??\.\s*length\b|(?:\?\.)?\[0\]))/u,
  rule: {
    any: [
      { kind: 'member_expression', regex: '\\.length$', has: FILTERED },
      { kind: 'subscript_expression', regex: '\\[0\\]$', has: FILTERED },
    ],
  },
  isMeant: (node) => findDiscardedFilter(node) !== null,
};

const PARTS_IN_PYTHON: SyntaxSearch = {
  id: 'parts-in-python',
  language: 'python',
  mentions: /[\])]\s*\[\s*(?:-1|0|:\s*\w+)\s*\]/u,
  rule: {
    kind: 'subscript',
    has: { field: 'value', any: [{ kind: 'list_comprehension' }, { kind: 'call' }] },
  },
  isMeant: (node) => findPartiallyUsedList(node) !== null,
};
const MAPPED: SyntaxSearch = {
  id: 'mapped-in-script',
  language: 'script',
  mentions: /\.map\([\s\S]*\.slice\(/u,
  rule: { kind: 'call_expression', has: { field: 'function', regex: '\\.slice$' } },
  isMeant: (node) => findDiscardedMap(node) !== null,
};
const FORMS: readonly (readonly [SyntaxSearch, (node: SgNode) => DiscardedList | null])[] = [
  [IN_PYTHON, findDiscardedList],
  [PARTS_IN_PYTHON, findPartiallyUsedList],
  [IN_SCRIPT, findDiscardedFilter],
  [MAPPED, findDiscardedMap],
];

/** R653-11 and R653-12: lists that are built and discarded at once. */
export const UNNECESSARY_LIST_ALLOCATION = defineRule({
  id: 'unnecessary-list-allocation',
  check: 'unnecessary_list_allocation',
  principle: 'Runtime Performance / List built only to be discarded',
  sources: [
    {
      name: 'Python: Functional programming HOWTO, generator expressions and list comprehensions',
      url: 'https://docs.python.org/3/howto/functional.html#generator-expressions-and-list-comprehensions',
      retrieved: '2026-11-26',
    },
    {
      name: 'MDN: Array.prototype.some()',
      url: 'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/some',
      retrieved: '2026-11-26',
    },
  ],
  searches: FORMS.map(([search]) => search),
  skip: () => null,
  match: lists,
  verify: ({ list, node, index }, audited) => {
    if (list.exemption !== null) return { outcome: 'dismissed', reason: list.exemption };
    const hot = explainHotPath(audited, index, node);
    const file = audited.code.facts.functions[index]?.file ?? '';
    if (adjustSeverity('HIGH', audited, index) === 'LOW') {
      return { outcome: 'dismissed', reason: `${file} runs once` };
    }
    const often = hot === null ? '' : ` ${hot}`;
    return {
      outcome: 'confirmed',
      severity: hot === null ? 'LOW' : 'MEDIUM',
      issue: `${formatFunctionName(audited, index)} builds a list${often} that only ${list.form} uses; omitting the list saves ${list.saves} (benefit: memory)`,
      recommendation: list.instead,
      effort: 'S',
    };
  },
});

function* lists(audited: AuditedCode): Generator<ListCandidate> {
  for (const [search, read] of FORMS) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const list = read(found.node);
      if (list !== null) yield { ...found, list };
    }
  }
}
