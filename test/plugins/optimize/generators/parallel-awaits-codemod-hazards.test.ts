import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

describe('the parallel-awaits codemod', () => {
  const parallel = (body: string, rest = '') =>
    applyCodemodToFile(
      'parallel-awaits',
      `import { getA, getB } from './api.js';\nexport async function f(req, x) {\n${body}\n}\n${rest}`,
    );

  it('runs calls at the same time where each of them only reads', () => {
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
  ])('leaves calls in sequence where %s', (_, body, rest) => {
    expect(parallel(body, rest)).toBeUndefined();
  });

  it.each([
    ['one sets a field', 'async getMe() { this.id = 1; }', undefined],
    ['nobody knows what one does', '', undefined],
    ['both only read', 'async getMe() { return 1; }', 'Promise.all'],
  ])('decides on method calls where %s', (_, method, wanted) => {
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
});
