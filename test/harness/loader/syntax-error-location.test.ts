import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { createNativeTypescript } from '../../../harness/loader/transformer/find-transformer.ts';
import { createSwcTransformer } from '../../../harness/loader/transformer/swc-transformer.ts';
import { createTypescriptTransformer } from '../../../harness/loader/transformer/typescript-transformer.ts';

const manifest = (name: string): string =>
  createRequire(import.meta.url).resolve(`${name}/package.json`);
const COMPILERS = [
  createSwcTransformer(manifest('@swc/core')),
  createTypescriptTransformer(manifest('typescript-5')),
  createNativeTypescript(manifest('typescript')),
];

it.each(COMPILERS)(
  '$name: shows the place of a syntax error, the line and a caret below',
  (compiler) => {
    const source = 'enum Color { Red }\nconst one = { a: 1 b: 2 };\n';
    let stack = '';
    try {
      compiler.transform('/app/src/one.ts', { source, format: 'module', options: {} });
    } catch (error) {
      stack = (error as Error).stack ?? '';
    }
    const [place, line, caret] = stack.split('\n');
    expect(place).toBe('/app/src/one.ts:2');
    expect(line).toBe('const one = { a: 1 b: 2 };');
    expect(caret?.trimEnd()).toBe(`${' '.repeat(line?.indexOf('b:') ?? 0)}^`);
    expect(stack).toContain('SyntaxError: ');
  },
);
