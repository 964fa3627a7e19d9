/** Which object a text of JSON begins with. */
export interface FirstKeys {
  /** True for the first element of a list. */
  readonly isList: boolean;
  readonly keys: readonly string[];
}

const TOKEN = /\s*(?:"(?<text>(?:[^"\\]|\\.)*)"|(?<sign>[{}[\],:])|[^\s"{}[\],:]+)/uy;

/**
 * Keys of the object that a text of JSON begins with, or of the first one in its list, as far as the
 * text goes. Their order says nothing.
 */
export function firstKeys(head: string): FirstKeys {
  const isList = /^\s*\[/u.test(head);
  const begin = /^\s*\[?\s*\{/u.exec(head);
  const keys: string[] = [];
  if (begin === null) return { isList, keys };
  TOKEN.lastIndex = begin[0].length;
  let depth = 1;
  let text: string | undefined;
  for (let found = TOKEN.exec(head); found !== null && depth > 0; found = TOKEN.exec(head)) {
    const { sign } = found.groups ?? {};
    if (sign === ':' && depth === 1 && text !== undefined) keys.push(text);
    if (sign === '{' || sign === '[') depth += 1;
    if (sign === '}' || sign === ']') depth -= 1;
    text = found.groups?.text;
  }
  return { isList, keys };
}
