export interface CallArgument {
  /** Keyword of the argument; null if it is positional. */
  readonly name: string | null;
  readonly value: string;
}

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

/** The arguments of a call from their text, with the brackets around them. */
export function splitArguments(text: string): readonly CallArgument[] {
  const found: string[] = [];
  let depth = 0;
  let quote = '';
  let current = '';
  for (const character of text.replace(/^\(|\)$/gu, '')) {
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (OPENING.has(character)) depth += 1;
    else if (CLOSING.has(character)) depth -= 1;
    if (character === ',' && depth === 0 && quote === '') {
      found.push(current);
      current = '';
    } else current += character;
  }
  return [...found, current].flatMap((argument) => {
    const value = argument.trim();
    const named = /^(\w+)\s*=\s*(?!=)(.+)$/su.exec(value);
    if (value === '') return [];
    return [{ name: named?.[1] ?? null, value: named?.[2] ?? value }];
  });
}
