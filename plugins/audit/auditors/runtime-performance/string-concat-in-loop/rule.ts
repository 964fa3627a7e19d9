import type { SgNode } from '@ast-grep/napi';
import { scopeOf, valuesOf } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { isInLoop } from '../explain-hot-path.ts';
import { findGrowingField, type GrowingField } from './growing-string-field.ts';
import { explainNegligibleConcat } from './negligible-concat.ts';
import { findGrowingLoop, type GrowingLoop } from './string-growing-loop.ts';
import { isBytesNode, isDeclaredString, isStringNode } from './string-types.ts';

/** Number of iterations above which the severity is higher (R653-15). */
const FEW = 100;
/** Number of iterations up to which a string is too short for its copies to matter. */
const HARDLY_ANY = 10;
/** Usual names of such strings (R653-14). */
const TYPICAL = /^(?:result|output|html|text)$/u;

/** `x += …` and `x = x + …` */
const GROWS: SyntaxSearch = {
  id: 'growths',
  language: 'python',
  mentions:
    /\+=|\b(\w+)\s*(?::[^\n=]*)?=[\s\\(]*(?:self\.)?\1[\s\\]*\+|\b(\w+)\s*(?::[^\n=]*)?=[^\n]*\bif\s[^\n]*\b\2\b/u,
  rule: {
    any: [
      { kind: 'augmented_assignment' },
      { kind: 'assignment', has: { field: 'right', kind: 'binary_operator' } },
      { kind: 'assignment', has: { field: 'right', kind: 'conditional_expression' } },
      { kind: 'assignment', has: { field: 'right', kind: 'parenthesized_expression' } },
    ],
  },
  isMeant: (node) => growthIn(node) !== null,
};

/** `(x or "")`, which is `x` if that is set. */
const OR_EMPTY = /^\((\S+) or (?:""|'')\)$/u;

interface Growth extends SyntaxCandidate {
  readonly name: string;
  readonly added: SgNode;
  /** Field that grows with each call; null: the name grows in a loop of its own function. */
  readonly field: GrowingField | null;
}

/** R653-14 and R653-15: strings that are copied whole for each appended piece. */
export const STRING_CONCAT_IN_LOOP = defineRule({
  id: 'string-concat-in-loop',
  check: 'string_concat_in_loop',
  principle: 'Runtime Performance / String concatenation in a loop',
  sources: [
    {
      name: 'Python FAQ: What is the most efficient way to concatenate many strings together?',
      url: 'https://docs.python.org/3/faq/programming.html#what-is-the-most-efficient-way-to-concatenate-many-strings-together',
      retrieved: '2026-11-26',
    },
  ],
  skip: ({ code }) =>
    code.facts.functions.some(({ file }) => file.endsWith('.py'))
      ? null
      : 'the project has no Python code, and JavaScript engines concatenate strings only when the result is read',
  searches: [GROWS],
  match: growths,
  verify: (found, audited) => {
    const field = found.field;
    const loop = field ?? findGrowingLoop(found.node, found.name);
    if (loop === null) {
      return { outcome: 'dismissed', reason: `${found.name} is reset in each iteration` };
    }
    const type = field?.type ?? typeOf(found);
    if (type === 'other') {
      return { outcome: 'dismissed', reason: `${found.name} is not initially a string` };
    }
    if (loop.most !== null && loop.most <= HARDLY_ANY) {
      return { outcome: 'dismissed', reason: `the loop has at most ${loop.most} iterations` };
    }
    const cheap =
      loop.most === null && field === null ? explainNegligibleConcat(found.node, found.name) : null;
    if (cheap !== null) return { outcome: 'dismissed', reason: cheap };
    const told = tell(found, audited, loop, type);
    if (type === 'unknown') {
      return { ...told, outcome: 'needs context', note: `whether ${found.name} is a string` };
    }
    const isLong = loop.most === null || loop.most > FEW;
    return { ...told, outcome: 'confirmed', severity: isLong ? 'MEDIUM' : 'LOW' };
  },
});

/** Yields `x += …` and `x = x + …` in a loop, if `x` may be a string. */
function* growths(audited: AuditedCode): Generator<Growth> {
  for (const found of findSyntaxCandidates(audited, GROWS)) {
    const growth = growthIn(found.node);
    if (growth === null) continue;
    const isInOwn = isInLoop(found.node) && findGrowingLoop(found.node, growth.name) !== null;
    const field = isInOwn ? null : findGrowingField(audited, { ...found, ...growth });
    const concatenation = { ...found, ...growth, field };
    if (field !== null) yield concatenation;
    if (field !== null || !isInLoop(found.node)) continue;
    const type = typeOf(concatenation);
    if (type === 'string' || type === 'bytes' || TYPICAL.test(growth.name)) yield concatenation;
  }
}

function growthIn(node: SgNode): Pick<Growth, 'name' | 'added'> | null {
  const left = node.field('left');
  const right = node.field('right');
  const name = left?.text() ?? '';
  if (right === null || !/^(?:self\.)?\w+$/u.test(name)) return null;
  if (node.kind() === 'augmented_assignment') {
    return node.field('operator')?.text() === '+=' ? { name, added: right } : null;
  }
  return additionIn(right, name);
}

/** Parses `x + …`, `c if x is None else x + c` and `(x or "") + c`. */
function additionIn(value: SgNode, name: string): Pick<Growth, 'name' | 'added'> | null {
  const inner = value.children().filter((child) => child.isNamed());
  switch (value.kind()) {
    case 'parenthesized_expression':
      return inner[0] === undefined ? null : additionIn(inner[0], name);
    case 'conditional_expression': {
      const [first, , other] = inner;
      const sides = [first, other].flatMap((side) => (side === undefined ? [] : [side]));
      const grown = sides.map((side) => additionIn(side, name));
      const growth = grown.find((addition) => addition !== null) ?? null;
      // The other branch starts with the same piece or keeps the existing value.
      const isStart = sides.some((side) =>
        [growth?.added.text(), name, '""', "''"].includes(side.text()),
      );
      return isStart ? growth : null;
    }
    case 'binary_operator': {
      const added = value.field('right');
      const before = value.field('left')?.text().replace(OR_EMPTY, '$1');
      const isAddition = value.field('operator')?.text() === '+' && before === name;
      return isAddition && added !== null ? { name, added } : null;
    }
    default:
      return null;
  }
}

type GrownType = 'string' | 'bytes' | 'other' | 'unknown';

/** Returns the type of the value, judged by what is added and by its initial value. */
function typeOf({ node, name, added }: Omit<Growth, 'field'>): GrownType {
  const first = valuesOf(name, scopeOf(node), 'python').find(
    (value) => value.range().end.index <= node.range().start.index,
  );
  if (isStringNode(added) || (first !== undefined && isStringNode(first))) return 'string';
  if (isBytesNode(added) || (first !== undefined && isBytesNode(first))) return 'bytes';
  if (isDeclaredString(node, name)) return 'string';
  const kinds: ReadonlySet<unknown> = new Set([
    'integer',
    'float',
    'list',
    'tuple',
    'list_comprehension',
    'dictionary',
  ]);
  const isOther = kinds.has(added.kind()) || (first !== undefined && kinds.has(first.kind()));
  return isOther || /^(?:len|int|float|sum|list)\(/u.test(added.text()) ? 'other' : 'unknown';
}

function tell(
  { node, name, index }: Growth,
  audited: AuditedCode,
  { most, over }: GrowingLoop,
  type: GrownType,
): Pick<Extract<Ruling, { outcome: 'confirmed' }>, 'issue' | 'recommendation' | 'effort'> {
  const turns =
    most === null ? `once per iteration (assumed: more than ${FEW} iterations)` : `${most} times`;
  const joined = type === 'bytes' ? 'b"".join(parts)' : '"".join(parts)';
  const buffer = type === 'bytes' ? 'io.BytesIO' : 'io.StringIO';
  return {
    issue: `${formatFunctionName(audited, index)} appends to ${name} with ${truncateNodeText(node)}, ${turns}, in the loop over ${over}; each time, the existing text may be copied`,
    recommendation: `Append each piece to a list and set ${name} = ${joined} after the loop, or write to ${buffer}`,
    effort: 'S',
  };
}
