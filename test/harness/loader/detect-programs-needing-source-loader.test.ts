import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { needsSourceLoader } from '../../../harness/loader/needs-source-loader.ts';
import { createProject } from '../../support/run-cli.ts';

const { files } = createHost();
const PLAIN = {
  'package.json': '{ "type": "module" }',
  'src/part.ts': 'export const part: number = 1;\n',
  'src/types.ts': 'export interface Part { size: number }\n',
};

/** True where a program of this text, next to these files, needs the loader. */
function needs(text: string, others: Readonly<Record<string, string>> = {}): boolean {
  const root = createProject({ ...PLAIN, ...others, 'src/main.ts': text });
  return needsSourceLoader(files, join(root, 'src/main.ts'));
}

describe('a program for plain Node.js', () => {
  test.each([
    [
      'with nothing but types',
      "import { part } from './part.ts';\nconst twice: number = 2 * part;\n",
    ],
    ['with types of a file that it names without ending', "import type { Part } from './types';\n"],
    ['with imports of what is no file of it', "import 'node:fs';\nimport 'somewhere';\n"],
    ['with what looks like an import in a comment', "// import { part } from './part'\n"],
  ])('%s', (_, text) => {
    expect(needs(text)).toBe(false);
  });
});

describe('a program that requires the loader', () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['with an enum', 'enum Color { Red }\nconsole.log(Color.Red);\n', {}],
    ['with an import of text', "import text from './a.txt' with { type: 'text' };\n", {}],
    ['with an import without its ending', "import { part } from './part';\n", {}],
    ['with the ending of what it is compiled to', "import { part } from './part.js';\n", {}],
    [
      'with an alias of the tsconfig',
      "import { part } from '@/part.ts';\n",
      { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }' },
    ],
    [
      'with an enum in a file that a file of JavaScript imports',
      "import './between.js';\n",
      {
        'src/between.js': "import './enum.ts';\n",
        'src/enum.ts': 'export enum Color { Red }\n',
      },
    ],
    [
      'whose tsconfig cannot be read, which the loader tells',
      'enum Color { Red }\n',
      { 'tsconfig.json': '{ "extends": "./gone.json" }' },
    ],
  ])('%s', (_, text, others) => {
    expect(needs(text, others)).toBe(true);
  });

  test('inspects files that import each other only once', () => {
    const others = { 'src/other.ts': "import './main.ts';\n" };
    expect(needs("import './other.ts';\n", others)).toBe(false);
  });
});
