import type { SgNode } from '@ast-grep/napi';
import { defineRule } from '../../../auditor.ts';
import { functionName } from '../../../look/calls.ts';
import { type SyntaxCandidate, type SyntaxSearch, syntaxIn } from '../../../look/syntax-in.ts';
import { weighed } from '../../../look/weight.ts';
import type { AuditedCode } from '../../../rule.ts';
import { whyHot } from '../hot-path.ts';
import { partOf, type ThrownAway, thrownAwayIn } from './python-lists.ts';
import { filteredFor, mappedFor } from './script-lists.ts';

interface ListCandidate extends SyntaxCandidate {
  readonly list: ThrownAway;
}

const FILTERED = { field: 'object', kind: 'call_expression', regex: '\\.filter\\(' };
const IN_PYTHON: SyntaxSearch = {
  id: 'lists-in-python',
  language: 'python',
  mentions: /\(\s*\[/u,
  rule: { kind: 'call', has: { field: 'arguments', has: { kind: 'list_comprehension' } } },
  isMeant: (node) => thrownAwayIn(node) !== null,
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
  isMeant: (node) => filteredFor(node) !== null,
};

const PARTS_IN_PYTHON: SyntaxSearch = {
  id: 'parts-in-python',
  language: 'python',
  mentions: /[\])]\s*\[\s*(?:-1|0|:\s*\w+)\s*\]/u,
  rule: {
    kind: 'subscript',
    has: { field: 'value', any: [{ kind: 'list_comprehension' }, { kind: 'call' }] },
  },
  isMeant: (node) => partOf(node) !== null,
};
const MAPPED: SyntaxSearch = {
  id: 'mapped-in-script',
  language: 'script',
  mentions: /\.map\([\s\S]*\.slice\(/u,
  rule: { kind: 'call_expression', has: { field: 'function', regex: '\\.slice$' } },
  isMeant: (node) => mappedFor(node) !== null,
};
const FORMS: readonly (readonly [SyntaxSearch, (node: SgNode) => ThrownAway | null])[] = [
  [IN_PYTHON, thrownAwayIn],
  [PARTS_IN_PYTHON, partOf],
  [IN_SCRIPT, filteredFor],
  [MAPPED, mappedFor],
];

/** R653-11 and R653-12: lists that are built to be thrown away at once. */
export const UNNECESSARY_LIST_ALLOCATION = defineRule({
  id: 'unnecessary-list-allocation',
  check: 'unnecessary_list_allocation',
  principle: 'Runtime Performance / A list that is built to be thrown away',
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
    if (list.excuse !== null) return { outcome: 'dismissed', reason: list.excuse };
    const hot = whyHot(audited, index, node);
    const file = audited.code.facts.functions[index]?.file ?? '';
    if (weighed('HIGH', audited, index) === 'LOW') {
      return { outcome: 'dismissed', reason: `${file} runs once` };
    }
    const often = hot === null ? '' : ` ${hot}`;
    return {
      outcome: 'confirmed',
      severity: hot === null ? 'LOW' : 'MEDIUM',
      issue: `${functionName(audited, index)} builds a list${often} that only ${list.form} looks at; going without saves ${list.saves} (benefit: memory)`,
      recommendation: list.instead,
      effort: 'S',
    };
  },
});

function* lists(audited: AuditedCode): Generator<ListCandidate> {
  for (const [search, read] of FORMS) {
    for (const found of syntaxIn(audited, search)) {
      const list = read(found.node);
      if (list !== null) yield { ...found, list };
    }
  }
}
