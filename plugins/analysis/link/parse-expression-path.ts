/** Step of a path such as `a.b(c).d`. */
export interface PathStep {
  readonly name: string;
  readonly isCalled: boolean;
}

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

/**
 * Splits an expression of names, members and calls into steps; null for any other expression. The
 * contents of brackets are dropped: `db.from(x)[0].run` is `db`, `from()`, `run`.
 */
export function parseExpressionPath(text: string): readonly PathStep[] | null {
  // Most expressions are names with dots.
  if (/^[\w$#]+(?:\.[\w$#]+)*$/u.test(text)) {
    return text.split('.').map((name) => ({ name, isCalled: false }));
  }
  const steps: { name: string; isCalled: boolean }[] = [];
  let name = '';
  let isCalled = false;
  let depth = 0;
  const flush = (): boolean => {
    if (!/^[\w$#]+$/u.test(name)) return false;
    steps.push({ name, isCalled });
    name = '';
    isCalled = false;
    return true;
  };
  const plain = text.replace(/^new /u, '').replaceAll('?.', '.').replaceAll('!.', '.');
  for (const character of plain) {
    if (OPENING.has(character)) {
      depth += 1;
      if (depth === 1 && character === '(') isCalled = true;
    } else if (CLOSING.has(character)) {
      depth -= 1;
    } else if (depth === 0) {
      if (character !== '.') name += character;
      else if (!flush()) return null;
    }
  }
  return depth === 0 && flush() ? steps : null;
}
