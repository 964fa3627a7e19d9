import { describe, expect, test } from 'vitest';
import {
  hasDecorators,
  hasModuleSyntax,
  hasUnusedImports,
  requiresModuleFormat,
  stripNonCode,
} from '../../../harness/loader/detect-source-syntax-features.ts';

test('removes comments and strings from code', () => {
  const source = `const a = 'it\\'s'; // import x from 'y'
/* export
 const b */ const c = "@mark"; const d = \`import z\`;`;
  expect(stripNonCode(source).replace(/\s+/gu, ' ')).toBe(
    "const a = ''; const c = ''; const d = ;",
  );
});

describe('an unused import', () => {
  test.each([
    "import { A } from './a';",
    "import A from './a';",
    "import A, { B } from './a';\nB();",
    "import { A as B } from './a';\nA();",
    "import { A, type B } from './a';",
    "import { A } from './a';\nx.A();",
    "import {\n  A,\n  B,\n} from './a';\nnew A();",
    "import { A } from './a';\nconst ABC = 1;",
  ])('is found in %j', (source) => {
    expect(hasUnusedImports(stripNonCode(source))).toBe(true);
  });

  test.each([
    "import { A } from './a';\nA();",
    "import A from './a';\nA();",
    "import { A as B } from './a';\nB();",
    "import { type A } from './a';",
    "import type { A } from './a';",
    "import type A from './a';",
    "import * as A from './a';",
    "import './a';",
    "import { A } from './a';\nf(...A);",
    "import type from './a';\ntype();",
    "import { $a } from './a';\n$a();",
    "const { A } = await import('./a');",
  ])('is not found in %j', (source) => {
    expect(hasUnusedImports(stripNonCode(source))).toBe(false);
  });
});

test.each([
  ["import x from 'y'", true],
  ["import 'y'", true],
  ['const a = 1;\nexport { a };', true],
  ['{ }\nexport default 1;', true],
  ["const a = import('y');", false],
  ['a.import = 1; b.export = 2;', false],
  ['exports.a = 1;', false],
])('detects module syntax of %j: %s', (source, expected) => {
  expect(hasModuleSyntax(stripNonCode(source))).toBe(expected);
});

test.each([
  ['const u = import.meta.url;', true],
  ["await import('x');", true],
  ["const a = await import('x');", true],
  ['async function f() {\n  await g();\n}', false],
])('detects syntax that only an ES module can have in %j: %s', (source, expected) => {
  expect(requiresModuleFormat(stripNonCode(source))).toBe(expected);
});

test.each([
  ['@Injectable()\nclass A {}', true],
  ['class A { @Get("/") home() {} }', true],
  ['class A { constructor(@Inject(B) b) {} }', true],
  ['/** @param a - What. */\nconst mail = "a@b.c";', false],
])('detects decorators of %j: %s', (source, expected) => {
  expect(hasDecorators(stripNonCode(source))).toBe(expected);
});
