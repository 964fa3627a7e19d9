/**
 * Loads the entry points of an instrumented package, and lists the exported functions whose text
 * has a label: however they are declared, assigned or exported again, the way to them is known.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { findLabel } from '../../profilers/calls/outside-call.ts';
import type { LabelledExport } from './labelled-export.ts';

/** Objects below an export that are searched: `export default { text: { trim } }`. */
const MOST_DEPTH = 2;
const IS_NAME = /^[A-Za-z_$][\w$]*$/u;
/** Functions whose text has labels of other functions only. */
const IS_OTHER = /^(?:class\b|(?:async\s*)?(?:function\s*)?\*)/u;

const [output = '', ...entries] = process.argv.slice(2);
const found: LabelledExport[] = [];
for (const entry of entries) {
  try {
    const namespace: unknown = await import(pathToFileURL(entry).href);
    if (typeof namespace === 'object' && namespace !== null) search(entry, [], namespace);
  } catch {
    // An entry point that cannot be loaded here exports nothing.
  }
}
writeFileSync(output, JSON.stringify(found));
// A package may keep its process running.
process.exit(0);

function search(entry: string, path: readonly string[], owner: object): void {
  for (const name of Object.keys(owner).filter((key) => IS_NAME.test(key))) {
    const value = read(owner, name);
    const own = [...path, name];
    if (typeof value === 'function') {
      const text = Function.prototype.toString.call(value);
      const label = IS_OTHER.test(text) ? null : findLabel(text);
      if (label !== null) found.push({ entry, path: own, label });
    }
    const isOwner = typeof value === 'function' || (typeof value === 'object' && value !== null);
    if (isOwner && own.length <= MOST_DEPTH && !types.isProxy(value)) search(entry, own, value);
  }
}

/** Reads a property, whose getter may load a module. */
function read(owner: object, name: string): unknown {
  try {
    return Reflect.get(owner, name);
  } catch {
    return undefined;
  }
}
