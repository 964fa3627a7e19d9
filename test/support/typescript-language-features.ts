/** TypeScript as people write it: for each convention a module that needs it, with a function that can be measured. */

/** Loop that takes the time in the function of each convention. */
const LOOP = 'for (let i = 0; i < 5_000; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;';

export interface TypescriptFeature {
  /** Files from the folder of the convention. */
  readonly files: Readonly<Record<string, string>>;
  /** File among them that contains the function `hot`. */
  readonly file: string;
}

/**
 * @param before - Text before the function. @param used - A number that the convention provides,
 * which the function adds to its result.
 */
function convention(
  before: string,
  used: string,
  { files = {}, file = 'main.ts' }: Partial<TypescriptFeature> = {},
): TypescriptFeature {
  const hot = `export function hot(): number {
  let sum = 0;
  ${LOOP}
  return Math.abs(sum) + ${used};
}
`;
  return { files: { ...files, [file]: `${before}\n${hot}` }, file };
}

const LEGACY = `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`;

export const TYPESCRIPT_FEATURES: Readonly<Record<string, TypescriptFeature>> = {
  enum: convention('export enum Size { Small = 1, Large = Small << 2 }', 'Size.Large'),
  'const-enum': convention('const enum Size { Large = 4 }', 'Size.Large'),
  namespace: convention('namespace Shapes { export const sides = 4; }', 'Shapes.sides'),
  'parameter-property': convention(
    'class Point {\n  constructor(private readonly x: number, public y = 2) {}\n  sum() { return this.x + this.y; }\n}',
    'new Point(1).sum()',
  ),
  'legacy-decorator': convention(
    `function mark(target: object, key: string, descriptor: PropertyDescriptor) { Reflect.set(target, 'marked', key.length); }
class Service {
  @mark
  greet(name: string): string { return name; }
}`,
    "Number(Reflect.get(Service.prototype, 'marked'))",
    { files: { 'tsconfig.json': LEGACY } },
  ),
  'decorator-metadata': convention(
    `const types: string[] = [];
Object.assign(Reflect, { metadata: (key: string, value: unknown) => () => { if (key === 'design:paramtypes') types.push(String(value)); } });
function mark() { return () => undefined; }
class Service {
  @mark()
  greet(name: string): string { return name; }
}
new Service();`,
    "types.filter((type) => type.includes('String')).length",
    { files: { 'tsconfig.json': LEGACY } },
  ),
  'standard-decorator': convention(
    `let count = 0;
function mark<T>(value: T, context: ClassMethodDecoratorContext): T { count += context.name.toString().length; return value; }
class Service {
  @mark
  greet() { return count; }
}`,
    'new Service().greet()',
    { files: { 'tsconfig.json': '{ "compilerOptions": {} }' } },
  ),
  jsx: convention(
    'const h = (tag: string, props: object | null, ...children: unknown[]) => ({ tag, children });\nconst view = <b>text</b>;',
    'view.children.length',
    {
      files: { 'tsconfig.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }' },
      file: 'main.tsx',
    },
  ),
  'export-assignment': convention("import old from './old.cts';", 'old.sep', {
    files: {
      'old.cts': 'import path = require("node:path");\nexport = { sep: path.sep.length };\n',
    },
  }),
  'missing-ending': convention("import { parts } from './parts';", 'parts', {
    files: { 'parts.ts': 'export const parts = 2;\n' },
  }),
  'folder-import': convention("import { parts } from './parts';", 'parts', {
    files: { 'parts/index.ts': 'export const parts = 2;\n' },
  }),
  'js-for-ts': convention("import { parts } from './parts.js';", 'parts', {
    files: { 'parts.ts': 'export const parts = 2;\n' },
  }),
  paths: convention("import { parts } from '@app/parts';", 'parts', {
    files: {
      'base.json': '{ "compilerOptions": { "paths": { "@app/*": ["./lib/*"] } } }',
      'tsconfig.json': '{ "extends": "./base.json" }',
      'lib/parts.ts': 'export const parts = 2;\n',
    },
  }),
  references: convention("import { parts } from '@app/parts';", 'parts', {
    files: {
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      'tsconfig.app.json':
        '{ "compilerOptions": { "composite": true, "paths": { "@app/*": ["./lib/*"] } }, "include": ["**/*.ts"] }',
      'lib/parts.ts': 'export const parts = 2;\n',
    },
  }),
  imports: convention("import { parts } from '#inner/parts';", 'parts', {
    files: {
      'package.json':
        '{ "name": "own-imports", "type": "module", "imports": { "#inner/*": "./lib/*.ts" } }',
      'lib/parts.ts': 'export const parts = 2;\n',
    },
  }),
  json: convention("import data from './data.json' with { type: 'json' };", 'data.parts', {
    files: { 'data.json': '{ "parts": 2 }' },
  }),
  text: convention("import text from './data.txt' with { type: 'text' };", 'text.length', {
    files: { 'data.txt': 'hello' },
  }),
  commonjs: convention('enum Size { Large = 4 }', 'Size.Large', {
    files: { 'package.json': '{ "name": "old-package" }' },
  }),
};
