import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

describe('the codemods for parallel awaits', () => {
  const parallel = (body: string, rest = '') =>
    applyCodemodToFile(
      'parallel-awaits',
      `import { getA, getB } from './api.js';\nexport async function f(req, x) {\n${body}\n}\n${rest}`,
    );

  it('run calls at the same time where each of them only reads', () => {
    expect(
      parallel(
        '  const a = await getA(req.id);\n  const b = await getB(req.name);\n  return [a, b];',
      ),
    ).toContain('Promise.all');
  });

  it.each([
    [
      'one sets what another reads',
      '  const a = await loadUser(req);\n  const b = await getB(x);\n  return [a, b];',
      'async function loadUser(one) { one.user = await getA(1); return 1; }',
    ],
    [
      'the arguments of a later one may not be there',
      '  const a = await getA(req.id);\n  const b = await getB(req.session.id);\n  return [a, b];',
      '',
    ],
    [
      'the arguments of a later one read what nobody read',
      '  const a = await getA(1);\n  const b = await getB(x.id);\n  return [a, b];',
      '',
    ],
    [
      'one goes on where the other stopped',
      '  const a = await x.readByte();\n  const b = await x.readInt();\n  return [a, b];',
      '',
    ],
  ])('leave calls in sequence where %s', (_, body, rest) => {
    expect(parallel(body, rest)).toBeUndefined();
  });

  it.each([
    ['one sets a field', 'async getMe() { this.id = 1; }', undefined],
    ['nobody knows what one does', '', undefined],
    ['both only read', 'async getMe() { return 1; }', 'Promise.all'],
  ])('decide on method calls where %s', (_, method, wanted) => {
    const text = `class A {
  ${method}
  async getOrders(id) { return id; }
  async run() {
    const a = await this.getMe();
    const b = await this.getOrders(1);
    return [a, b];
  }
}
`;
    const after = applyCodemodToFile('parallel-awaits', text);
    if (wanted === undefined) expect(after).toBeUndefined();
    else expect(after).toContain(wanted);
  });

  it('leave a literal alone where a value read before its awaits may change', () => {
    const literal = (first: string) =>
      applyCodemodToFile(
        'await-in-literal',
        `import { getA, getB } from './api.js';\nlet version = 1;\nexport async function f(x) {\n  return { ${first}a: await getA(1), b: await getB(2) };\n}\n`,
      );
    expect(literal('')).toContain('Promise.all');
    expect(literal('x, ')).toContain('Promise.all');
    expect(literal('version, ')).toBeDefined();
    expect(literal('v: x.version, ')).toBeUndefined();
    const text = 'let version = 1;\nexport const g = () => (version += 1);\n';
    expect(
      applyCodemodToFile(
        'await-in-literal',
        `import { getA, getB } from './api.js';\n${text}export async function f() {\n  return { version, a: await getA(1), b: await getB(2) };\n}\n`,
      ),
    ).toBeUndefined();
  });

  it('leave a loop alone where another function reads the list', () => {
    const loop = (items: string, more = '') =>
      applyCodemodToFile(
        'bounded-awaits',
        `import { getPage } from './api.js';\nexport async function f(items) {\n  ${more}\n  const pages = [];\n  for (const item of ${items}) {\n    pages.push(await getPage(item));\n  }\n  return pages;\n}\n`,
      );
    expect(loop('items')).toContain('mapBounded');
    expect(loop('Object.keys(items)')).toContain('mapBounded');
    expect(loop('items', 'const told = () => pages.length;')).toBeUndefined();
    expect(loop('numbers()')).toBeUndefined();
  });
});
