import { describe, expect, test } from 'vitest';
import { isExportedFunction } from '../../../../cli/init/scenario-candidates/function-candidates.ts';

const named = (name: string) => ({ name, member: null, import: 'named' }) as const;
const whole = { name: 'lib', member: null, import: 'default' } as const;
const member = (name: string) => ({ name: 'lib', member: name, import: 'default' }) as const;

const LIST = `function add() {}
function inner() {}
module.exports = { add, other: inner };
`;
const SINGLY = 'exports.add = () => {}; module.exports.other = inner; inner.hidden = 1;';

describe('a function of a CommonJS module', () => {
  test.each([
    [LIST, named('add')],
    [LIST, named('other')],
    ['module.exports = { add() {} };', named('other')],
    [LIST, member('add')],
    [SINGLY, named('add')],
    [SINGLY, member('other')],
    ['module.exports = add;', whole],
    ['module.exports = add;', member('of')],
    ['exports = module.exports = add; exports.of = of;', member('other')],
    ['module.exports = { ...require("./more"), add };', named('other')],
    ['module.exports = require("./all");', named('other')],
    ['Object.assign(exports, all);', named('other')],
    ['for (const one of all) exports[one.name] = one;', named('other')],
    ['const api = module.exports; api.other = () => {};', named('other')],
    ['export const add = 1;', named('other')],
    ['', named('other')],
  ])('%s exports %j, as far as its source shows', (source, called) => {
    expect(isExportedFunction(source, called)).toBe(true);
  });

  test.each([
    [LIST, named('inner')],
    [LIST, member('inner')],
    [LIST, whole],
    [SINGLY, named('inner')],
    [SINGLY, member('hidden')],
    [SINGLY, whole],
  ])('%s does not export %j', (source, called) => {
    expect(isExportedFunction(source, called)).toBe(false);
  });
});
