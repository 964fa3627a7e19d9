import type { Codemod } from '../codemod.ts';
import { callsOf, mayWait } from '../io/file-calls.ts';
import { needImport } from '../io/imports.ts';
import { isPlain } from '../io/reads.ts';
import { matchAt, replaceNode } from '../io/syntax.ts';

const READS = new Set(['readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'realpathSync']);

export const syncReadInAsync: Codemod = {
  id: 'sync-read-in-async',
  title: 'An async function reads files without stopping everybody else',
  classes: ['I/O-File', 'Architecture'],
  fixLevel: 4,
  complexity: 'Low',
  risk: 'Medium',
  preconditions:
    'A read of `node:fs` that is sync, with plain arguments and without `throwIfNoEntry`, straight in an async function that assigns to nothing but its own variables: what is put between the lines by waiting finds nothing half done. It shortens how long others wait; one read alone takes longer.',
  seenIn: [
    'saadfrhan/nextjs-panaverse-website: src/utils/post_gen.ts',
    'herol3oy/metro-code: utils/post.ts',
  ],
  conflictsWith: ['constant-file-cache-sync'],
  find: (source) =>
    callsOf(source, 'fs', READS).flatMap(({ call, name, given }) => {
      const needed = needImport(source, 'node:fs/promises', name.replace(/Sync$/u, ''));
      const isKnown = given.every(isPlain) && !call.text().includes('throwIfNoEntry');
      if (needed === null || !isKnown || !mayWait(call)) return [];
      const list = call.field('arguments')?.text() ?? '()';
      const text = `await ${needed.local}${list}`;
      const isInner = /^(?:member|subscript|call)_expression$/u.test(String(call.parent()?.kind()));
      return [matchAt(call, [replaceNode(call, isInner ? `(${text})` : text), ...needed.edits])];
    }),
};
