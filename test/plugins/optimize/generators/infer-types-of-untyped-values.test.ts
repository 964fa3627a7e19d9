import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

/** Function body that searches a list in a loop; fires where `known` is shown to be an array. */
const ASKING = `  const found = [];
  for (const one of wanted) if (known.includes(one)) found.push(one);
  return found;
}
`;
const asked = (text: string, files = {}) =>
  applyCodemodToFile('includes-to-set', text, 'src/use.js', files);

describe('the JSDoc type of a value', () => {
  it.each([
    ['string[]', 'function common(wanted, known) {'],
    ['Array<string>', 'function common(wanted, known) {'],
    ['Array.<string>', 'function common(wanted, known) {'],
    ['Array', 'function common(wanted, known) {'],
    ['!Array', 'export function common(wanted, known) {'],
    ['readonly string[]', 'export const common = (wanted, known) => {'],
    ['string[]', 'exports.common = function (wanted, known) {'],
    ['string[]', 'module.exports = (wanted, known) => {'],
    ['Names', 'export default function common(wanted, known) {'],
    ["import('./types').Names", 'export function common(wanted, known) {'],
  ])('is read from {%s} in %s', (type, head) => {
    const comment = `/**
 * What both have.
 *
 * @param {Iterable<string>} wanted - Asked for.
 * @param {${type}} known - All that there are.
 * @returns {string[]}
 */
`;
    const text = `/** @typedef {string[]} Names */\n\n${comment}${head}\n${ASKING}`;
    const files = { 'src/types.ts': 'export type Names = string[];\n' };
    expect(asked(text, files)).toContain('new Set(known)');
  });

  it('is read where the parameter is destructured', () => {
    const text = (parameter: string) => `/** @typedef {object} Lists
 * @property {string[]} known
 * @property {string[]} [other]
 */
/**
 * @param {Lists} lists
 * @param {string[]} wanted
 */
export function common(${parameter}, wanted) {
${ASKING}`;
    expect(asked(text('{ known }'))).toContain('new Set(known)');
    expect(asked(text('{ known, other }'))).toContain('new Set(known)');
    expect(asked(text('{ other: known }'))).toBeUndefined();
    expect(asked(text('{ known } = {}'))).toBeUndefined();
  });

  it('is read from tags for the fields of a parameter', () => {
    const text = `/**
 * @param {object} lists
 * @param {string[]} lists.known
 * @param {Iterable<string>} lists.wanted
 */
export function common({ known, wanted }) {
${ASKING}`;
    expect(asked(text)).toContain('new Set(known)');
  });

  it.each([
    ['it may be left out', '@param {string[]} [known]'],
    ['it may be left out, as others write it', '@param {string[]=} known'],
    ['it may be null', '@param {?string[]} known'],
    ['it may be something else', '@param {string[]|Set<string>} known'],
    ['it may be anything', '@param {*} known'],
    ['another parameter is meant', '@param {string[]} other'],
    ['it is a name that nobody explains', '@param {Names} known'],
    ['the type cannot be read', '@param {function(string): string[]} known'],
    ['it does not end', '@param {string[ known'],
  ])('is not used where %s', (_, tag) => {
    const text = `/** ${tag} */\nexport function common(wanted, known) {\n${ASKING}`;
    expect(asked(text)).toBeUndefined();
  });

  it('is not read from a comment that is not JSDoc or that describes something else', () => {
    const head = `export function common(wanted, known) {\n${ASKING}`;
    expect(asked(`/* @param {string[]} known */\n${head}`)).toBeUndefined();
    expect(asked(`/** @param {string[]} known */\nlet other;\n${head}`)).toBeUndefined();
  });

  it('is not used where the parameter is reassigned', () => {
    const text = `/** @param {string[]} known */
export function common(wanted, known) {
  known = wanted;
${ASKING}`;
    expect(asked(text)).toBeUndefined();
  });

  it('is read for a variable', () => {
    const text = `/** @type {string[]} */
const known = require('./names.json');

exports.common = function (wanted) {
${ASKING}`;
    expect(
      applyCodemodToFile(
        'index-of-to-starts-with',
        text.replace('known.includes(one)', "known.some((name) => name.indexOf('a') === 0)"),
        'src/use.js',
      ),
    ).toContain('.startsWith(');
  });

  it('is read for the fields of array elements', () => {
    const text = `/**
 * @typedef {object} Product
 * @property {string} sku
 * @property {string} name
 */

/**
 * @param {string[]} skus
 * @param {Product[]} products
 */
export function namesOf(skus, products) {
  const names = [];
  for (const sku of skus) {
    const found = products.find((one) => one.sku === sku);
    if (found !== undefined) names.push(found.name);
  }
  return names;
}
`;
    expect(applyCodemodToFile('find-to-map', text, 'src/use.js')).toContain('new Map(');
  });
});

