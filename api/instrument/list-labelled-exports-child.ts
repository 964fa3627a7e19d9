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
const IS_OTHER = /^(?:async\s*)?(?:function\s*)?\*/u;
/** Properties that every function has. */
const IS_OF_FUNCTIONS = /^(?:length|name|prototype|arguments|caller)$/u;

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
  for (const name of namesOf(owner)) {
    const value = read(owner, name);
    const own = [...path, name];
    if (typeof value === 'function') {
      note(entry, own, value);
      searchMethods(entry, [...own, 'prototype'], value.prototype);
    }
    const isOwner = typeof value === 'function' || (typeof value === 'object' && value !== null);
    if (isOwner && own.length <= MOST_DEPTH && !types.isProxy(value)) search(entry, own, value);
  }
}

/** Static methods are not enumerable. */
function namesOf(owner: object): readonly string[] {
  const names =
    typeof owner === 'function' ? Object.getOwnPropertyNames(owner) : Object.keys(owner);
  return names.filter((name) => IS_NAME.test(name) && !IS_OF_FUNCTIONS.test(name));
}

function note(entry: string, path: readonly string[], value: object): void {
  const text = Function.prototype.toString.call(value);
  const isClass = text.startsWith('class');
  const label = IS_OTHER.test(text) ? null : findLabel(text, isClass ? 'construct' : 'call');
  if (label !== null) found.push({ entry, path, label });
}

/** Searches the methods of instances, inherited methods included. */
function searchMethods(entry: string, path: readonly string[], prototype: unknown): void {
  if (typeof prototype !== 'object' || prototype === null) return;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value !== 'function' || name === 'constructor' || !IS_NAME.test(name)) continue;
    note(entry, [...path, name], value);
  }
  searchMethods(entry, path, Object.getPrototypeOf(prototype));
}

/** Reads a property, whose getter may load a module. */
function read(owner: object, name: string): unknown {
  try {
    return Reflect.get(owner, name);
  } catch {
    return undefined;
  }
}
