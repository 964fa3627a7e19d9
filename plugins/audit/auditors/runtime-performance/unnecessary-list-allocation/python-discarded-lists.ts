import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, around, loopBound } from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { isInLoop } from '../explain-hot-path.ts';

/** A list that is built only to be gone through once. */
export interface DiscardedList {
  /** Such as `len([…])`. */
  readonly form: string;
  readonly instead: string;
  /** Benefit of the other form. */
  readonly saves: string;
  /** Why it has to be a list after all; null: it has not. */
  readonly exemption: string | null;
}

/** Names of calls with side effects, which must not be skipped. */
const ACTS =
  /(?:^|[._])(?:save|update|delete|write|send|append|add|remove|pop|close|run|execute|validate|is_valid|check|process|handle|apply|commit|create|insert|put|push|set)(?:_\w+)?\s*\(/u;

/** R653-11: finds the five forms; returns null if a call has none of them. */
export function findDiscardedList(call: SgNode): DiscardedList | null {
  const [list, ...others] = argumentsOf(call);
  if (list?.kind() !== 'list_comprehension' || others.length > 0) return null;
  const few = fewIn(list);
  const inner = list.text().slice(1, -1).replace(/\s+/gu, ' ').trim();
  const target = call.field('function');
  if (target === null) return null;
  const name = target.kind() === 'identifier' ? target.text() : null;
  const whyNot = /\bawait\b|\basync for\b/u.test(inner)
    ? 'the comprehension uses await, and this call does not accept an async generator'
    : few;
  switch (name) {
    case 'len': {
      const loops = inner
        .slice(list.field('body')?.text().replace(/\s+/gu, ' ').length ?? 0)
        .trim();
      return { form: 'len([…])', instead: `sum(1 ${loops})`, saves: MEMORY, exemption: whyNot };
    }
    case 'any':
    case 'all': {
      const acts = ACTS.exec(list.field('body')?.text() ?? '')?.[0];
      const each =
        acts === undefined ? null : `every ${acts.replace(/^\.|\s*\($/gu, '')} call must run`;
      const exemption = whyNot ?? each;
      const saves = 'memory and the iterations after the element that decides the result';
      return { form: `${name}([…])`, instead: `${name}(${inner})`, saves, exemption };
    }
    case 'set':
      return { form: 'set([…])', instead: `{${inner}}`, saves: MEMORY, exemption: few };
    case null: {
      if (target.field('attribute')?.text() !== 'join') return null;
      const receiver = target.field('object');
      const by = receiver === null ? '""' : truncateNodeText(receiver, 20);
      if (receiver?.kind() === 'attribute') return null;
      const instead = `${by}.join(${inner})`;
      return {
        form: `${by}.join([…])`,
        instead,
        saves: MEMORY,
        exemption: whyNot ?? MAKES_ONE,
      };
    }
    default:
      return null;
  }
}

/** Number of elements up to which a list costs nothing. */
const FEW = 20;

/** Returns why a list is too short to matter, or null if nothing shows it. */
function fewIn(list: SgNode): string | null {
  const loops = list.children().filter((child) => child.kind() === 'for_in_clause');
  const body = list.field('body');
  const most = loops.length === 1 && body !== null ? (loopBound(body)?.most ?? null) : null;
  return most !== null && most <= FEW ? `the list has at most ${most} elements` : null;
}

const MEMORY = 'memory';
/** `PySequence_Fast` in CPython's `str.join`, `listview` in PyPy's. */
const MAKES_ONE = 'join converts any other iterable to a list, so a generator saves nothing';

/** Finds partly used whole lists, `[f(x) for x in xs][:n]`, `sorted(xs)[0]`, or returns null. */
export function findPartiallyUsedList(node: SgNode): DiscardedList | null {
  const list = node.field('value');
  const part = node.field('subscript');
  if (list === null || part === null) return null;
  if (list.kind() === 'list_comprehension') return firstOnes(list, part);
  return list.kind() === 'call' ? ofCall(list, part) : null;
}

/** A number of first elements, or the first. */
function firstOnes(list: SgNode, part: SgNode): DiscardedList | null {
  const inner = list.text().slice(1, -1).replace(/\s+/gu, ' ').trim();
  const isFirst = part.text() === '0';
  const count = /^:\s*(\d+|[a-z_]\w*)$/u.exec(part.text())?.[1];
  if (!isFirst && count === undefined) return null;
  const isDear = ['call', 'if_clause'].some((kind) => list.find({ rule: { kind } }) !== null);
  if (!isDear) return null;
  const waits = /\bawait\b|\basync for\b/u.test(inner)
    ? 'the comprehension awaits each element'
    : null;
  const acts = ACTS.exec(list.field('body')?.text() ?? '')?.[0];
  const each =
    acts === undefined ? null : `every ${acts.replace(/^\.|\s*\($/gu, '')} call must run`;
  return {
    form: isFirst ? '[…][0]' : `[…][:${count}]`,
    instead: isFirst ? firstOf(list, inner) : `list(itertools.islice((${inner}), ${count}))`,
    saves: 'memory and the cost of computing the unused elements',
    exemption: waits ?? each ?? fewIn(list),
  };
}

/** Replaces `[…][0]`: `next(…)` raises StopIteration, where handlers may expect IndexError. */
function firstOf(list: SgNode, inner: string): string {
  const waits = [...around(list)].some(
    (ancestor) =>
      ancestor.kind() === 'try_statement' &&
      ancestor
        .children()
        .some((part) => /^except\b[^:\n]*\b(?:IndexError|LookupError)\b/u.test(part.text())),
  );
  return waits
    ? `next((${inner}), None), with a check for None instead of the except clause`
    : `next(${inner})`;
}

function ofCall(call: SgNode, part: SgNode): DiscardedList | null {
  if (call.field('function')?.text() !== 'sorted') return null;
  const [first, ...options] = argumentsOf(call).map((argument) => argument.text());
  const isReversed = options.some((option) => /^reverse\s*=\s*True$/u.test(option));
  const isKnown = options.every((option) =>
    /^(?:key\s*=|reverse\s*=\s*(?:True|False)$)/u.test(option),
  );
  if (first === undefined || !isKnown) return null;
  if (part.text() !== '0' && part.text() !== '-1') return null;
  // Among equal elements, the last is not the one that `max` or `min` returns.
  if (part.text() === '-1' && options.length > 0) return null;
  const takes = isReversed || part.text() === '-1' ? 'max' : 'min';
  const key = options.filter((option) => /^key\s*=/u.test(option));
  return {
    form: `sorted(…)[${part.text()}]`,
    instead: `${takes}(${[first, ...key].join(', ').replace(/\s+/gu, ' ')})`,
    saves: 'memory and the cost of a full sort',
    exemption: isInLoop(call)
      ? null
      : 'the code sorts only once, and the sorted list is usually short',
  };
}
