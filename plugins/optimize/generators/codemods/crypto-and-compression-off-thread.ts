import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Binding,
  bare,
  functionAround,
  isInside,
  kindOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodEdit, CodemodMatch } from '../codemod.ts';
import { annotateType, createMatch, insertText, replaceNode } from '../syntax/codemod-edits.ts';
import { isSelfContainedFunction } from '../syntax/is-self-contained-function.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

const WAITS =
  'The function is called in an async function that does not use `this` and refers to nothing outside itself except imports, functions and constants that are strings, numbers or booleans. Only parameters that are strings or numbers are passed, and the call is the whole value of a declaration or of a `return`; every use of the import is such a call. Other requests continue in the meantime, which is the gain, and which you have to accept';

export const syncDerivation: Codemod = createTypeAwareCodemod(
  {
    id: 'key-derivation-off-thread',
    title: 'Derive keys on another thread',
    classes: ['CPU'],
    risk: 'Medium',
    preconditions: `The function is \`pbkdf2Sync\` or \`scryptSync\`, imported by name from \`node:crypto\`. ${WAITS}.`,
    seenIn: ['hcmusA18/Ads-Management, services/passwordService.js'],
  },
  (scene) => offThread(scene, /^["'](?:node:)?crypto["']$/u, /^(?:pbkdf2Sync|scryptSync)$/u),
);

export const syncCompression: Codemod = createTypeAwareCodemod(
  {
    id: 'compression-off-thread',
    title: 'Compress on another thread',
    classes: ['CPU'],
    risk: 'Medium',
    preconditions: `The function is \`gzipSync\`, \`gunzipSync\`, \`deflateSync\`, \`inflateSync\`, \`brotliCompressSync\` or \`brotliDecompressSync\`, imported by name from \`node:zlib\`. ${WAITS}.`,
    seenIn: [
      'netlify/cli, tests/integration/__fixtures__/dev-server-with-v2-functions/functions/brotli.js',
    ],
  },
  (scene) =>
    offThread(
      scene,
      /^["'](?:node:)?zlib["']$/u,
      /^(?:g(?:un)?zipSync|(?:de|in)flateSync|brotli(?:C|Dec)ompressSync)$/u,
    ),
);

function offThread(scene: AnalysisContext, from: RegExp, names: RegExp): readonly CodemodMatch[] {
  return scene.bindings.all.flatMap((binding) => {
    const { declaration, kind, name, references } = binding;
    const statement = declaration
      .ancestors()
      .find((ancestor) => kindOf(ancestor) === 'import_statement');
    const isMeant =
      kind === 'import' &&
      kindOf(declaration) === 'import_specifier' &&
      declaration.field('alias') === null &&
      names.test(name) &&
      from.test(statement?.field('source')?.text() ?? '');
    if (!isMeant || statement === undefined || references.length === 0) return [];
    // The types of Node.js do not describe the promisified function.
    if (name === 'scryptSync' && annotateType(scene.source, 'x') !== '') return [];
    const calls = references.map((reference) => callToMove(reference, scene));
    const moved = calls.filter((call) => call !== null);
    if (moved.length < calls.length) return [];
    return [moveOff(binding, statement, moved, scene)].filter((match) => match !== null);
  });
}

function moveOff(
  { name, declaration }: Binding,
  statement: SgNode,
  calls: readonly SgNode[],
  { bindings }: AnalysisContext,
): CodemodMatch | null {
  const waiting = name.replace(/Sync$/u, '');
  const [first] = calls;
  if (bindings.freshName(waiting) !== waiting || first === undefined) return null;
  const promised = bindings.freshName(`${waiting}Async`);
  const promisify = bindings.freshName('promisify');
  const as = promisify === 'promisify' ? 'promisify' : `promisify as ${promisify}`;
  const added = `\nimport { ${as} } from 'node:util';\n\nconst ${promised} = ${promisify}(${waiting});`;
  const behind = lastImport(statement);
  const moves = calls.map((call): CodemodEdit => {
    const callee = call.field('function') ?? call;
    return replaceNode(callee, `await ${promised}`);
  });
  return createMatch(first, [
    replaceNode(declaration, waiting),
    insertText(spanOf(behind).end, added),
    ...moves,
  ]);
}

function lastImport(statement: SgNode): SgNode {
  const others = statement.nextAll().filter((sibling) => kindOf(sibling) === 'import_statement');
  return others.at(-1) ?? statement;
}

/** Returns the call that can be awaited; null if it cannot. */
function callToMove(use: SgNode, scene: AnalysisContext): SgNode | null {
  const call = use.parent();
  if (call === null || call.field('function')?.id() !== use.id()) return null;
  const place = call.parent();
  const isWhole =
    place !== null &&
    (kindOf(place) === 'return_statement' || place.field('value')?.id() === call.id()) &&
    /^(?:return_statement|variable_declarator)$/u.test(kindOf(place));
  const around = functionAround(call);
  const body = around?.field('body');
  if (!isWhole || around === null || body == null || !isInside(spanOf(call), spanOf(body)))
    return null;
  const isAsync = around.children().some((child) => child.text() === 'async');
  const hasYield = around.children().some((child) => child.text() === '*');
  const isSafe = isSelfContainedFunction(around, scene) && isGivenOnce(call, scene);
  return isAsync && !hasYield && isSafe ? call : null;
}

/** True where no argument is a parameter whose bytes the caller could overwrite in the meantime. */
function isGivenOnce(call: SgNode, { bindings, shapes }: AnalysisContext): boolean {
  return argumentsOf(call).every((given) => {
    const name = bare(given);
    const of = kindOf(name) === 'identifier' ? bindings.of(name) : null;
    return of?.kind !== 'parameter' || /^(?:string|number)$/u.test(shapes.of(name)?.kind ?? '');
  });
}
