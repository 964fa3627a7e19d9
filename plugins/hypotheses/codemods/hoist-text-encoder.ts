import type { Codemod } from '../codemod.ts';
import { readBindings } from '../syntax/bindings.ts';
import { declareInModule, matchAt, replace } from '../syntax/edits.ts';
import { argumentsOf, bare, functionAround, methodCalls } from '../syntax/nodes.ts';

/** `new TextEncoder().encode(x)` in a function to one encoder for the module: it keeps no state. */
export const hoistTextEncoder: Codemod = {
  id: 'hoist-text-encoder',
  title: 'Make a TextEncoder once',
  classes: ['CPU'],
  fixLevel: 4,
  complexity: 'Low',
  risk: 'Low',
  preconditions:
    '`new TextEncoder()` without arguments inside of a function whose `encode` or `encodeInto` is called at once, so that nobody else gets hold of it; `TextEncoder` is the built-in one.',
  seenIn: ['playwright-core 1.65.1, lib/utilsBundle.js', 'pprof-format 2.3.2, dist/esm/index.js'],
  conflictsWith: [],
  find: (source) => {
    const bindings = readBindings(source);
    if (bindings?.isBuiltin('TextEncoder') !== true) return [];
    return methodCalls(source.root, 'encode', 'encodeInto').flatMap(({ receiver }) => {
      const made = bare(receiver);
      const isMade =
        made.field('constructor')?.text() === 'TextEncoder' && argumentsOf(made).length === 0;
      if (!isMade || functionAround(made) === null) return [];
      const name = bindings.freshName('textEncoder');
      const declared = declareInModule(source, `const ${name} = new TextEncoder();`);
      return [matchAt(made, [declared, replace(receiver, name)])];
    });
  },
};
