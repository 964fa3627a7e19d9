/** Splits with unused parts: forms beyond the fixture. */
import { describe, expect, it } from 'vitest';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { splitFirst } from '../../../../plugins/optimize/generators/codemods/string-splitting.ts';

const inFunction = (body: string) => `export function subject(text: string) {\n  ${body}\n}\n`;

/** Returns the body of a function after a change; null: it is left alone. */
function changed(body: string): string | null {
  const [file] = applyCodemod(splitFirst, [{ path: 'a.ts', text: inFunction(body) }], []);
  return file === undefined ? null : (file.after.split('\n')[1]?.trim() ?? null);
}

function answer(body: string, text: string): unknown {
  return new Function('text', body)(text);
}

const TEXTS = ['', ',', 'a', 'a, b ,c', ' , ', 'a1b22c', '\n\n', ' x  y ', 'a,b,c,d,e,f'];

describe('a split whose first parts are read', () => {
  it.each([
    ['return text.split(/\\s*,\\s*/)[0];', 1],
    ['return text.split(/(\\d)/)[1];', 2],
    ["return text.split(',').shift();", 1],
    ["return text.split(',').at(0);", 1],
    ["const [first, , third] = text.split(','); return [first, third];", 3],
    ["const parts = text.split(','); return parts[0] + '-' + parts[1];", 2],
    ["return text.split('')[2];", 3],
  ])('%s makes at most %i parts', (body, most) => {
    const after = changed(body);
    expect(after).toContain(`, ${most})`);
    for (const text of TEXTS) expect(answer(after ?? '', text)).toEqual(answer(body, text));
  });

  it.each([
    "const parts = text.split(','); return parts[0] + parts.length;",
    "const [first, ...rest] = text.split(','); return rest[0];",
    "let parts = text.split(','); parts = []; return parts[0];",
    "const parts = text.split(','); parts[0] = ''; return parts[1];",
    "return text.split(',')[0]();",
    "return text.split(',')[7];",
    "return text.split(',').at(-1);",
    'return text.split(text)[0];',
  ])('%s is left alone', (body) => expect(changed(body)).toBeNull());
});
