import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

describe('declarations added by a codemod', () => {
  it('precede all calls', () => {
    const after = applyCodemodToFile(
      'make-once',
      "const http = require('node:http');\nmain();\nfunction main() { http.send(new Intl.NumberFormat('en').format(1)); }\n",
      'src/use.cjs',
    );
    expect(after).toMatch(/require\('node:http'\);\n\nconst keptFormatter[^\n]*\n\n?main\(\);/u);
  });

  it('precede all calls, even between calls of require', () => {
    const after = applyCodemodToFile(
      'make-once',
      "const { tag } = require('./tag.cjs');\nconst config = load();\nconst path = require('node:path');\nfunction load() { return new RegExp('x').test(tag); }\n",
      'src/use.cjs',
    );
    expect(after?.indexOf('const keptPattern')).toBeLessThan(after?.indexOf('load()') ?? -1);
  });

  it('precede all calls, even between imports', () => {
    const after = applyCodemodToFile(
      'make-once',
      "import './a.js';\nsetup('s');\nimport './b.js';\nfunction setup(s) { return new RegExp('x').test(s); }\n",
    );
    expect(after?.indexOf('const keptPattern')).toBeLessThan(after?.indexOf('setup(') ?? -1);
  });

  it.each([
    ['/** @jest-environment node */\nfunction f(s) {'],
    ['// @ts-check\nfunction f(s) {'],
    ['/* Copyright somebody. */\n\n/** Asks. */\nfunction f(s) {'],
  ])('follow what tools read first: %s', (head) => {
    const after = applyCodemodToFile('make-once', `${head} return new RegExp('x').test(s); }\n`);
    const first = head.split('\n')[0] ?? '';
    expect(after?.startsWith(`${first}\n\nconst keptPattern`)).toBe(true);
  });

  it('precede the documentation of the first function', () => {
    const after = applyCodemodToFile(
      'make-once',
      "/** Asks. */\nfunction f(s) { return new RegExp('x').test(s); }\n",
    );
    expect(after).toMatch(/^const keptPattern[^\n]*\n\n\/\*\* Asks/u);
  });
});

it('keeps words apart where a codemod removes the bracket between them', () => {
  const text = "const f = (s) => { return(s).replace(/,+$/, ''); };";
  expect(applyCodemodToFile('trim-by-character', text)).toContain('return trimmed((s))');
});
