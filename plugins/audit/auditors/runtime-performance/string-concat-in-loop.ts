import type { SgNode } from '@ast-grep/napi';
import { around, loopBound, scopeOf, valuesOf } from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import {
  findSyntaxCandidates,
  type SyntaxSearch,
  truncateNodeText,
} from '../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { isInLoop } from './explain-hot-path.ts';

/** Number of iterations above which the severity is higher (R653-15). */
const FEW_ITERATIONS = 100;
/** Number of iterations up to which a string is too short for its copies to matter. */
const HARDLY_ANY = 10;
/** Usual names of such strings (R653-14). */
const TYPICAL = /^(?:result|output|html|text)$/u;

const APPENDS: SyntaxSearch = {
  id: 'appends',
  language: 'python',
  mentions: /\+=/u,
  rule: { kind: 'augmented_assignment' },
  isMeant: (node) =>
    node.field('operator')?.text() === '+=' &&
    /^(?:self\.)?\w+$/u.test(node.field('left')?.text() ?? '') &&
    isInLoop(node),
};

/** R653-14 and R653-15: strings that are copied whole for each appended piece. */
export const STRING_CONCAT_IN_LOOP = defineRule({
  id: 'string-concat-in-loop',
  principle: 'Runtime Performance / String concatenation in a loop',
  sources: {
    'Python FAQ: What is the most efficient way to concatenate many strings together?':
      'https://docs.python.org/3/faq/programming.html#what-is-the-most-efficient-way-to-concatenate-many-strings-together',
  },
  skip: ({ code }) =>
    code.facts.functions.some(({ file }) => file.endsWith('.py'))
      ? null
      : 'the project has no Python code, and JavaScript engines concatenate strings only when the result is read',
  searches: [APPENDS],
  match: findStringAppends,
  verify: ({ node, name, index, isString }, audited) => {
    const loop = findGrowingLoop(node, name);
    if (loop === null) return `${name} is reset in each iteration`;
    if (loop.most !== null && loop.most <= HARDLY_ANY) {
      return `the loop has at most ${loop.most} iterations`;
    }
    const often =
      loop.most === null
        ? `once per iteration (assumed: more than ${FEW_ITERATIONS} iterations)`
        : `${loop.most} times`;
    const finding = {
      issue: `${formatFunctionName(audited, index)} appends to ${name} with ${truncateNodeText(node)}, ${often}, in the loop over ${loop.over}; each time, the existing text may be copied`,
      recommendation: `Append each piece to a list and set ${name} = "".join(parts) after the loop, or write to io.StringIO`,
      effort: 'S',
    } as const;
    if (!isString) return { ...finding, note: `whether ${name} is a string` };
    const isLong = loop.most === null || loop.most > FEW_ITERATIONS;
    return { ...finding, severity: isLong ? 'MEDIUM' : 'LOW' };
  },
});

/** Yields `x += …` in a loop, if `x` is a string or its name suggests one. */
function* findStringAppends(audited: AuditedCode) {
  for (const found of findSyntaxCandidates(audited, APPENDS)) {
    const name = found.node.field('left')?.text() ?? '';
    const added = found.node.field('right');
    const [first] = valuesOf(name, scopeOf(found.node), 'python');
    const values = [added, first].filter((value) => value != null);
    const isString = values.some((value) => isStringNode(value));
    if (isString || (TYPICAL.test(name) && first === undefined)) yield { ...found, name, isString };
  }
}

/** True for literals, f-strings, `str(…)` and their sums. */
function isStringNode(node: SgNode): boolean {
  if (node.kind() === 'string') return !/^[rR]?[bB]/u.test(node.text());
  if (node.kind() === 'binary_operator') {
    return node.children().some((child) => isStringNode(child));
  }
  return /^(?:str|repr)\(/u.test(node.text());
}

interface GrowingLoop {
  /** Maximum number of iterations of all loops together; null if unknown. */
  readonly most: number | null;
  /** Iterable of the outermost loop, as written. */
  readonly over: string;
}

/**
 * Returns the loops around a place that never reset a name, so that its value only grows from one
 * iteration to the next. Returns null if there are none.
 */
function findGrowingLoop(node: SgNode, name: string): GrowingLoop | null {
  let most: number | null = 1;
  let over: string | null = null;
  for (const loop of around(node)) {
    const body = loop.field('body');
    if (!/^(?:for|while)_statement$/u.test(String(loop.kind())) || body === null) continue;
    if (resets(loop, body, name)) break;
    const bound = loop.kind() === 'for_statement' ? loopBound(body) : null;
    most = most === null || bound === null || bound.most === null ? null : most * bound.most;
    over = bound?.over ?? `while ${loop.field('condition')?.text().replace(/\s+/gu, ' ') ?? ''}`;
  }
  return over === null ? null : { most, over };
}

/** True if each iteration gives the name a fresh value, in its body or as the loop variable. */
function resets(loop: SgNode, body: SgNode, name: string): boolean {
  const itself = new RegExp(`(?:^|[^\\w.])${name.replace('.', '\\.')}\\b`, 'u');
  // `x = x + …` extends the existing value.
  const fresh = body
    .findAll({ rule: { kind: 'assignment' } })
    .filter((assignment) => !itself.test(assignment.field('right')?.text() ?? ''));
  return [loop, ...fresh].some((node) => {
    const targets = node.field('left')?.text() ?? '';
    return targets.split(/[^\w.]+/u).includes(name);
  });
}