describe('a parameter of a function that is called only in its file', () => {
  const file = (calls: string, head = 'function common(wanted, known) {') => `${head}
${ASKING}
${calls}
module.exports = (names) => [];
`;

  it.each([
    ['a function', file("common(names, 'a,b'.split(','));")],
    ['a constant', file("common(names, ['a', 'b']);", 'const common = (wanted, known) => {')],
    ['two calls', file("common(names, ['a']); common(names, Object.keys({}));")],
    [
      'a call in another function that only the file calls',
      file("function outer(list) { return common(names, list); }\nouter(['a']);"),
    ],
  ])('is inferred from its calls: %s', (_, text) => {
    expect(asked(text)).toContain('new Set(known)');
  });

  it('is inferred within an exported function', () => {
    const text = `export function all(names) {
  function common(wanted, known) {
  ${ASKING}
  return common(names, ['a', 'b']);
}
`;
    expect(asked(text)).toContain('new Set(known)');
  });

  it.each([
    ['another call gives something else', file("common(names, ['a']); common(names, new Set());")],
    ['another call gives nothing', file("common(names, ['a']); common(names);")],
    ['a call gives a list of arguments', file("common(...[names, ['a']]);")],
    ['it is given to somebody', file("common(names, ['a']); later(common);")],
    ['it is exported', file("common(names, ['a']); exports.common = common;")],
    [
      'it is exported at once',
      file("common([], ['a']);", 'export function common(wanted, known) {'),
    ],
    ['it is called as another', file("common(names, ['a']); common.call(null, names, null);")],
    ['nobody calls it', file('')],
    [
      'the file is no module, so that others may call it',
      file("common(names, ['a']);").replace(/module.*\n/u, ''),
    ],
    [
      'two functions give it to each other',
      file(
        'function outer(list) { return common(list, list); }\nfunction other() { outer(known2); }',
      ),
    ],
  ])('is not inferred where %s', (_, text) => {
    expect(asked(text)).toBeUndefined();
  });
});

describe('an object without a type', () => {
  const file = (after: string, head = 'const lists') => `${head} = { known: ['a', 'b'], size: 2 };
${after}
module.exports = (names) => lists.known.some((one) => one.indexOf('a') === 0);
`;
  const changed = (text: string) =>
    applyCodemodToFile('index-of-to-starts-with', text, 'src/use.js');

  it('has the type of its initial value while it is only read', () => {
    expect(changed(file('console.log(lists.size);'))).toContain('.startsWith(');
  });

  it.each([
    ['a field is given another value', "lists.known = 'ab';"],
    ['its list is filled', 'lists.known.push(1);'],
    ['its list is given to somebody', 'fill(lists.known);'],
    ['it is given to somebody', 'fill(lists);'],
    ['it is exported', 'exports.lists = lists;'],
    ['a field is removed', 'delete lists.known;'],
  ])('has no known type where %s', (_, after) => {
    expect(changed(file(after))).toBeUndefined();
  });

  it('has no known type where other modules import it', () => {
    const text = file('', 'export const lists').replace('module.exports =', 'export const f =');
    expect(changed(text)).toBeUndefined();
  });
});
