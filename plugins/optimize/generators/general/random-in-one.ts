import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, functionAround, kindOf, nodesOf } from '../../../analysis/index.ts';
import { createConstantAdder } from '../checked/insert-shared-declaration.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { MAX_BYTES_TAKEN, RANDOM_BYTES_POOL } from '../injected-functions/random-bytes-pool.ts';
import { resolveImport } from '../io/module-imports.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { isPlainValue } from './array-search-by-key-callback.ts';

export const batchRandomBytes: Codemod = createTypeAwareCodemod(
  {
    id: 'random-in-one',
    title: 'Fetch random bytes in batches instead of in many small requests',
    evidence: 'checked',
    preconditions: `A function calls \`randomBytes\` with a literal size of at most ${MAX_BYTES_TAKEN}, or \`randomFillSync\` with names and literals as arguments, without a callback. Both are imported from \`crypto\`. Bytes come from a pool of a few thousand bytes; each byte is used once and then wiped from the pool. The buffer to fill must be a Uint8Array, with at most ${MAX_BYTES_TAKEN} bytes requested; every other call requests its bytes from the system as before.`,
    seenIn: [
      'websockets/ws: lib/sender.js',
      'rokanas/dentago: api-patient/utils/generateId.js',
      'jeffnawroth/source-taster: apps/api/src/utils/idGenerator.ts',
    ],
  },
  (scene) => {
    const calls = nodesOf(scene.root, 'call_expression').filter((node) => isSmall(node, scene));
    const [first] = calls;
    const helper = first === undefined ? null : addHelperFunction(scene.source, RANDOM_BYTES_POOL);
    if (first === undefined || helper === null) return [];
    // Most modules request bytes in one way only; each way yields the same kind of bytes.
    const asking = first.field('function')?.text() ?? '';
    const isBytes =
      resolveImport(scene.source, first.field('function') ?? first)?.name === 'randomBytes';
    const ask = isBytes ? `${asking}(size)` : `${asking}(Buffer.alloc(size))`;
    const supply = createConstantAdder(
      scene,
      'randomSupply',
      (name) => `const ${name} = ${RANDOM_BYTES_POOL.name}((size) => ${ask});`,
    );
    return calls.map((call): CodemodMatch => {
      const { name, edits } = supply();
      return {
        ...createMatch(call, [...edits, replaceNode(call, taken(call, name, scene)), ...helper]),
        assumes: ["No code replaces Node.js's source of random bytes."],
      };
    });
  },
);

function isSmall(call: SgNode, { source, bindings }: AnalysisContext): boolean {
  const callee = call.field('function');
  const origin = callee === null ? null : resolveImport(source, callee);
  if (origin?.module !== 'crypto' || functionAround(call) === null) return false;
  if (!bindings.isBuiltin('Buffer') || isKept(call)) return false;
  const given = argumentsOf(call);
  if (origin.name === 'randomBytes') {
    const size = given.length === 1 ? Number(given[0]?.text()) : Number.NaN;
    return Number.isInteger(size) && size > 0 && size <= MAX_BYTES_TAKEN;
  }
  const isPlain = given.length > 0 && given.length < 4 && given.every(isPlainValue);
  return origin.name === 'randomFillSync' && isPlain;
}

/** True for the fallback beside a read from the pool, or for the call that fills the pool. */
function isKept(call: SgNode): boolean {
  const parent = call.parent();
  const isBeside =
    parent !== null && kindOf(parent) === 'binary_expression' && /\.into\(/u.test(parent.text());
  const maker = functionAround(call)?.parent()?.parent()?.field('function')?.text();
  return isBeside || maker === RANDOM_BYTES_POOL.name;
}

function taken(call: SgNode, supply: string, { source }: AnalysisContext): string {
  const given = argumentsOf(call).map((argument) => argument.text());
  const isBytes = resolveImport(source, call.field('function') ?? call)?.name === 'randomBytes';
  if (isBytes) return `${supply}.bytes(${given.join(', ')})`;
  const text = `${supply}.into(${given.join(', ')}) ?? ${call.text()}`;
  return kindOf(call.parent() ?? call) === 'expression_statement' ? text : `(${text})`;
}
