import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  around,
  isFunction,
  loopBound,
  partsOf,
  scopeOf,
  valuesOf,
} from '../../../../analysis/index.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isInLoop } from '../explain-hot-path.ts';
import { findGrowingLoop } from '../string-concat-in-loop/string-growing-loop.ts';

/** Copy of everything collected so far in each iteration, or a copy made through text. */
export interface RepeatedCopy extends SyntaxCandidate {
  /** Description of the copy, as the end of a sentence whose subject is the function. */
  readonly does: string;
  readonly instead: string;
  /** Maximum number of iterations that each make a copy; null if unknown, or for a single copy. */
  readonly most: number | null;
}

type Shape = Pick<RepeatedCopy, 'does' | 'instead' | 'most'>;

const SEARCHES: readonly SyntaxSearch[] = [
  {
    id: 'repeated-copies-in-python',
    language: 'python',
    mentions: /\bsum\(|\bjson\.loads\(|\+=\s*\(|\b(\w+)\s*=\s*(?:self\.)?\1\s*\+/u,
    rule: {
      any: [
        { kind: 'call', has: { field: 'function', regex: '^(?:sum|json\\.loads)$' } },
        { kind: 'assignment' },
        { kind: 'augmented_assignment' },
      ],
    },
    isMeant: (node) => readPython(node) !== null,
  },
  {
    id: 'repeated-copies-in-script',
    language: 'script',
    mentions: /=\s*[[{]\s*(?:\.\.\.|\/)|\.reduce|concat\(|JSON\.parse/u,
    rule: {
      any: [
        {
          kind: 'call_expression',
          has: { field: 'function', regex: '^JSON\\.parse$|\\.reduce$' },
        },
        { kind: 'assignment_expression' },
      ],
    },
    isMeant: (node) => readScript(node) !== null,
  },
];
export const REPEATED_COPY_SEARCHES = SEARCHES;

export function* findRepeatedCopies(audited: AuditedCode): Generator<RepeatedCopy> {
  for (const search of SEARCHES) {
    const read = search.language === 'python' ? readPython : readScript;
    for (const found of findSyntaxCandidates(audited, search)) {
      const shape = read(found.node);
      if (shape !== null) yield { ...found, ...shape };
    }
  }
}

function fieldText(node: SgNode, field: string): string {
  return node.field(field)?.text() ?? '';
}

function readPython(node: SgNode): Shape | null {
  if (node.kind() !== 'call') return extendedInLoop(node);
  return fieldText(node, 'function') === 'sum' ? summedLists(node) : copiedThroughJson(node);
}

function readScript(node: SgNode): Shape | null {
  if (node.kind() !== 'call_expression') return reassignedInLoop(node);
  return fieldText(node, 'function') === 'JSON.parse' ? copiedThroughJson(node) : reduced(node);
}

/** Finds `sum(lists, [])`, which copies the running list for each of its lists. */
function summedLists(call: SgNode): Shape | null {
  const [over, start] = argumentsOf(call);
  if (over === undefined || !/^(?:start\s*=\s*)?\[\s*\]$/u.test(start?.text() ?? '')) return null;
  return {
    does: `concatenates lists with ${truncateNodeText(call)}, which copies all existing elements again for each list`,
    instead: `list(itertools.chain.from_iterable(${truncateNodeText(over)}))`,
    most: lengthOf(over),
  };
}

/** Returns the number of elements of a list literal; null: unknown. */
function lengthOf(list: SgNode): number | null {
  return /^(?:list|tuple|array)$/u.test(String(list.kind())) ? partsOf(list).length : null;
}

/** Finds a JSON round trip of a value that the function itself has made. */
function copiedThroughJson(call: SgNode): Shape | null {
  const [inner, ...others] = argumentsOf(call);
  if (inner === undefined || others.length > 0) return null;
  const [source, ...options] = argumentsOf(inner);
  const isWritten = /^(?:json\.dumps|JSON\.stringify)$/u.test(fieldText(inner, 'function'));
  if (!isWritten || source?.kind() !== 'identifier' || options.length > 0) return null;
  const language = call.kind() === 'call' ? 'python' : 'script';
  if (valuesOf(source.text(), scopeOf(source), language).length === 0) return null;
  return {
    does: `copies ${source.text()} by serializing it to JSON and parsing it again with ${truncateNodeText(call)}`,
    instead: `${source.text()} itself, or ${language === 'python' ? 'copy.deepcopy' : 'structuredClone'}(${source.text()})`,
    most: null,
  };
}

/** Finds `x = x + […]` and `x += (y,)` in a loop. */
function extendedInLoop(node: SgNode): Shape | null {
  const name = fieldText(node, 'left');
  const value = node.field('right');
  if (value === null || !/^(?:self\.)?\w+$/u.test(name) || !isInLoop(node)) return null;
  const isTuple = node.kind() === 'augmented_assignment' && value.kind() === 'tuple';
  const added = value.kind() === 'binary_operator' ? value.field('right') : null;
  const [first] = valuesOf(name, scopeOf(node), 'python');
  const isList =
    added !== null &&
    fieldText(value, 'left') === name &&
    fieldText(value, 'operator') === '+' &&
    [added, first].some((part) => /^list/u.test(String(part?.kind())));
  const loop = isTuple || isList ? findGrowingLoop(node, name) : null;
  if (loop === null) return null;
  return {
    does: `copies all of ${name} with ${truncateNodeText(node)} in each iteration of the loop over ${loop.over}`,
    instead: isList ? `${name}.extend(${added.text()})` : 'a list to append to',
    most: loop.most,
  };
}

/** Finds `reduce` callbacks that copy their accumulator. */
function reduced(call: SgNode): Shape | null {
  const [callback, start] = argumentsOf(call);
  const over = call.field('function')?.field('object') ?? null;
  if (callback === undefined || start === undefined || over === null || !isFunction(callback)) {
    return null;
  }
  const parameters = callback.field('parameters');
  const name = /^[\w$]+/u.exec(
    parameters === null ? '' : (partsOf(parameters)[0]?.text() ?? ''),
  )?.[0];
  const made = resultsOf(callback).find((result) => name !== undefined && isCopyOf(result, name));
  if (made === undefined || isBounded(over, made)) return null;
  return {
    does: `copies all of ${name} with ${truncateNodeText(made)} for each element of ${truncateNodeText(over)}`,
    instead: `${made.kind() === 'object' ? `${name}[key] = …` : `${name}.push(…)`}, and return ${name}`,
    most: lengthOf(over),
  };
}

/** True if the accumulated value stays small: keys of an object, a constant, whole objects merged. */
function isBounded(over: SgNode, made: SgNode): boolean {
  if (/^Object\.(?:entries|keys|values)\(/u.test(over.text())) return true;
  if (/^[A-Z][A-Z\d_]+$/u.test(over.text())) return true;
  return (
    partsOf(made).every((part) => part.kind() === 'spread_element') && made.kind() === 'object'
  );
}

/** Returns a function's results: an arrow function's expression, else the values of `return`. */
function resultsOf(callback: SgNode): readonly SgNode[] {
  const body = callback.field('body');
  if (body === null) return [];
  if (body.kind() === 'parenthesized_expression') return partsOf(body);
  return body.kind() === 'statement_block'
    ? body
        .findAll({ rule: { kind: 'return_statement' } })
        .flatMap((statement) => partsOf(statement))
    : [body];
}

/** `[...x, y]`, `{ ...x, a }`, `x.concat(y)`. */
function isCopyOf(node: SgNode, name: string): boolean {
  if (node.kind() === 'array' || node.kind() === 'object') {
    const [first, ...others] = partsOf(node);
    return others.length > 0 && first?.text() === `...${name}`;
  }
  return node.kind() === 'call_expression' && fieldText(node, 'function') === `${name}.concat`;
}

/** Finds `x = [...x, y]` and its like in a loop, of an `x` from outside of the loop. */
function reassignedInLoop(node: SgNode): Shape | null {
  const name = fieldText(node, 'left');
  const value = node.field('right');
  if (value === null || !/^(?:this\.)?[\w$]+$/u.test(name) || !isCopyOf(value, name)) return null;
  const loop = loopAround(node);
  const body = loop?.field('body');
  if (loop === null || body == null || declares(body, name)) return null;
  return {
    does: `copies all of ${name} with ${truncateNodeText(node)} in each iteration of ${truncateNodeText(loop, 40)}`,
    instead: value.kind() === 'object' ? `${name}[key] = …` : `${name}.push(…)`,
    most: loopBound(node)?.most ?? null,
  };
}

function loopAround(node: SgNode): SgNode | null {
  for (const outer of around(node)) {
    if (/^(?:for|for_in|while|do)_statement$/u.test(String(outer.kind()))) return outer;
  }
  return null;
}

/** True if the body declares the name. */
function declares(body: SgNode, name: string): boolean {
  const declared = body.findAll({ rule: { kind: 'variable_declarator' } });
  return declared.some((declarator) => fieldText(declarator, 'name') === name);
}
