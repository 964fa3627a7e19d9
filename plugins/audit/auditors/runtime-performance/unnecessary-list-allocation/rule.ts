import type { SgNode } from '@ast-grep/napi';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode } from '../../../rule.ts';
import { explainHotPath } from '../explain-hot-path.ts';
import { type DiscardedList, findDiscardedFilter, findDiscardedList } from './discarded-lists.ts';

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
const FORMS: readonly (readonly [SyntaxSearch, (node: SgNode) => DiscardedList | null])[] = [
  [IN_PYTHON, findDiscardedList],
  [IN_SCRIPT, findDiscardedFilter],
];

/** R653-11 and R653-12: lists that are built and discarded at once. */
export const UNNECESSARY_LIST_ALLOCATION = defineRule({
  id: 'unnecessary-list-allocation',
  principle: 'Runtime Performance / List built only to be discarded',
  sources: [
    {
      name: 'Python: Functional programming HOWTO, generator expressions and list comprehensions',
      url: 'https://docs.python.org/3/howto/functional.html#generator-expressions-and-list-comprehensions',
    },
    {
      name: 'MDN: Array.prototype.some()',
      url: 'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/some',
    },
  ],
  searches: FORMS.map(([search]) => search),
  match: findLists,
  verify: ({ list, node, index }, audited) => {
    if (list.exemption !== null) return list.exemption;
    const hot = explainHotPath(audited, index, node);
    return {
      severity: hot === null ? 'LOW' : 'MEDIUM',
      issue: `${formatFunctionName(audited, index)} builds a list${hot === null ? '' : ` ${hot}`} that only ${list.form} uses; omitting the list saves ${list.saves} (benefit: memory)`,
      recommendation: list.instead,
      effort: 'S',
    };
  },
});

function* findLists(audited: AuditedCode): Generator<ListCandidate> {
  for (const [search, read] of FORMS) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const list = read(found.node);
      if (list !== null) yield { ...found, list };
    }
  }
}
