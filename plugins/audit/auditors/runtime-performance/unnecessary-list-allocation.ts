import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, loopBound } from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import {
  findSyntaxCandidates,
  type SyntaxSearch,
  truncateNodeText,
} from '../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { explainHotPath } from './explain-hot-path.ts';

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
  sources: {
    'Python: Functional programming HOWTO, generator expressions and list comprehensions':
      'https://docs.python.org/3/howto/functional.html#generator-expressions-and-list-comprehensions',
    'MDN: Array.prototype.some()':
      'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/some',
  },
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

function* findLists(audited: AuditedCode) {
  for (const [search, read] of FORMS) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const list = read(found.node);
      if (list !== null) yield { ...found, list };
    }
  }
}

/** A list that is built only to be gone through once. */
interface DiscardedList {
  /** Such as `len([…])`. */
  readonly form: string;
  readonly instead: string;
  /** Benefit of the other form. */
  readonly saves: string;
  /** Why the list is needed after all; null: it is not. */
  readonly exemption: string | null;
}

/** Number of elements up to which a list costs nothing. */
const FEW_ELEMENTS = 20;

/** R653-11: finds the five forms; returns null if a call has none of them. */
function findDiscardedList(call: SgNode): DiscardedList | null {
  const target = call.field('function');
  const [list, ...others] = argumentsOf(call);
  if (target === null || list?.kind() !== 'list_comprehension' || others.length > 0) return null;
  const inner = list.text().slice(1, -1).replace(/\s+/gu, ' ').trim();
  // These calls do not accept an async generator.
  if (/\bawait\b|\basync for\b/u.test(inner)) return null;
  const body = list.field('body');
  const most = body === null ? null : (loopBound(body)?.most ?? null);
  const exemption =
    most !== null && most <= FEW_ELEMENTS ? `the list has at most ${most} elements` : null;
  const name = target.text();
  switch (name) {
    case 'len': {
      const loops = inner.slice(body?.text().replace(/\s+/gu, ' ').length).trim();
      return { form: 'len([…])', instead: `sum(1 ${loops})`, saves: 'memory', exemption };
    }
    case 'any':
    case 'all': {
      const saves = 'memory and the iterations after the element that decides the result';
      return { form: `${name}([…])`, instead: `${name}(${inner})`, saves, exemption };
    }
    case 'set':
      return { form: 'set([…])', instead: `{${inner}}`, saves: 'memory', exemption };
    default: {
      if (target.field('attribute')?.text() !== 'join') return null;
      const join = truncateNodeText(target, 20);
      return {
        form: `${join}([…])`,
        instead: `${join}(${inner})`,
        saves: 'memory',
        // `PySequence_Fast` in CPython's `str.join`, `listview` in PyPy's.
        exemption: 'join converts any other iterable to a list, so a generator saves nothing',
      };
    }
  }
}

const SOME = /^(?:> 0|>= 1|!==? 0)$/u;
const NONE = /^(?:===? 0|< 1)$/u;

/** Returns the array `filter` builds only to check for a match or take the first; null: none. */
function findDiscardedFilter(node: SgNode): DiscardedList | null {
  const filter = node.field('object');
  const target = filter?.field('function');
  const [test, ...others] = filter == null ? [] : argumentsOf(filter);
  // jQuery and such take a selector, or two parameters.
  const isFilter = target?.field('property')?.text() === 'filter' && others.length === 0;
  if (!isFilter || test?.kind() !== 'arrow_function') return null;
  const list = target.field('object')?.text().replace(/\s+/gu, ' ').slice(-60) ?? '';
  const callback = truncateNodeText(test, 80);
  const saves = 'memory and the iterations after the first match';
  if (node.kind() === 'subscript_expression') {
    const instead = `${list}.find(${callback})`;
    return { form: '.filter(…)[0]', instead, saves, exemption: null };
  }
  const parent = node.parent();
  if (parent?.kind() !== 'binary_expression' || parent.field('left')?.id() !== node.id())
    return null;
  const comparison = parent.text().slice(node.text().length).trim().replace(/\s+/gu, ' ');
  if (!SOME.test(comparison) && !NONE.test(comparison)) return null;
  return {
    form: `.filter(…).length ${comparison}`,
    instead: `${NONE.test(comparison) ? '!' : ''}${list}.some(${callback})`,
    saves,
    exemption: null,
  };
}
