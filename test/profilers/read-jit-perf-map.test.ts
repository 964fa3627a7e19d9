import { describe, expect, it } from 'vitest';
import { parseCompiledCodePlace, readJitPerfMap } from '../../profilers/read-jit-perf-map.ts';

describe('the perf map of code compiled by V8', () => {
  const find = readJitPerfMap(
    '1000 100 JS:~early /app/a.js:1:1\n3000 10 Builtin:ArrayMap\n1080 40 JS:*late /app/a.js:5:2\nbroken\n',
  );

  it.each([
    [0x1000, 'JS:~early /app/a.js:1:1'],
    [0x10ff, 'JS:~early /app/a.js:1:1'],
    [0x1090, 'JS:*late /app/a.js:5:2'],
    [0x3008, 'Builtin:ArrayMap'],
  ])('returns at %s the code that was compiled there last', (address, name) => {
    expect(find(address)).toEqual({ name });
  });

  it.each([0x0fff, 0x1100, 0x3010, 0xffff])('returns nothing at %s', (address) => {
    expect(find(address)).toBeNull();
  });

  it('returns nothing when it is empty', () => {
    expect(readJitPerfMap('')(0x1000)).toBeNull();
  });
});

describe('parseCompiledCodePlace', () => {
  it.each([
    ['JS:*inner /app/work.cjs:1:15', 'inner', '/app/work.cjs', 0, 14],
    ["JS:+'burn [eval]:1:14", 'burn', '[eval]', 0, 13],
    ['JS:o*inner file:///app/m.mjs:7:1', 'inner', 'file:///app/m.mjs', 6, 0],
    ['JS:~ node:internal/main:1:1', '', 'node:internal/main', 0, 0],
    ['JS:^get stdout node:tty:30:4', 'get stdout', 'node:tty', 29, 3],
  ])(
    'returns the function and the place of %s',
    (name, functionName, url, lineNumber, columnNumber) => {
      expect(parseCompiledCodePlace(name)).toEqual({ functionName, url, lineNumber, columnNumber });
    },
  );

  it.each(['Builtin:ArrayMap', 'RegExp:a:1:2', 'BytecodeHandler:Add', '_IO_puts'])(
    'returns null for %s, which is not JavaScript',
    (name) => {
      expect(parseCompiledCodePlace(name)).toBeNull();
    },
  );
});
