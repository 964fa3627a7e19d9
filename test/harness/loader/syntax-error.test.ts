import { expect, test } from 'vitest';
import { transform } from '../../../harness/loader/transform.ts';

test('a syntax error shows its place, the line and a caret below, as Node.js does', () => {
  const source = 'enum Color { Red }\nconst one = { a: 1 b: 2 };\n';
  const read = (): string =>
    transform('/app/src/one.ts', { source, format: 'module', options: {} });
  let stack = '';
  try {
    read();
  } catch (error) {
    stack = (error as Error).stack ?? '';
  }
  const [place, line, caret] = stack.split('\n');
  expect(place).toBe('/app/src/one.ts:2');
  expect(line).toBe('const one = { a: 1 b: 2 };');
  expect(caret?.trimEnd()).toBe(`${' '.repeat(line?.indexOf('b:') ?? 0)}^`);
  expect(stack).toContain('SyntaxError: ');
});
