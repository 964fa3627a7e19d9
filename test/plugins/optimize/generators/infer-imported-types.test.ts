import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

const TYPES = `export interface Product {
  readonly sku: string;
  readonly name: string;
}
`;
const USE = (from: string, name = 'Product') => `import type { ${name} } from '${from}';

export function namesOf(skus: readonly string[], products: readonly Product[]): string[] {
  const names: string[] = [];
  for (const sku of skus) {
    const found = products.find((one) => one.sku === sku);
    if (found !== undefined) names.push(found.name);
  }
  return names;
}
`;

describe('an imported type', () => {
  it.each([
    ['./types.js', { 'src/types.ts': TYPES }],
    ['./types.ts', { 'src/types.ts': TYPES }],
    ['./types', { 'src/types.ts': TYPES }],
    ['./types', { 'src/types/index.ts': TYPES }],
    ['./types.js', { 'src/types.d.ts': TYPES }],
    [
      '../model/all.js',
      { 'model/all.ts': "export * from './product.js';\n", 'model/product.ts': TYPES },
    ],
    [
      '../model/all.js',
      {
        'model/all.ts': "export type { Product } from './product.js';\n",
        'model/product.ts': TYPES,
      },
    ],
    [
      './types.js',
      { 'src/types.ts': `${TYPES.replace('Product', 'Item')}export type Product = Item;\n` },
    ],
  ])('is resolved by its import from %s, %j', (from, files) => {
    expect(applyCodemodToFile('find-to-map', USE(from), 'src/use.ts', files)).toContain('new Map(');
  });

  it('is resolved under another name', () => {
    const files = { 'src/types.ts': TYPES.replace('Product', 'Item') };
    expect(
      applyCodemodToFile('find-to-map', USE('./types.js', 'Item as Product'), 'src/use.ts', files),
    ).toContain('new Map(');
  });

  it.each([
    ['a file that is not there', './types.js', {}],
    ['a package', 'types', { 'types.ts': TYPES, 'src/types.ts': TYPES }],
    ['outside of the project', '../../types.js', { '../types.ts': TYPES }],
    [
      'a file that keeps it for itself',
      './types.js',
      { 'src/types.ts': TYPES.replace('export ', '') },
    ],
    [
      'files in a circle',
      './a.js',
      { 'src/a.ts': "export * from './b.js';\n", 'src/b.ts': "export * from './a.js';\n" },
    ],
    [
      'a file where it has parameters',
      './types.js',
      { 'src/types.ts': TYPES.replace('Product', 'Product<T>') },
    ],
    [
      'a file where its field may be anything',
      './types.js',
      { 'src/types.ts': TYPES.replace('sku: string', 'sku: Sku') },
    ],
  ])('is not resolved from %s', (_, from, files) => {
    expect(applyCodemodToFile('find-to-map', USE(from), 'src/use.ts', files)).toBeUndefined();
  });
});
