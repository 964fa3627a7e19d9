import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, functionAround, kindOf, nodesOf, partsOf } from '../../../analysis/index.ts';
import { type CodemodMatch, type CodemodSource, defineCodemod } from '../codemod.ts';
import { findDeclarations } from '../io/find-declarations.ts';
import { createMatch, declareInModule, replaceNode } from '../syntax/codemod-edits.ts';

const CONSTANT = new Set(['string', 'number', 'true', 'false', 'null']);

export const constantResponse = defineCodemod({
  id: 'constant-response',
  title: 'Serialize a constant object once',
  classes: ['Cache', 'CPU'],
  preconditions:
    'A function calls `JSON.stringify` with a single argument, which is an object or a list that contains only literals; nothing else at the top of the file is named `JSON`.',
  seenIn: [
    'raghutalluri/thrive-web-app-deployment: app.js',
    'pietervb-42/ai-app-builder: ci/fixtures/diagnostics/err_manifest_integrity/server.js',
  ],
  find: (source) => {
    const places = nodesOf(source.root, 'call_expression').filter((call) => isConstantText(call));
    const isShadowed = places.length > 0 && findDeclarations(source.root, 'JSON').length > 0;
    return isShadowed ? [] : places.flatMap((call) => toMatch(source, call, places));
  },
});

function isConstantText(call: SgNode): boolean {
  const [value, ...more] = argumentsOf(call);
  const isStringify = call.field('function')?.text() === 'JSON.stringify';
  const isOwn =
    value !== undefined && /^(?:object|array)$/u.test(kindOf(value)) && isLiteral(value);
  return isStringify && isOwn && more.length === 0 && functionAround(call) !== null;
}

function isLiteral(value: SgNode): boolean {
  const kind = kindOf(value);
  if (CONSTANT.has(kind)) return true;
  if (kind === 'array') return partsOf(value).every(isLiteral);
  return kind === 'object' && partsOf(value).every(isLiteralPair);
}

function isLiteralPair(pair: SgNode): boolean {
  const key = pair.kind() === 'pair' ? pair.field('key') : null;
  const value = pair.field('value');
  // In an object literal `__proto__` sets the prototype and does not appear in the output.
  const isName =
    key !== null && key.kind() !== 'computed_property_name' && !key.text().includes('__proto__');
  return isName && value !== null && isLiteral(value);
}

function toMatch(
  source: CodemodSource,
  call: SgNode,
  places: readonly SgNode[],
): readonly CodemodMatch[] {
  const texts = [...new Set(places.map((place) => place.text()))];
  const index = texts.indexOf(call.text());
  const name = index === 0 ? 'CONSTANT_TEXT' : `CONSTANT_TEXT_${index + 1}`;
  if (findDeclarations(source.root, name).length > 0) return [];
  // Declared at the top, since functions may be called before the module has finished loading.
  const declared = declareInModule(source, `const ${name} = ${call.text()};`);
  return [createMatch(call, [declared, replaceNode(call, name)])];
}
