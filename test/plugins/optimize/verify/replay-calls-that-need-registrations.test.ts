/** Calls of a module whose results depend on what its importers register elsewhere. */
import { expect, test } from 'vitest';
import { checkChangedProjectBehaviour } from '../../../support/check-changed-project-behaviour.ts';

const FILES = {
  'parsers.mjs': `
    export const parsers = [];
    export const register = (parser) => void parsers.push(parser);
  `,
  'parse.mjs': `
    import { parsers } from './parsers.mjs';
    export const parse = (text) => parsers.map((parser) => parser(text)).find((found) => found) ?? null;
  `,
  'index.mjs': `
    import { parse } from './parse.mjs';
    import { register } from './parsers.mjs';
    register((text) => /^\\d+$/.test(text) && Number(text));
    register((text) => text.startsWith('#') && text.slice(1));
    export const parseAll = (texts) => texts.map((text) => parse(text));
    export { parse };
  `,
  'use.mjs': `
    import { parse, parseAll } from './index.mjs';
    for (const text of ['1', '22', '#a', '#bc', 'x']) parse(text);
    if (parseAll([]).length !== 0) process.exit(1);
  `,
};

test('a check replays calls with the modules loaded that were loaded when they were recorded', async () => {
  const change = { 'parse.mjs': FILES['parse.mjs'].replace('.find((found) => found)', '.at(0)') };
  const result = await checkChangedProjectBehaviour({ files: FILES, change });
  expect(result).toMatchObject({
    state: 'differs',
    counterexample: { origin: 'captured', call: expect.stringContaining('parse("') },
  });
});
