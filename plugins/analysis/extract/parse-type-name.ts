/** Wrapper types that stand for their type argument, by the last part of their name. */
const SAME = new Set(
  'Optional Awaitable Coroutine Annotated ClassVar Final Required NotRequired Mapped InitVar Union Promise PromiseLike Readonly NonNullable'.split(
    ' ',
  ),
);
/** Types that are iterated over element by element. */
const LISTS = new Set(
  'list List Sequence MutableSequence Iterable Iterator AsyncIterable AsyncIterator Generator AsyncGenerator Collection set Set frozenset AbstractSet deque QuerySet ScalarResult Array ReadonlyArray ReadonlySet IterableIterator AsyncIterableIterator'.split(
    ' ',
  ),
);
/** Types that name no class; left out, since they would take space in the facts of every file. */
const PLAIN = new Set(
  'None null undefined void never any unknown object string number boolean bigint symbol str int float bool bytes dict list tuple set Any Never NoReturn'.split(
    ' ',
  ),
);
const NOTHING = new Set(['None', 'null', 'undefined', '']);
const NAME = /^[\w$.]+$/u;
const OPENING = new Set(['[', '<', '(', '{']);
const CLOSING = new Set([']', '>', ')', '}']);

/** Returns the class an annotation names, with or without leading colon; empty if none. */
export function readTypeAnnotation(annotation: string | undefined): {
  readonly annotation?: string;
} {
  const name = annotation === undefined ? null : parseTypeName(annotation.replace(/^:/u, ''));
  return name === null ? {} : { annotation: name };
}

/**
 * Returns the class named by an annotation of Python or TypeScript, without wrappers for waiting or
 * for a missing value: `X` of `Optional["X"]`, `X | None` and `Promise<X>`. Lists keep their
 * element type: `list[X]`. null if it names no class, or several.
 */
export function parseTypeName(annotation: string): string | null {
  const text = annotation.trim();
  if (NAME.test(text)) return PLAIN.has(text) ? null : text;
  const quoted = /^(['"])([^'"]*)\1$/u.exec(text)?.[2];
  if (quoted !== undefined) return parseTypeName(quoted);
  const named = partsOf(text, '|').filter((part) => !NOTHING.has(part));
  const [only] = named;
  if (only === undefined || named.length > 1) return null;
  if (only !== text) return parseTypeName(only);
  const bare = only.replace(/^readonly /u, '');
  return bare.endsWith('[]') ? listOf('Array', bare.slice(0, -2)) : ofBrackets(bare);
}

/** Splits a list type into its own name and its element type; null if it is not a list. */
export function parseListType(
  name: string,
): { readonly list: string; readonly element: string } | null {
  const open = name.indexOf('[');
  return open === -1 ? null : { list: name.slice(0, open), element: name.slice(open + 1, -1) };
}

/** `Head[…]` and `Head<…>`. */
function ofBrackets(text: string): string | null {
  const open = [...text].findIndex((character) => OPENING.has(character));
  const head = text.slice(0, Math.max(open, 0));
  if (!NAME.test(head) || !/[\]>]$/u.test(text)) return null;
  const parts = partsOf(text.slice(open + 1, -1), ',');
  const last = head.slice(head.lastIndexOf('.') + 1);
  if (last === 'Union') return parseTypeName(parts.join('|'));
  if (SAME.has(last)) return parseTypeName((last === 'Coroutine' ? parts.at(-1) : parts[0]) ?? '');
  if (LISTS.has(last)) return listOf(head, parts[0] ?? '');
  if (/^type$/iu.test(last)) return null;
  // `Order['id']` is a different type from `Order`; type arguments of other classes are ignored.
  return /^['"]/u.test(parts[0] ?? '') ? null : head;
}

function listOf(list: string, of: string): string | null {
  const element = parseTypeName(of);
  return element === null || element.includes('[') ? null : `${list}[${element}]`;
}

/** Splits text at separators outside brackets. */
function partsOf(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (OPENING.has(character)) depth += 1;
    // The `>` of `=>` is not a closing bracket.
    else if (CLOSING.has(character) && text[at - 1] !== '=') depth -= 1;
    else if (depth === 0 && character === separator) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}
